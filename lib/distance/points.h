/* Rows of numbers, n x p, for searches that do without an n x n matrix: snapshots of
 * moderate length, transformed so that the squared Euclidean distance between two rows tells their
 * distance in any metric. */
#ifndef PHATE_DISTANCE_POINTS_H
#define PHATE_DISTANCE_POINTS_H

#include "distance/row_source.h"
#include "distance/rows.h"
#include "matrix/matrix.h"

#include <stdbool.h>

struct points_options {
    enum metric metric;
    bool center;       /* the columns */
    size_t components; /* project, centred, on so many leading principal components; 0: do not */
};

struct points {
    struct matrix x; /* in memory; or, where x.a is NULL, their shape alone: */
    enum metric metric;
    struct remote *remote; /* how they are read from their source; NULL in memory */
};

/* Makes points of the rows of x, and takes ownership of x (also on failure). The caller frees
 * *points. Fails where a row holds NaN, Inf or values whose squares overflow, or no values but 0
 * and such whose squares underflow, and where memory is short. Rows that are equal before are equal
 * afterwards, bit for bit. */
struct error *points_from_matrix(struct matrix *x, const struct points_options *options,
                                 struct points *points) MUST_CHECK;
void points_free(struct points *points);

/* The same of rows that need not fit memory: they stay in their source, which must live as long,
 * and are transformed as they are read. Those of components are few numbers, and are in memory
 * afterwards. All are those of points_from_matrix, bit for bit. `most` is how many rows a search
 * may hold in memory. Fails also where the source does. */
struct error *points_source_make(const struct row_source *source,
                                 const struct points_options *options, size_t most,
                                 struct points *points) MUST_CHECK;

/* The memory that points_source_make takes at most for so many rows and columns. */
size_t points_source_bytes(size_t rows, size_t cols, const struct points_options *options);

/* Rows [first, first + count) of either, count x x.cols. */
struct error *points_read(const struct points *points, size_t first, size_t count,
                          double *rows) MUST_CHECK;

/* Whether rows are kept in memory as the floats that their source has, and rows as these. */
bool points_read_as_floats(const struct points *points);
struct error *points_read_floats(const struct points *points, size_t first, size_t count,
                                 float *rows) MUST_CHECK;

/* How many rows a search may hold in memory; all, where they are there. */
size_t points_read_most(const struct points *points);

/* Whether all rows are equal. */
struct error *points_source_all_equal(const struct points *points, bool *equal) MUST_CHECK;

/* sum (x_i - x_j)^2, by the definition: 0 for equal rows, without loss of digits for close ones. Of
 * points in memory; or of two rows of so many numbers. */
double points_squared(const struct points *points, size_t i, size_t j);
double points_squared_between(const double *restrict a, const double *restrict b, size_t count);

/* How far rows i and j of a picture x are apart: signature NULL, their Euclidean distance. Else x
 * has a character of it per axis, and where that is '-' the axis is imaginary: the distance itself,
 * not its square, is
 *   sum_k s_k (x_ik - x_jk)^2,   s_k = -1 on an imaginary axis, 1 on a real one,
 * as that of InPCA (mds/mds.h); of rows that differ on imaginary axes most it is negative. */
double points_apart(const struct matrix *x, const char *signature, size_t i, size_t j);

/* The metric's distance for a squared Euclidean distance:
 *   euclidean            the root
 *   cosine, correlation  half of it, for rows of unit length; a row of zeros is at right angles to
 *                        all but its like */
double points_distance(const struct points *points, double squared);

/* All distances between the points, n x n, in the metric; the caller frees d. The points are
 * overwritten. Fails as points_from_matrix does. */
struct error *points_distances(struct points *points, struct matrix *d) MUST_CHECK;

/* A bound on the squared distance of the pairs at most this distance apart. */
double points_squared_within(const struct points *points, double distance);

#endif
