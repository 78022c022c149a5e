/* Which columns of the snapshots belong to which tensor: the text record `tensors`, one line per
 * tensor with the columns name, dtype (as in the first checkpoint), shape (64x10; scalar), first
 * (column, from 0) and count (of columns); of a part of the columns (record/part.h) one line per
 * tensor that it has some of, and offset, the first of these, counted from the tensor's first; of
 * sketches one line per group, and params, the elements that it stands for. */
#ifndef PHATE_STREAM_TENSOR_MAP_H
#define PHATE_STREAM_TENSOR_MAP_H

#include "stream/record/panel.h"
#include "stream/table/table.h"

/* The headings of the columns that are read. */
#define TENSOR_MAP_NAME "name"
#define TENSOR_MAP_DTYPE "dtype"
#define TENSOR_MAP_SHAPE "shape"
#define TENSOR_MAP_FIRST "first"
#define TENSOR_MAP_COUNT "count"
#define TENSOR_MAP_PARAMS "params" /* optional */
#define TENSOR_MAP_OFFSET "offset"

struct tensor_columns {
    const char *name; /* in the table's memory */
    struct span columns;
    size_t params; /* as many as columns, unless the table says otherwise */
};
struct tensor_map {
    struct tensor_columns *at; /* in the order of columns; none overlap */
    size_t count;
};

/* `t` must outlive the map. Fails where a column is missing or has a cell that is not a number, and
 * where tensors are out of order, overlap, or lie beyond the snapshots' `cols` columns. */
struct error *tensor_map_parse(struct tensor_map *map, const struct table *t,
                               size_t cols) MUST_CHECK;
void tensor_map_free(struct tensor_map *map);

#endif
