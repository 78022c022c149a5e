/* How far the places of snapshots are spread, as ellipses of one standard deviation: from the
 * columns spread-xx, spread-xy and spread-yy of the row table, covariances that embsweep writes. */
#ifndef PHATE_PLOT_FIGURE_SPREAD_H
#define PHATE_PLOT_FIGURE_SPREAD_H

#include "matrix/matrix.h"
#include "stream/table/table.h"

#include <stdbool.h>

/* The columns of ellipses: both semi-axes, in the unit of the coordinates, and the angle of the
 * major one from the x axis, in radians. */
enum { SPREAD_MAJOR, SPREAD_MINOR, SPREAD_ANGLE, SPREAD_COLUMNS };

/* An ellipse for each row of the table, n x SPREAD_COLUMNS, which the caller frees; a row whose
 * cells are not numbers has one without a size. Without such columns (t may be NULL): empty. */
struct error *plot_spread_find(struct matrix *ellipses, const struct table *t) MUST_CHECK;

/* The half of an ellipse's extent along an axis, 0 or 1. */
double plot_spread_reach(const struct matrix *ellipses, size_t row, size_t axis);

#endif
