/* The rows of checkpoints: what is known of each, in the order of the rows of snapshots. */
#ifndef PHATE_SNAPSHOT_CONCAT_ROWS_H
#define PHATE_SNAPSHOT_CONCAT_ROWS_H

#include "snapshot/concat.h"

/* Describes all files but for their tensors, which may differ, as concat_describe does. `rows` is all
 * zero before; the caller frees it. */
struct error *concat_rows(const struct concat *work, struct table *rows,
                          struct report *report) MUST_CHECK;

/* ---- for concat_describe ---- */

/* There are no files; and none is a sound checkpoint. */
struct error *concat_rows_error_none(void) MUST_CHECK;
struct error *concat_rows_error_unsound(const struct concat *work) MUST_CHECK;

/* Opens a file, and reports the checkpoint's notes, but for those that are in `told`, where it puts
 * them. With skip_bad, *sound is false for a file that is not a sound checkpoint, which is
 * reported. The caller frees a sound one. */
struct error *concat_rows_open(const struct concat *work, const char *path, struct strlist *told,
                               struct report *report, struct checkpoint *c, bool *sound) MUST_CHECK;

/* Adds what is known of the snapshots beyond their own metadata. */
struct error *concat_rows_complete(const struct concat *work, struct table *rows,
                                   struct report *report) MUST_CHECK;

/* The order of the rows run by run, each in step order. The caller frees *order, which is NULL
 * where steps are not known. */
struct error *concat_rows_order(const struct table *rows, size_t **order) MUST_CHECK;

#endif
