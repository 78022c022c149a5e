/* A table of the user's, to be joined to the rows of snapshots. */
#ifndef PHATE_SNAPSHOT_ROWS_JOIN_TABLE_H
#define PHATE_SNAPSHOT_ROWS_JOIN_TABLE_H

#include "stream/table/table.h"

struct join_table {
    const char *path;
    struct table t;
    size_t file; /* its column of files, or TABLE_NONE */
};

#endif
