/* What a stage requires of a matrix before it computes with it. */
#ifndef PHATE_MATRIX_CHECK_H
#define PHATE_MATRIX_CHECK_H

#include "matrix/matrix.h"

#include <stdbool.h>

/* Distances and coordinates are squared: beyond the first number these squares overflow; where no
 * number is as great as the second, those of numbers 1e-50 times as small underflow. */
#define CHECK_MOST 1e150
#define CHECK_LEAST 1e-100

/* Fails where the greatest number of what is named is below CHECK_LEAST, but not 0. */
struct error *matrix_check_greatest(double greatest, const char *what) MUST_CHECK;

enum matrix_property {
    CHECK_SYMMETRIC = 1,           /* to 1e-9 of the larger of the two entries, or of the smaller of
                                    * their diagonal ones (rows at right angles have a product of
                                    * nothing but rounding errors) */
    CHECK_NONNEGATIVE = 2,         /* without entries below zero */
    CHECK_ZERO_DIAGONAL = 4,       /* exactly */
    CHECK_NONNEGATIVE_DIAGONAL = 8 /* without entries below zero on it */
};

/* Fails where a matrix of that shape is not square, or has no rows. */
struct error *matrix_check_shape(size_t rows, size_t cols, const char *what) MUST_CHECK;

/* The numbers that decide on symmetry: an entry, its mirror image, and the diagonal entries of
 * both. */
struct symmetric_pair {
    double entry, mirrored, diagonal_i, diagonal_j;
};
bool matrix_symmetric_enough(struct symmetric_pair pair);

/* Always required: square, at least one row, every entry finite. `what` names the matrix in the
 * error, which tells the first row and column (from 0) that fail. */
struct error *matrix_check(const struct matrix *m, unsigned properties,
                           const char *what) MUST_CHECK;

/* Coordinates: at least one row and one column, without NaN, and in the range where squares are
 * exact. (Within it gnuplot can add numbers and margins; from 1e300 on the sums are undefined
 * numbers to it.) */
struct error *matrix_check_coords(const struct matrix *coords) MUST_CHECK;

/* A diffusion operator: square, finite, not negative, with rows that sum to 1 (to 1e-6). */
struct error *matrix_check_operator(const struct matrix *p) MUST_CHECK;

#endif
