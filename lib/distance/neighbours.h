/* An exact search for neighbours among rows, by tiles of their Gram matrix: every pair is looked
 * at, few are kept. A tile's products, which cost two operations a number at the speed of dgemm,
 * rule out what is surely too far; the few pairs left are measured by definition. */
#ifndef PHATE_DISTANCE_NEIGHBOURS_H
#define PHATE_DISTANCE_NEIGHBOURS_H

#include "base/report.h"
#include "distance/points.h"
#include "matrix/csr.h"

struct neighbour_options {
    size_t
        rank; /* the bandwidth of a row is the distance to its rank-th nearest other row; or 0: */
    double fixed; /* it is the same for all rows */
    double scale; /* bandwidths are multiplied by it */
    double reach; /* in bandwidths: how far away neighbours are at the most; may be INFINITY */
    size_t most;  /* nor are they farther than the most-th nearest other row; 0: no such limit */
};

/* bandwidth  n: receives them, scaled. 1 <= rank, most < n.
 * farthest   n: receives the distances to the most-th nearest rows, or INFINITY.
 * distances  receives those of all pairs of which either is in the other's reach, n x n, symmetric,
 *            and a diagonal of zeros, which are stored. The caller frees it.
 * Memory is that of the result, and of rank or most numbers a row. */
struct error *neighbours_find(const struct points *points, const struct neighbour_options *options,
                              struct report *report, double *bandwidth, double *farthest,
                              struct csr *distances) MUST_CHECK;

#endif
