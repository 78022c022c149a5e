/* The training runs that a row table describes: which rows belong to one run, and in which order.
 */
#ifndef PHATE_RUN_RUNS_H
#define PHATE_RUN_RUNS_H

#include "base/error.h"
#include "base/report.h"
#include "stream/table/table.h"

#include <stddef.h>

struct run {
    const char *name; /* in the table; NULL where the table does not tell runs apart */
    size_t first;     /* its rows are order[first .. first + count) */
    size_t count;
};

struct runs {
    struct run *at; /* in the order in which they first appear in the table */
    size_t count;
    size_t *order; /* all rows: run by run, each in step order; then the rows that are in no run */
    size_t rows;
    size_t joined;          /* how many rows are in a run: the first of `order` */
    double *place;          /* a row's step, or, unless all rows have one, its place in its run */
    const char *place_name; /* the name of `place` */
    size_t step_column;     /* of the table, or TABLE_NONE */
};

/* For messages: the remedy where runs cannot be told apart. */
#define RUNS_REMEDY                                                                           \
    "name the column that tells the runs apart (-r COLUMN), or make one of the files' names " \
    "(snapcat -n '{run}_e{step}.pt')"

/* Divides `rows` rows by the column `run` and orders them by the column `step` (NULL: the usual
 * columns, where the table has them: run; step, else epoch), then by row; a row without a step
 * comes last in its run, and a step that is not a number is an error. A row with an empty name is
 * in no run; all rows are in none where t is NULL. Without a column of runs all rows are one run,
 * or in none where a step appears twice, since then there must be several runs. The names live as
 * long as the table. */
struct error *runs_find(struct runs *runs, const struct table *t, size_t rows, const char *run,
                        const char *step, struct report *report) MUST_CHECK;
void runs_free(struct runs *runs);

/* Each row's run, its place in `at`, or RUNS_NONE. The caller frees them. */
#define RUNS_NONE ((size_t)-1)
struct error *runs_of_rows(const struct runs *runs, size_t **run) MUST_CHECK;

#endif
