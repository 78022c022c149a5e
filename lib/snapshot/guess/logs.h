/* Which of the logs that were found belong to the checkpoints. */
#ifndef PHATE_SNAPSHOT_GUESS_LOGS_H
#define PHATE_SNAPSHOT_GUESS_LOGS_H

#include "snapshot/concat.h"

/* The rows of the work's files, as they are before tables are joined: the caller frees them. */
struct error *logs_rows(const struct concat *work, struct table *rows) MUST_CHECK;

/* Appends to work->tables those of the logs that can be joined to the rows: each by itself, or with
 * those of its name in other folders, as one log per run. A note says why another is left out. */
struct error *logs_choose(const struct table *rows, const struct strlist *logs, struct concat *work,
                          struct report *report) MUST_CHECK;

#endif
