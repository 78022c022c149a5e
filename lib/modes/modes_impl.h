/* Private to the files of modes: two ways to find them, each of which hands over more vectors than
 * asked for. */
#ifndef PHATE_MODES_MODES_IMPL_H
#define PHATE_MODES_MODES_IMPL_H

#include "modes/modes.h"

/* Ritz pairs by |lambda|: `gap` is that of block.h, 1 - lambda. */
struct ritz_pairs {
    struct matrix x; /* n x p */
    double *gap;     /* p */
    size_t wanted;   /* the first so many */
    bool complete;
};
void ritz_pairs_free(struct ritz_pairs *r);

/* The distance of an eigenvalue from 1 or -1, whichever is nearer. */
double ritz_gap(double gap);

/* How many of p pairs the goal asks for, at least 1; *time receives its t. `both_ends`: the order of
 * the pairs is that of ritz_gap. */
size_t modes_count_wanted(const struct modes_goal *goal, const double *gap, size_t p,
                          bool both_ends, double *time);

/* All of them, by LAPACK, for n rows in n^3 operations. */
struct error *modes_all(const struct walk *w, const struct modes_goal *goal,
                        struct ritz_pairs *r) MUST_CHECK;

/* By subspace iteration (Saad 2011, chapter 5), of a few of n. */
struct error *modes_search(const struct walk *w, const struct modes_goal *goal,
                           struct ritz_pairs *r) MUST_CHECK;

#endif
