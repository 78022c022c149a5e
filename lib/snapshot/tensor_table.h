/* Which columns of the snapshots belong to which tensor: the table in the text record `tensors`
 * (stream/tensor_map.h). */
#ifndef PHATE_SNAPSHOT_TENSOR_TABLE_H
#define PHATE_SNAPSHOT_TENSOR_TABLE_H

#include "stream/table/table.h"

struct snapshots;

/* The table of a set of snapshots; the caller frees it with table_free. Of a part it has the pieces
 * that are read, and where they begin in their tensors. */
struct error *tensor_table_of(const struct snapshots *s, struct table *t) MUST_CHECK;

#endif
