/* Affinities of many rows: only those that are not 0 are ever computed or held. */
#ifndef PHATE_PHATE_AFFINITY_SPARSE_H
#define PHATE_PHATE_AFFINITY_SPARSE_H

#include "base/report.h"
#include "distance/points.h"
#include "matrix/csr.h"
#include "phate/affinity.h"

/* Fails where n <= k (without a fixed bandwidth), where all rows are equal, and where nothing
 * bounds a row's neighbourhood (a threshold of 0 with a decay). */
struct error *affinity_sparse_check_points(const struct points *points,
                                           const struct affinity_options *options) MUST_CHECK;

/* The affinities of affinity_from_distances (affinity.h), of the distances between the points,
 * which have passed affinity_sparse_check_points. bandwidth (n) receives the bandwidths. The caller
 * frees k. Fails where memory is short. */
struct error *affinity_sparse_from_points(const struct points *points,
                                          const struct affinity_options *options,
                                          struct report *report, double *bandwidth,
                                          struct csr *k) MUST_CHECK;

/* The memory that affinity_sparse_from_points takes at most, as a rule, but for the rows that it
 * holds (distance/search/neighbours.h). */
size_t affinity_sparse_bytes(size_t rows, size_t cols, const struct affinity_options *options);

/* affinity_from_adjacency (affinity.h) of a sparse matrix. */
struct error *affinity_sparse_from_adjacency(struct csr *m) MUST_CHECK;

#endif
