/* The kernel of an affinity as a function of one distance and the bandwidth of its row, for whole
 * rows and for rows of which only the near entries are known (Moon et al. 2019, eq. 1):
 *   k(d) = exp(-(d / bandwidth)^decay), 0 below the threshold
 * or, without decay, the nearest-neighbour kernel: 1 within the bandwidth, 0 beyond. */
#ifndef PHATE_PHATE_KERNEL_H
#define PHATE_PHATE_KERNEL_H

#include "matrix/matrix.h"

#include <stddef.h>

struct kernel {
    double decay;     /* alpha; 0: none */
    double threshold; /* affinities below it are 0 */
    double reach;     /* in bandwidths: farther away all affinities are 0 */
};

/* decay >= 0, threshold in [0, 1]. */
struct kernel kernel_make(double decay, double threshold);

/* Distances farther than this have no affinity; INFINITY where the threshold is 0. */
double kernel_radius(const struct kernel *kernel, double bandwidth);

/* In place: `count` distances of one row become affinities. 0/0 counts as distance 0. Distances
 * beyond `farthest` (INFINITY for no limit) become 0. */
void kernel_row(const struct kernel *kernel, double *row, size_t count, double bandwidth,
                double farthest);

/* ---- distances to nearest neighbours, which make bandwidths ---- */

/* nearest (n) receives each row's distance to its rank-th nearest other row, 1 <= rank < n, of the
 * distances d (n x n). Fails where memory is short. */
struct error *kernel_nearest_distances(const struct matrix *d, size_t rank,
                                       double *nearest) MUST_CHECK;

/* The rank-th smallest (from 0) of x, rank < n, which is reordered. */
double kernel_select_smallest(double *x, size_t n, size_t rank);

#endif
