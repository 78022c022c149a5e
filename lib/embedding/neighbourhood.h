/* Whether neighbours in a picture are neighbours in the data, and the reverse (Venna and Kaski
 * 2001).
 *
 * With r(i, j) the rank of j among the others by their distance from i in the data, the nearest 1,
 * and U(i) those of the k nearest of i in the picture that are not among its k nearest in the data,
 *
 *   trustworthiness = 1 - 2 / (n k (2 n - 3 k - 1)) sum_i sum_{j in U(i)} (r(i, j) - k)
 *
 * Continuity is the same with data and picture exchanged. Of others at the same distance the one
 * with the smaller number is nearer. */
#ifndef PHATE_EMBEDDING_NEIGHBOURHOOD_H
#define PHATE_EMBEDDING_NEIGHBOURHOOD_H

#include "matrix/matrix.h"

#include <stdint.h>

/* Of each row, the ranks of all rows by their distance from it: its own is 0, the nearest other's
 * 1. */
struct neighbourhood_ranks {
    size_t rows, k;
    uint32_t *data, *picture; /* rows x rows */
};

/* distance  n x n, of the data.
 * coords    n x dims, the picture; signature: of its axes, or NULL (distance/points.h).
 * k         at least 1, and less than n / 2: beyond it the two measures are not defined.
 * The caller frees the result. */
struct error *neighbourhood_rank(struct neighbourhood_ranks *ranks, const struct matrix *distance,
                                 const struct matrix *coords, const char *signature,
                                 size_t k) MUST_CHECK;
void neighbourhood_free(struct neighbourhood_ranks *ranks);

struct neighbourhood {
    double trustworthiness, continuity;
};

/* Of the picture, or of one that has row i where row place[i] was drawn: place (rows) is a
 * permutation, or NULL. */
struct neighbourhood neighbourhood_compare(const struct neighbourhood_ranks *ranks,
                                           const size_t *place);

#endif
