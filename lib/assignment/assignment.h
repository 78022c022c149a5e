/* The linear assignment problem, exactly: by shortest augmenting paths (Jonker and Volgenant 1987;
 * Crouse 2016 for more columns than rows). Time is rows^2 x cols at most, memory rows + cols.
 */
#ifndef PHATE_ASSIGNMENT_ASSIGNMENT_H
#define PHATE_ASSIGNMENT_ASSIGNMENT_H

#include "base/error.h"
#include "base/report.h"

#include <stddef.h>

/* The costs, finite, are asked for a row at a time, and more than once. */
struct assignment_costs {
    size_t rows, cols; /* rows <= cols */
    void (*fill_row)(const struct assignment_costs *costs, size_t row, double *cost); /* cols */
    const void *context; /* of fill_row */
};

/* col_of (rows) receives the columns, all different, for which the sum of costs is least. Fails
 * where memory is short. */
struct error *assignment_solve(const struct assignment_costs *costs, struct report *report,
                               size_t *col_of) MUST_CHECK;

#endif
