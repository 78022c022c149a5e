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

struct neighbourhood {
    double trustworthiness, continuity;
};

/* distance  n x n, of the data.
 * coords    n x dims, the picture.
 * k         at least 1, and less than n / 2: beyond it the two are not defined. */
struct error *neighbourhood_compare(const struct matrix *distance, const struct matrix *coords,
                                    size_t k, struct neighbourhood *result) MUST_CHECK;

#endif
