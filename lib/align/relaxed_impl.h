/* Networks in a universe of units by doubly stochastic matrices in place of permutations; private
 * to lib/align. X[i, j] is how much of unit i of the universe is unit j of the network; a
 * permutation P is the matrix with 1 at [i, P[i]]. */
#ifndef PHATE_ALIGN_RELAXED_IMPL_H
#define PHATE_ALIGN_RELAXED_IMPL_H

#include "align/match.h"
#include "matrix/matrix.h"

#include <stdbool.h>

struct relaxed {
    const struct spec *spec;
    const match_network *networks;
    size_t count;         /* networks */
    struct matrix *x;     /* of network r, permutation k: x[r * permutations + k] */
    struct matrix *slope; /* likewise, of the objective */
    float **at;           /* of each network: a tensor in the universe */
    float *sum, *room[2]; /* for the largest tensor */
};

/* The first network as it is, the others spread evenly over the universe: the identity would tie
 * units together that have nothing to do with each other. The caller frees it, also after a
 * failure. */
struct error *relaxed_new(struct relaxed *q, const struct spec *spec, const match_network *networks,
                          size_t count) MUST_CHECK;
void relaxed_free(struct relaxed *q);

/* *objective becomes the sum over pairs of networks of their inner products in the universe that
 * q->x makes; with `slopes`, q->slope becomes its slope with regard to each q->x, the others
 * held. */
struct error *relaxed_evaluate(struct relaxed *q, bool slopes, double *objective) MUST_CHECK;

#endif
