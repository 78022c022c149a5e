/* Which way a path goes. */
#ifndef PHATE_PLOT_FIGURE_ARROWS_H
#define PHATE_PLOT_FIGURE_ARROWS_H

#include "base/error.h"
#include "matrix/matrix.h"
#include "run/runs.h"

#include <stdbool.h>
#include <stddef.h>

/* The place where the path over the rows order[0 .. count) of `points` (n x d) has come `share` of
 * its length, in at[d], and in ahead[d] the way, of length 1, from a place `reach` before it to one
 * `reach` after it. False where the path is too short for that, or comes back on itself. */
bool plot_direction(const struct matrix *points, const size_t *order, size_t count, double share,
                    double reach, double *at, double *ahead);

/* A short piece of each run's path at some shares of its length: a row of *pieces is a place and
 * the step from there, m x 2d. Runs that are short against `longest`, the longest side of the
 * picture, have none. The caller frees *pieces. */
struct error *plot_directions_find(struct matrix *pieces, const struct matrix *points,
                                   const struct runs *runs, double longest) MUST_CHECK;

#endif
