/* What the files of points share. */
#ifndef PHATE_DISTANCE_POINTS_IMPL_H
#define PHATE_DISTANCE_POINTS_IMPL_H

#include "distance/points.h"

/* ---- rows (points_rows.c) ---- */

/* Subtracts from a row its mean; a row that is constant but for rounding becomes zeros. */
void points_rows_center(double *row, size_t count);

/* False for a row of zeros. */
bool points_rows_unit(double *row, size_t count);

/* Both, or the latter, for all rows; where one is zero, all get a column more, in which such rows
 * have a length of 1: at right angles to all others. */
struct error *points_rows_normalise(struct matrix *x, bool center) MUST_CHECK;

/* The first rows that are out of range (extremes.h); SIZE_MAX where none is. */
struct extreme_rows {
    size_t large, small;
};

/* Looks at rows from the number `first` on. */
void points_rows_find_extremes(const double *rows, size_t count, size_t cols, size_t first,
                               struct extreme_rows *found);
struct error *points_rows_check_extremes(const struct extreme_rows *found) MUST_CHECK;

/* ---- components (points_project.c) ---- */

/* Replaces centred rows by their scores, which are in memory. With all components they stay as they
 * are: distances do not change. */
struct error *points_project(struct points *points, size_t components) MUST_CHECK;

/* Whether so many components are all; the memory that points_project takes. */
bool points_project_is_void(size_t rows, size_t cols, size_t components);
size_t points_project_bytes(size_t rows, size_t cols, size_t components);

/* ---- rows in their source (points_read.c) ---- */

struct remote {
    struct row_source source;
    double *mean;   /* of the columns, which is subtracted; or NULL */
    bool unit;      /* rows have length 1, */
    bool mean_free; /* less their own means, */
    bool lifted;    /* with a column more for rows of zeros (points_impl.h) */
    size_t most;
};

void points_read_free(struct points *points); /* it may have none */

#endif
