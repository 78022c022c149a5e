/* The steps that checkpoints tell themselves, against those of their names. */
#ifndef PHATE_SNAPSHOT_GUESS_OWN_H
#define PHATE_SNAPSHOT_GUESS_OWN_H

#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"
#include "snapshot/rows/name_template.h"
#include "stream/table/table.h"

/* Opens the checkpoints, and makes a table of their rows (row_table.h), without what their names
 * say. With skip_bad, those that do not open have none. The caller frees it, also on failure. */
struct error *own_read(struct table *rows, const struct strlist *files,
                       const struct checkpoint_hints *hints, bool skip_bad) MUST_CHECK;

/* Whether all checkpoints tell a step, or all tell an epoch, as a number. */
bool own_counts(const struct table *rows);

/* Of a template with a step that no word calls so: fails if the checkpoints of one run have another
 * order by what they tell themselves. *is_epoch: each tells an epoch, which is this step. */
struct error *own_check(const struct table *rows, const struct name_template *t,
                        bool *is_epoch) MUST_CHECK;

#endif
