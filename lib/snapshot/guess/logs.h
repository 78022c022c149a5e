/* Which of the logs that were found belong to the checkpoints. */
#ifndef PHATE_SNAPSHOT_GUESS_LOGS_H
#define PHATE_SNAPSHOT_GUESS_LOGS_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "snapshot/rows/name_template.h"
#include "stream/table/table.h"

/* Appends to `chosen` those of the logs that can be joined to the rows of own_read and what their
 * names say by the template (or NULL): each by itself, or one per run: with those whose files are
 * called alike, but for the run. A note says why another is not. */
struct error *logs_choose(const struct table *own, const struct name_template *t,
                          const struct strlist *logs, struct strlist *chosen,
                          struct report *report) MUST_CHECK;

/* Whether one of the logs has columns of both steps and epochs. */
struct error *logs_have_both(const struct strlist *logs, bool *both) MUST_CHECK;

#endif
