/* The training runs that a row table tells of: which rows are one, and in which order. */
#ifndef PHATE_RUN_RUNS_H
#define PHATE_RUN_RUNS_H

#include "base/error.h"
#include "base/report.h"
#include "stream/table/table.h"

#include <stddef.h>

struct run {
    const char *name; /* the table's; NULL where the table does not tell runs apart */
    size_t first;     /* its rows are order[first .. first + count) */
    size_t count;
};

struct runs {
    struct run *at; /* in the order in which they first appear in the table */
    size_t count;
    size_t *order; /* all rows: run by run, each in step order; then those that are in no run */
    size_t rows;
    size_t joined;          /* rows that are in a run: the first so many of order */
    double *place;          /* a row's step, or, unless all rows have one, its place in its run */
    const char *place_name; /* what `place` is */
    size_t step_column;     /* of the table, or TABLE_NONE */
};

/* For messages: what to do where runs cannot be told apart. */
#define RUNS_REMEDY \
    "name a column that tells the runs apart (-r), or make one of the files' names (snapcat -n)"

/* Divides `rows` rows by the column `run` and orders them by the column `step` (NULL: the usual
 * ones, where they are there: run; step, else epoch), then by row; a row without a step comes last
 * in its run. A row with an empty name is in no run, as are all where t is NULL. Without a column
 * of runs all rows are one run, or none where a step occurs twice, for then there must be several.
 * The names live as long as the table. */
struct error *runs_find(struct runs *runs, const struct table *t, size_t rows, const char *run,
                        const char *step, struct report *report) MUST_CHECK;
void runs_free(struct runs *runs);

#endif
