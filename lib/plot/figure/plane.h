/* From coordinates to places on a figure's page, where the figure is flat. */
#ifndef PHATE_PLOT_PLANE_H
#define PHATE_PLOT_PLANE_H

#include "plot/draw/layout.h"
#include "plot/figure/scene.h"

/* About the points, as a share of their extent. */
#define FIGURE_MARGIN 0.05

struct plot_plane {
    double from[2], to[2]; /* the axes' ranges */
    double unit[2];        /* of the coordinates, one centimetre */
};

/* The ranges that show all points in the frame, with a margin, and `room` cm above for what stands
 * over them; at one scale, unless the axes have different units. */
struct plot_plane plot_plane_make(const struct scene *s, const struct rect *frame, double room);

#endif
