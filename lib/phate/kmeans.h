/* k-means: clusters of points around their means (Lloyd 1982), from seeds that lie apart
 * (k-means++, Arthur and Vassilvitskii 2007). */
#ifndef PHATE_PHATE_KMEANS_H
#define PHATE_PHATE_KMEANS_H

#include "matrix/matrix.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kmeans_options {
    size_t clusters;    /* at most; fewer where there are fewer different points */
    size_t iterations;  /* of Lloyd's at most; 0: each point joins the nearest seed */
    bool uniform_seeds; /* any points with equal chances, instead of k-means++ */
    uint64_t seed;      /* of the random numbers */
};

struct kmeans_result {
    size_t count;      /* of clusters */
    size_t iterations; /* of Lloyd's */
    bool converged;    /* the last of them changed nothing */
};

/* points  n x p, n >= 1, finite.
 * label   n: each point's cluster, 0 .. result->count - 1, none of them empty.
 * Iterations after the first look only at centres that may be nearer by the triangle inequality
 * (Hamerly 2010 has more such bounds); the results are the same. */
struct error *kmeans(const struct matrix *points, const struct kmeans_options *options,
                     size_t *label, struct kmeans_result *result) MUST_CHECK;

#endif
