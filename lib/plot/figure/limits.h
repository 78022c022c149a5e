/* The extents that panels show, so that they can be compared. */
#ifndef PHATE_PLOT_FIGURE_LIMITS_H
#define PHATE_PLOT_FIGURE_LIMITS_H

#include "plot/figure/scene.h"

#include <stddef.h>

/* All scenes show the extent of them all: what lies at one place is drawn at one place. */
void plot_limits_share(struct scene *scenes, size_t count);

/* Each scene, about its own middle, shows as much as the one that needs most: what is as long is
 * drawn as long. The numbers of steps and of a column keep their own extents. */
void plot_limits_scale(struct scene *scenes, size_t count);

#endif
