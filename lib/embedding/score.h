/* How far a picture can be trusted: numbers on what an embedding keeps of the distances that it was
 * made from. */
#ifndef PHATE_EMBEDDING_SCORE_H
#define PHATE_EMBEDDING_SCORE_H

#include "base/report.h"
#include "embedding/neighbourhood.h"
#include "embedding/score_null.h"
#include "matrix/matrix.h"

struct score {
    size_t rows, k;
    double stress; /* score_pairs_stress */
    struct neighbourhood neighbourhood;
    double ranking_correlation; /* Spearman's, of the distances of all pairs with those in the
                                picture; NaN where one of the two are all equal */
    double demap;        /* DEMaP (Moon et al. 2019): Spearman's of geodesic distances with those
                            in the picture; NaN likewise. Geodesics go along the graph that joins
                            each row with its k nearest others, and from one of its components to
                            another along a minimum spanning tree between them. */
    double demap_inside; /* the same of the pairs inside components alone, */
    double left_out;     /* and the share of pairs that are not */
    struct score_null null[SCORE_MEASURES];
    size_t components;       /* of the graph, in the order of their first rows, */
    double *component_share; /* and the share of rows in each */
    size_t dims;
    double *axis_share; /* dims: of the picture's variance, along each axis, real or imaginary */
};

/* distance  n x n, of the data: symmetric, finite, not negative, zero on the diagonal.
 * coords    n x dims; signature: of its axes, or NULL (distance/points.h).
 * k         at least 1, less than n / 2.
 * result    the caller frees it with score_free; on failure nothing is owed.
 * Memory beside the distances is less than four times theirs. Notes where the graph is not
 * connected. Fails where the shapes do not fit each other or k, naming what does not, and on input
 * that is not as above. */
struct error *score_embedding(const struct matrix *distance, const struct matrix *coords,
                              const char *signature, size_t k, struct report *report,
                              struct score *result) MUST_CHECK;
void score_free(struct score *score);

#endif
