/* Rows of two row tables that belong together: snapshots of one run and step, such as those of two
 * networks of different shapes. */
#ifndef PHATE_RUN_ROW_PAIRS_H
#define PHATE_RUN_ROW_PAIRS_H

#include "base/error.h"
#include "matrix/matrix.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

/* One of the two sides. */
struct row_side {
    const struct table *table;
    const char *name; /* for messages */
};

struct row_pairs {
    size_t count;
    size_t *row[2];        /* pair i is row[0][i] of the one side and row[1][i] of the other */
    size_t alone[2];       /* how many rows of each side are in no pair, */
    size_t first_alone[2]; /* and the first of them */
};

/* *known: whether the table tells runs and steps (runs.h names the columns). */
struct error *row_pairs_known(const struct table *t, bool *known) MUST_CHECK;

/* The pairs, in an order that depends only on runs and steps. Runs are equal by name, steps by
 * number; a row without a run or a step is in no pair. Fails where a run and step appears twice on
 * a side, and where there is no pair. The caller frees it. */
struct error *row_pairs_find(struct row_pairs *pairs, const struct row_side sides[2]) MUST_CHECK;
void row_pairs_free(struct row_pairs *pairs);

/* The pairs' rows of m, whose rows are those of that side (0 or 1); the caller frees `taken`. */
struct error *row_pairs_take(const struct row_pairs *pairs, size_t side, const struct matrix *m,
                             struct matrix *taken) MUST_CHECK;

#endif
