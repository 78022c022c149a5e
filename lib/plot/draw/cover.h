/* What is hidden in a picture, whose dots and lines lie one over the other: they are laid on a
 * sheet of samples from the last one drawn to the first, and one that finds no free sample is
 * hidden: the painter's algorithm, backwards. */
#ifndef PHATE_PLOT_DRAW_COVER_H
#define PHATE_PLOT_DRAW_COVER_H

#include "base/error.h"
#include "plot/draw/labels.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct plot_cover {
    size_t width, height;        /* samples, each at the middle of its cell */
    size_t words;                /* of one row's bits */
    double per_cm;               /* samples */
    uint64_t *covered, *touched; /* a bit each: what lies there covers all of the cell, or some */
};

/* A dot or a line: the smallest convex shape that has these corners, and all about it that a round
 * pen reaches; cm. A disc has one corner, a line two; in the order in which one walks around. */
enum { PLOT_CORNERS_MAX = 5 };
struct plot_shape {
    struct plot_place corner[PLOT_CORNERS_MAX];
    size_t corners;
    double pen; /* its radius */
};

/* A sheet of that size in cm, all of it free. The caller frees *cover with plot_cover_free. Fails
 * where there is no memory for it. */
struct error *plot_cover_new(struct plot_cover *cover, double width, double height,
                             double per_cm) MUST_CHECK;
void plot_cover_clear(struct plot_cover *cover);
void plot_cover_free(struct plot_cover *cover);

/* Lays a shape under all that lies there already; its corners are finite, in cm from the sheet's
 * lower left corner. Whether any of it is seen: edges are smooth, so it covers what is half a
 * sample inside, and touches what is half a sample outside; it is seen if it is the first to cover
 * a sample, or the first to touch one. What is beyond the sheet is not seen. */
bool plot_cover_take(struct plot_cover *cover, const struct plot_shape *shape);

#endif
