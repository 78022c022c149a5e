/* The tensors record (stream/tensor_map.h) of a part of the columns, and that of all parts. */
#ifndef PHATE_PART_TENSORS_H
#define PHATE_PART_TENSORS_H

#include "stream/record/panel.h"
#include "stream/table/table.h"

/* Leaves what lies in the range of columns; a table without columns stays. `cols`: of all. Fails as
 * tensor_map_parse does. */
struct error *part_tensors_narrow(struct table *t, size_t cols,
                                  const struct span *range) MUST_CHECK;

/* Appends the tables' lines, of the parts in order, to `whole`, which is empty before and is the
 * caller's to free. Pieces of one tensor become one line. Fails where a piece does not go on where
 * the one before ended, and where a tensor has not all elements of its shape. Of sketches, whose
 * lines are groups of the whole, params add up; fails where the groups differ. */
struct error *part_tensors_join(struct table *whole, const struct table *const parts[],
                                size_t count) MUST_CHECK;

#endif
