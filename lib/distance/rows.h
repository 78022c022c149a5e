/* Distances between the rows of a matrix in memory. */
#ifndef PHATE_DISTANCE_ROWS_H
#define PHATE_DISTANCE_ROWS_H

#include "matrix/matrix.h"

#include <stdbool.h>

/* The metrics of distances. */
enum metric {
    METRIC_EUCLIDEAN,
    METRIC_COSINE,     /* 1 - cos */
    METRIC_CORRELATION /* 1 - Pearson's r: the cosine distance of rows less their own means */
};

/* NULL-terminated, in the order of the enumeration. */
extern const char *const distance_metric_names[];

/* The metric of that name; false where there is none. */
bool distance_metric_find(const char *name, enum metric *metric);

/* x (n x p) is overwritten; d becomes n x n, symmetric, zero diagonal; the caller frees it. By one
 * dsyrk of the centred rows, or, where x is zero in most places, by what of it is not (tiles.h);
 * pairs so close that the subtraction would cost digits are computed
 * directly, so that every distance is good to 1e-10 of itself, and equal rows have distance 0
 * (of a correlation: what the rows less their means leave of their digits).
 * Fails where a row of zeros is asked for its cosine, or a constant one for its correlation, or
 * memory is short. */
struct error *distance_between_rows(struct matrix *x, enum metric metric,
                                    struct matrix *d) MUST_CHECK;

#endif
