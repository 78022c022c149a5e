/* Whether two tensors have the same elements. */
#ifndef PHATE_CHECKPOINT_DCP_ELEMENTS_H
#define PHATE_CHECKPOINT_DCP_ELEMENTS_H

#include "checkpoint/cursor.h"

#include <stdbool.h>

/* Compares two readable tensors of one shape, each read through a cursor of its checkpoint, bit by
 * bit after conversion to float64, until they differ. The cursors may be one. */
struct error *dcp_same_elements(struct cursor *s_cursor, const struct tensor *s,
                                struct cursor *t_cursor, const struct tensor *t,
                                bool *same) MUST_CHECK;

#endif
