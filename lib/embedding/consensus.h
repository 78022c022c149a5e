/* Generalised Procrustes analysis (Gower 1975): pictures of the same rows are moved, turned,
 * mirrored and scaled until they agree as well as can be; their mean is the consensus.
 *
 * With y_si the place of row i in picture s, and m_i the mean of the places of row i, over the
 * pictures that have the row, the share
 *
 *     sum_si |y_si - m_i|^2 / sum_si |y_si|^2
 *
 * is least over all similarities, one per picture, and the origin that makes the mean of all y_si
 * 0. (Dividing by the sum is the same as Gower's condition that the sum stays what it is; without
 * either, all pictures would shrink to a point.) The sum falls apart into the numerator and sum_si
 * |m_i|^2, also where pictures lack rows: Gower's analysis of variance.
 *
 * The similarities are only determined up to one that all pictures share. Here the first picture
 * stays where it is, and keeps its unit. */
#ifndef PHATE_EMBEDDING_CONSENSUS_H
#define PHATE_EMBEDDING_CONSENSUS_H

#include "matrix/matrix.h"

/* A picture of some of n rows, or of all. */
struct consensus_picture {
    struct matrix coords; /* m x dims, 1 <= dims <= SIMILARITY_DIMS */
    const size_t *row;    /* m: which row each is, ascending */
};

struct consensus {
    struct matrix mean;  /* n x dims */
    size_t *seen;        /* n: in how many pictures the row is */
    double disagreement; /* the share above, from 0 to 1 */
    size_t iterations;
};

/* The pictures' coords become their places beside the first one. That has all n rows. The caller
 * frees the result; on failure nothing is owed, and pictures may be anywhere. Fails where the
 * points of a picture all coincide, naming the picture by its number from 1, where a number is not
 * finite, and where memory is short. */
struct error *consensus_find(struct consensus *c, struct consensus_picture *pictures,
                             size_t count) MUST_CHECK;
void consensus_free(struct consensus *c);

#endif
