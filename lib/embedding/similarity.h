/* Similarity transformations: what moves, turns, mirrors and scales a picture without bending it,
 * and the one that fits a picture to another best (Gower 1975, section 2). */
#ifndef PHATE_EMBEDDING_SIMILARITY_H
#define PHATE_EMBEDDING_SIMILARITY_H

#include "matrix/matrix.h"

enum { SIMILARITY_DIMS = 3 /* at most */ };

/* x becomes to + scale (x - from) turn. */
struct similarity {
    size_t dims;
    double from[SIMILARITY_DIMS], to[SIMILARITY_DIMS];
    double turn[SIMILARITY_DIMS * SIMILARITY_DIMS]; /* dims x dims, orthogonal: it may mirror */
    double scale;
};

/* The similarity that lays a on b, both n x dims, n > 0, with the least sum of squares. The scale
 * is 0 where all points of a or all points of b coincide. Fails where numbers are not finite. */
struct error *similarity_fit(struct similarity *s, const struct matrix *a,
                             const struct matrix *b) MUST_CHECK;

/* In place; points n x dims. */
void similarity_apply(const struct similarity *s, struct matrix *points);

#endif
