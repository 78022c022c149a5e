/* The tables that loggers write, and what their columns mean. */
#ifndef PHATE_SNAPSHOT_ROWS_LOG_H
#define PHATE_SNAPSHOT_ROWS_LOG_H

#include "stream/table/table.h"

/* The column that serves as the key `name`, such as "step", or TABLE_NONE: the column of that name,
 * else the first that has it but for case, blanks and leading underscores: "Step", "_step". */
size_t log_key(const struct table *log, const char *name);

/* Whether a cell says nothing: it is blank, or the "NA" of Keras. */
bool log_is_gap(const char *cell);

/* Whether two cells are different numbers, or, where one is not a number, different texts. */
bool log_differ(const char *a, const char *b);

/* Completes a log, the file at `path`, by what its name says.
 *
 * TensorBoard's exports, "Wall time,Step,Value", have no name for the value: it becomes what the
 * file is called, after "-tag-" where its name has that. The time is left out.
 *
 * Weights & Biases exports a column "RUN - NAME" for each run: where all columns but the first are
 * of one run, and `rows` have no column "run", they are called NAME.
 *
 * A log without a column of runs is of one run of `rows`, and gets a column "run", where that run's
 * name stands before "-tag-", is the file's name, or that of its folder; else where the snapshots
 * in the log's folder, or in the nearest above that has some, are all of this run; else where its
 * name stands in the file's as words by themselves. Fails only where memory is short. */
struct error *log_complete(struct table *log, const char *path,
                           const struct table *rows) MUST_CHECK;

/* Where the run's name stands in the text as words by themselves, as "a_s0" in "a_s0_log"; NULL
 * where it does not. */
const char *log_find_name(const char *text, const char *run);

/* If a heading "RUN - NAME" begins with the name of a run of `rows`: that name, in the table; *name
 * is then the rest of the heading. Else NULL, and *name is the heading. */
const char *log_column_run(const struct table *rows, const char *heading, const char **name);

#endif
