/* What the numbers in names count where no word beside them says so: steps, or epochs. */
#ifndef PHATE_SNAPSHOT_GUESS_MEANING_H
#define PHATE_SNAPSHOT_GUESS_MEANING_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "snapshot/rows/name_template.h"
#include "stream/table/table.h"

/* Puts in place of the template, which has a field step, one with epoch, if the checkpoints say so
 * themselves, or if logs can be joined by epoch alone. `own` is of own_read. *open: logs have both,
 * and can be joined by either; a note asks which it is. Fails where the checkpoints contradict the
 * order of the numbers. */
struct error *meaning_settle(const struct table *own, const struct strlist *logs,
                             struct name_template **t, bool *open,
                             struct report *report) MUST_CHECK;

#endif
