/* How high the loss rises on the straight line between two networks: linear mode connectivity. */
#ifndef PHATE_RUN_BARRIER_H
#define PHATE_RUN_BARRIER_H

#include "matrix/matrix.h"
#include "stream/record/record.h"

#include <stdbool.h>
#include <stddef.h>

struct barrier {
    double from, to;             /* the two ends: their places on the line's axis, */
    double value_from, value_to; /* and their values */
    size_t points, missing;      /* on the line from one end to the other; how many lack a value */
    double worst, worst_at;      /* the highest value, and where it is */
    /* The largest excess of the value over the interpolation between the ends' values (Entezari et
     * al. 2022, definition 2.1), never negative, and where it is. */
    double height, height_at;
    /* The excess of the worst over the mean of the ends' values (Frankle et al. 2020, section 2).
     * The same as the height where the ends' values are the same. */
    double over_mean;
};

/* Finds the barrier of a grid record of one row, or one column, whose attributes x-from and x-to
 * (y-from and y-to) tell where its first and last point are (by default 0 and 1). The ends are the
 * points at 0 and 1, where the line has both, else its first and last point. With `highest` high
 * values are good: the worst is the lowest, and the excess is what the values lack. Missing values
 * (NaN) are skipped; where an end's value is missing, or not finite, the height is NaN. Fails where
 * the grid is not a line, or has fewer than two points, and where the attributes are not two
 * different numbers. */
struct error *barrier_find(const struct record *r, const struct matrix *grid, bool highest,
                           struct barrier *barrier) MUST_CHECK;

#endif
