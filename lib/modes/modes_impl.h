/* Private to the files of modes: two ways to find them, each of which hands over more vectors than
 * asked for. */
#ifndef PHATE_MODES_MODES_IMPL_H
#define PHATE_MODES_MODES_IMPL_H

#include "modes/modes.h"

struct ritz_pairs {
    struct matrix x; /* n x p, orthonormal */
    double *gap;     /* p: 1 - lambda, 0 .. 2, in no particular order */
    bool complete;   /* all wanted are there; else that of the largest |lambda| */
};
void modes_pairs_free(struct ritz_pairs *r);

/* The t of the goal where the smallest distance of a lambda from 1 or -1 is `gap`. */
double modes_time(const struct modes_goal *goal, double gap);

/* All of them, by LAPACK, for n rows in n^3 operations. */
struct error *modes_all(const struct walk *w, const struct modes_goal *goal,
                        struct ritz_pairs *r) MUST_CHECK;

/* By subspace iteration (Saad 2011, chapter 5), of a few of n. */
struct error *modes_search(const struct walk *w, const struct modes_goal *goal,
                           struct ritz_pairs *r) MUST_CHECK;

#endif
