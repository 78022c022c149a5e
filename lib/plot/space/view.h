/* The view of a picture in three dimensions. */
#ifndef PHATE_PLOT_SPACE_VIEW_H
#define PHATE_PLOT_SPACE_VIEW_H

#include "base/error.h"
#include "plot/layout/layout.h"

#include <stdbool.h>
#include <stdio.h>

struct plot_view {
    double tilt; /* degrees off the top: 0 looks down, 90 from the side */
    double turn; /* degrees about the upright axis */
};

/* That of the options, or the usual one: turned by 30 degrees, seen from 60 degrees off the top. */
const struct plot_view *plot_view_of_options(const struct plot_options *options);

/* "60,30": tilt and turn. Fails on other text, on a tilt outside [0, 180] and on a turn outside
 * [-360, 360]. */
struct error *plot_view_of(const char *text, struct plot_view *view) MUST_CHECK;

/* The square about the middle of the frame that makes a box of three sides fit in: gnuplot, with
 * `view equal`, lets the longer of the x and y axes fill the shorter side between its margins, and
 * takes no other size; nor margins off the page, on which the square lies therefore. `all_around`:
 * it fits from all turns. */
struct rect plot_view_square(const struct plot_view *view, bool all_around, const double side[3],
                             const struct rect *frame, const struct layout *page);

/* How long the upright edge of that box then is on the page. */
double plot_view_upright(const struct plot_view *view, const double side[3],
                         const struct rect *square);

/* Writes `set view`; `turn` is what gnuplot is to take for the turn, NULL: the view's. */
void plot_view_write(FILE *f, const struct plot_view *view, const char *turn);

#endif
