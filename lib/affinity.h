/* The alpha-decaying kernel with k-nearest-neighbour bandwidths (Moon et al. 2019, eq. 1-2). */
#ifndef PHATE_AFFINITY_H
#define PHATE_AFFINITY_H

#include "matrix.h"

struct affinity_options {
    size_t k;         /* the bandwidth of a row is the distance to its k-th nearest other row */
    double decay;     /* alpha */
    double threshold; /* entries below it are 0 */
};

extern const struct affinity_options affinity_defaults; /* k 5, decay 40, threshold 1e-4 */

/* In place: the distances d (n x n, symmetric, zero diagonal, n > k) become the affinities
 *   K_ij = exp(-(d_ij / bandwidth_i)^decay), 0 below the threshold, then (K + K') / 2;
 * 0/0 counts as distance 0. bandwidth (n) receives the bandwidths; rows with k or more
 * duplicates have 0, and are affine to their duplicates alone.
 * Fails where n <= k, where an entry is negative or not finite, or where all rows are equal. */
struct error *affinity_from_distances(struct matrix *d, const struct affinity_options *options,
                                      double *bandwidth) MUST_CHECK;

#endif
