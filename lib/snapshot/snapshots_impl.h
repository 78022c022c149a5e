/* What the files of snapshots.h share. */
#ifndef PHATE_SNAPSHOT_SNAPSHOTS_IMPL_H
#define PHATE_SNAPSHOT_SNAPSHOTS_IMPL_H

#include "snapshot/snapshots.h"

/* Leaves in the checkpoint only the tensors to compare, in the order of columns; the first file
 * needs at least one. Adds to s->left_out, and to what was matched by order. */
struct error *snapshots_choose(struct snapshots *s, struct checkpoint *c,
                               const struct tensor_choice *choice) MUST_CHECK;

#endif
