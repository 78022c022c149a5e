/* Where the numbers go that mark the connected components of a picture. */
#ifndef PHATE_PLOT_FIGURE_COMPONENTS_H
#define PHATE_PLOT_FIGURE_COMPONENTS_H

#include "matrix/matrix.h"
#include "stream/table/table.h"

#include <stddef.h>

/* Past so many components their numbers would hide the picture. */
enum { PLOT_COMPONENTS_MAX = 20 };

/* Component c, counted from 0 in the order of first rows, as diffop does, is marked at its highest
 * point, which is row top[c], with its number. */
struct plot_components {
    size_t count;
    size_t top[PLOT_COMPONENTS_MAX], number[PLOT_COMPONENTS_MAX];
};

/* By the table's column `component`, whose cells are only compared. The count is 0 where there is
 * no table or no such column, and where there are more than can be marked. `points` are n x 2 or 3;
 * the last coordinate points up. */
void plot_components_find(struct plot_components *components, const struct table *t,
                          const struct matrix *points);

/* Gives components of the rows of `t`, which are some of those of `whole`, the numbers that they
 * have there; none are left where those are too many to be marked. */
void plot_components_renumber(struct plot_components *components, const struct table *t,
                              const struct plot_components *all, const struct table *whole);

#endif
