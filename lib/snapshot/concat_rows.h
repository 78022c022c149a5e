/* The rows of checkpoints: what is known of each, in the order of the rows of snapshots. */
#ifndef PHATE_SNAPSHOT_CONCAT_ROWS_H
#define PHATE_SNAPSHOT_CONCAT_ROWS_H

#include "snapshot/concat.h"

/* Describes all files but for their tensors, which may differ, as concat_describe does. `rows` is
 * all zero before; the caller frees it. */
struct error *concat_rows(const struct concat *work, struct table *rows,
                          struct report *report) MUST_CHECK;

#endif
