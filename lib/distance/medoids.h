/* The rows that stand best for groups of rows. */
#ifndef PHATE_DISTANCE_MEDOIDS_H
#define PHATE_DISTANCE_MEDOIDS_H

#include "distance/row_source.h"
#include "matrix/matrix.h"

#include <stddef.h>

/* group   n: each row's group, 0 .. groups - 1, each of at least one row.
 * medoid  receives each group's medoid: of distances d (n x n), the row whose distances to the
 *         group's rows have the least sum; of points (n x p), the one nearest to the group's
 *         mean. Of several such rows the first.
 * Both fail where memory is short, the latter where the source of
 * points does. */
struct error *medoids_of_distances(const struct matrix *d, const size_t *group, size_t groups,
                                   size_t *medoid) MUST_CHECK;
struct error *medoids_of_points(const struct row_source *points, const size_t *group, size_t groups,
                                size_t *medoid) MUST_CHECK;

#endif
