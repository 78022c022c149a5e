/* A block of vectors, the columns of an n x p matrix, that is to become the eigenvectors of a
 * walk's S beside the resting one, the square roots of the degrees, whose eigenvalue is 1. */
#ifndef PHATE_MODES_BLOCK_H
#define PHATE_MODES_BLOCK_H

#include "modes/walk.h"

#include <stdint.h>

/* The first columns of x (may be empty), and random ones behind them: p in all. x is replaced. */
struct error *block_widen(struct matrix *x, size_t rows, size_t p, uint64_t *seed) MUST_CHECK;

/* Turns the columns to the Ritz vectors of I - end S, orthonormal, among what they span beside the
 * resting vector; p < n. gap (p) receives their values, ascending. */
struct error *block_ritz(const struct walk *w, enum walk_end end, struct matrix *x,
                         double *gap) MUST_CHECK;

/* How far the first `count` columns of `before` are from the space of x's orthonormal columns: the
 * length of what is outside, into distance (count). */
struct error *block_distances(const struct matrix *before, size_t count, const struct matrix *x,
                              double *distance) MUST_CHECK;

#endif
