/* The space that a record puts snapshots in, as far as distances describe it: the weights, a space
 * of which only distances are known, or a picture. */
#ifndef PHATE_RUN_SPACE_H
#define PHATE_RUN_SPACE_H

#include "base/report.h"
#include "distance/points.h"
#include "stream/reader/reader.h"

#include <stdbool.h>
#include <stddef.h>

struct space {
    const char *name;    /* "weights", "distance" or "picture" */
    size_t rows;         /* snapshots */
    struct matrix apart; /* the distances between all snapshots; or, where it is empty, */
    struct points points;
    char *signature; /* of a picture that has imaginary axes (points.h); else NULL */
    bool squared;    /* distances, or a picture with a signature, of squared distances: the record's
                        attribute squared is yes */
};

/* The kinds of record that space_read takes, NULL-terminated. */
extern const char *const space_kinds[];

/* Reads the payload of the reader's current record, of one of these kinds. The caller frees the
 * space.
 *    gram        weights, by gram_distances (gram.h): exact for any number of weights
 *    snapshots   weights, through their Gram matrix; where they have no more columns than rows, by
 *                the weights themselves
 *    distance    symmetric, with a zero diagonal
 *    coords      a picture
 * Fails on damaged input, where a number is not finite, where distances are not valid, and where
 * memory is short. */
struct error *space_read(struct reader *reader, const struct record *r, struct report *report,
                         struct space *space) MUST_CHECK;
void space_free(struct space *space);

/* Euclidean, except in a space of kind distance, where it is the record's entry, and in a picture
 * with a signature, where it is that of points_apart, and what is negative counts as 0. */
double space_distance(const struct space *space, size_t i, size_t j);

/* What adds up along a path: the distance, or its root where distances are squared ones. */
double space_length(const struct space *space, size_t i, size_t j);

/* The cosine of the angle between the steps from i to j and from j to k, by the law of cosines of
 * lengths:
 *   (d_ik^2 - d_ij^2 - d_jk^2) / (2 d_ij d_jk)
 * 1 straight on, 0 at a right angle, -1 straight back; NaN where a step is of length 0. Held within
 * [-1, 1], which distances that break the triangle inequality would exceed. */
double space_turn(const struct space *space, size_t i, size_t j, size_t k);

#endif
