/* Private to the files of k-means. */
#ifndef PHATE_PHATE_KMEANS_IMPL_H
#define PHATE_PHATE_KMEANS_IMPL_H

#include "phate/kmeans.h"

/* Squared distances of a point of p numbers from each of `count` rows. */
void kmeans_seeds_squared_distances(const double *restrict point, const double *restrict row,
                                    size_t count, size_t p, double *restrict squared);

/* Seeds in the rows of `centre`, which are at most as many as points, by the random numbers of
 * *state: each drawn with a chance proportional to its squared distance from those before it
 * (k-means++). *count: the number of seeds, smaller than the number of rows where no other point is
 * left. */
struct error *kmeans_seeds_apart(const struct matrix *points, uint64_t *state,
                                 struct matrix *centre, size_t *count) MUST_CHECK;

/* Any choice of points with the same chance, in all rows. */
void kmeans_seeds_uniformly(const struct matrix *points, uint64_t *state, struct matrix *centre);

#endif
