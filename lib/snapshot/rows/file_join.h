/* Joins tables that name checkpoints in a column "file" to the rows of snapshots. */
#ifndef PHATE_SNAPSHOT_ROWS_FILE_JOIN_H
#define PHATE_SNAPSHOT_ROWS_FILE_JOIN_H

#include "base/report.h"
#include "snapshot/rows/join_table.h"

/* Adds the columns of those of the tables that have a column of files, which together serve as one
 * table: a snapshot is looked up by its path as given, else by its base name. Fails if a snapshot
 * is missing or is found twice, and if two snapshots match one row by base name. A note reports
 * rows that match no snapshot. */
struct error *file_join(struct table *rows, const struct join_table *tables, size_t count,
                        struct report *report) MUST_CHECK;

#endif
