/* How far the places of each snapshot are spread over the pictures of a sweep, as columns of the
 * row table:
 *   spread             the root mean square distance from the mean place, in the picture's unit
 *   spread-xx, -xy ..  the covariance of the places, whose ellipse can be drawn: of two dimensions
 *                      xx, xy, yy; of three xx, xy, xz, yy, yz, zz
 *   pictures           how many pictures have the snapshot: the numbers above are means over these,
 *                      so that spread^2 is the sum of the variances
 *   component          in the graph of setting 0, as diffop numbers them */
#ifndef PHATE_SWEEP_SPREAD_H
#define PHATE_SWEEP_SPREAD_H

#include "stream/table/table.h"
#include "sweep/sweep.h"

struct spread {
    struct matrix covariance; /* n x 3, or 6 of three dimensions, in the order above */
    struct matrix distance;   /* n x 1: the column spread */
};

/* The caller frees it. */
struct error *spread_find(struct spread *spread, const struct sweep *s) MUST_CHECK;
void spread_free(struct spread *spread);

/* The table has a row per snapshot. */
struct error *spread_add_columns(const struct spread *spread, const struct sweep *s,
                                 struct table *rows) MUST_CHECK;

#endif
