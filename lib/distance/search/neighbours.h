/* An exact search for neighbours among rows, by tiles of their Gram matrix: every pair is examined,
 * few are kept. A tile's products, which cost two operations per number at the speed of dgemm, rule
 * out the pairs that are surely too far; the few others are measured by definition. */
#ifndef PHATE_DISTANCE_SEARCH_NEIGHBOURS_H
#define PHATE_DISTANCE_SEARCH_NEIGHBOURS_H

#include "base/report.h"
#include "distance/points.h"
#include "matrix/csr.h"

struct neighbour_options {
    size_t
        rank; /* the bandwidth of a row is the distance to its rank-th nearest other row; or 0: */
    double fixed; /* the same bandwidth for all rows */
    double scale; /* a factor of the bandwidths */
    double reach; /* in bandwidths: neighbours are at most so far away; may be INFINITY */
    size_t most;  /* and at most as far as the most-th nearest other row; 0: no such limit */
};

/* Rows that are searched together. */
enum { NEIGHBOURS_BLOCK = 256 };

/* bandwidth  n: receives them, scaled. 1 <= rank, most < n.
 * farthest   n: receives the distances to the most-th nearest rows, or INFINITY.
 * distances  receives those of all pairs of which either is in the other's reach, n x n, symmetric,
 *            and a diagonal of zeros, which are stored. The caller frees it.
 * Memory is that of the result, of rank or most numbers per row, and of points_read_most rows
 * where the points are not in memory: then their source is read about n / (2 points_read_most)
 * times, without the rows that are surely too far; the result is the same. Fails where memory is
 * short, and where the source does. */
struct error *neighbours_find(const struct points *points, const struct neighbour_options *options,
                              struct report *report, double *bandwidth, double *farthest,
                              struct csr *distances) MUST_CHECK;

/* The memory that a search takes at most, as a rule, but for the rows that it holds, for rows of so
 * many numbers: more where bandwidths are so wide that a row has hundreds of neighbours. */
size_t neighbours_bytes(size_t rows, size_t cols, const struct neighbour_options *options);

#endif
