/* Which columns of the snapshots belong to which tensor: the text record `tensors`, a line a tensor
 * with the columns name, dtype (as in the first checkpoint), shape (64x10; scalar), first (column,
 * from 0) and count (of columns). */
#ifndef PHATE_TENSORTABLE_H
#define PHATE_TENSORTABLE_H

#include "stream/record/panel.h"
#include "stream/table/table.h"

struct snapshots;

/* The table of a set of snapshots; the caller frees it with table_free. */
struct error *tensor_table_of(const struct snapshots *s, struct table *t) MUST_CHECK;

/* The same, read. */
struct tensor_columns {
    const char *name; /* the table's */
    struct span columns;
};
struct tensor_map {
    struct tensor_columns *at; /* in the order of columns; none overlap */
    size_t count;
};

/* `t` must outlive the list. Fails where a column is missing or holds no number, and where tensors
 * are out of order, overlap, or lie beyond the snapshots' `cols` columns. */
struct error *tensor_map_parse(struct tensor_map *list, const struct table *t,
                               size_t cols) MUST_CHECK;
void tensor_map_free(struct tensor_map *list);

#endif
