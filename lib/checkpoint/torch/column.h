/* Tensors of one number beside the state_dict, such as a loss, as scalars: columns of the row
 * table. */
#ifndef PHATE_CHECKPOINT_TORCH_COLUMN_H
#define PHATE_CHECKPOINT_TORCH_COLUMN_H

#include "checkpoint/checkpoint.h"

/* Appends the element at `place` to the checkpoint's scalars, unless they have the name, or the
 * element is far inside a deflated storage. Costs one read of a few bytes. */
struct error *torch_column_take(struct checkpoint *c, const struct opening *o, const char *name,
                                const struct place *place) MUST_CHECK;

#endif
