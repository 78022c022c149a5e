/* Distances to nearest neighbours, of which bandwidths are made. */
#ifndef PHATE_AFFINITY_BANDWIDTH_H
#define PHATE_AFFINITY_BANDWIDTH_H

#include "matrix/matrix.h"

/* nearest (n) receives each row's distance to its rank-th nearest other row, 1 <= rank < n, of the
 * distances d (n x n). Fails where memory is short. */
struct error *kernel_nearest_distances(const struct matrix *d, size_t rank,
                                       double *nearest) MUST_CHECK;

/* The rank-th smallest (from 0) of x, rank < n, which is reordered. */
double kernel_select_smallest(double *x, size_t n, size_t rank);

#endif
