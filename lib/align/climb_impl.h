/* Frank and Wolfe's method on doubly stochastic matrices; private to lib/align. */
#ifndef PHATE_ALIGN_CLIMB_IMPL_H
#define PHATE_ALIGN_CLIMB_IMPL_H

#include "align/relaxed_impl.h"
#include "base/report.h"

/* Raises the objective from q->x: each step goes towards the permutations that the slopes fit best,
 * as far as is best on this line. Ends where the slopes promise no more than rounding, or after
 * `most` steps. *objective is where it ended, *steps grows. */
struct error *climb(struct relaxed *q, size_t most, struct report *report, double *objective,
                    size_t *steps) MUST_CHECK;

#endif
