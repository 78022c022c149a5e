/* Internal to plot_box*.c. */
#ifndef PHATE_PLOT_SPACE_BOX_IMPL_H
#define PHATE_PLOT_SPACE_BOX_IMPL_H

#include "plot/space/box.h"

#define PLOT_BOX_DEGREE (3.14159265358979323846 / 180)
enum { X, Y, Z, PLOT_BOX_CORNERS = 8 };

/* In the floor more numbers lie on each other, where it is seen aslant. */
enum { PLOT_BOX_FLOOR_NUMBERS = 6 };

double plot_box_side(const struct plot_box *box, size_t axis);

/* A corner of the box about its middle: bit `axis` of the number tells the end of that axis. */
void plot_box_corner(const struct plot_box *box, size_t number, double v[3]);

/* An edge on the page: its ends, its direction, the one across it, away from the box; lengths cm.
 */
struct plot_box_edge {
    double ends[2][2], along[2], out[2], length;
};

/* The edge that bears the axis' numbers. */
struct plot_box_edge plot_box_edge(const struct plot_box *box, size_t axis);

/* How far a text reaches in a direction from its middle. */
double plot_box_reach(const struct plot_box_text *t, double x, double y);

/* The coordinate of a number. */
double plot_box_place(const struct plot_box_axis *a, double value);

/* Numbers, marks and names of a box whose square is set. */
void plot_box_place_texts(struct plot_box *box);

#endif
