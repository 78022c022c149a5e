/* The distances of all pairs of rows, i < j, row after row (distance/pairs.h). */
#ifndef PHATE_EMBEDDING_SCORE_PAIRS_H
#define PHATE_EMBEDDING_SCORE_PAIRS_H

#include "matrix/matrix.h"

#include <stddef.h>

struct score_pairs {
    size_t rows, count;
    double *data, *geodesic, *picture; /* count */
};

/* Room for the pairs of n rows, of whom n x n doubles are in memory already. The caller frees it,
 * also on failure. */
struct error *score_pairs_new(struct score_pairs *p, size_t n) MUST_CHECK;
void score_pairs_free(struct score_pairs *p);

/* Fill `data` from distances, n x n, and `picture` with the distances of coords, n x dims, with
 * their signature, or NULL (distance/points.h). */
void score_pairs_take_data(struct score_pairs *p, const struct matrix *distance);
void score_pairs_measure_picture(struct score_pairs *p, const struct matrix *coords,
                                 const char *signature);

/* The normalised stress of `picture`: sqrt(sum (D - a r)^2 / sum D^2), where D are `data`, r are
 * `picture` and a is the scale that makes it least; 0 where all D are 0. */
double score_pairs_stress(const struct score_pairs *p);

#endif
