/* What is hidden in a picture, whose dots and lines lie one over the other: they are laid on a
 * sheet of samples from the last one drawn to the first, and one that finds no free sample is
 * hidden. As painters' pictures are taken apart (Newell, Newell and Sancha 1972), backwards. */
#ifndef PHATE_PLOT_DRAW_COVER_H
#define PHATE_PLOT_DRAW_COVER_H

#include "base/error.h"
#include "plot/draw/labels.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct plot_cover {
    size_t width, height; /* samples, each at the middle of its cell */
    size_t words;         /* of one row's bits */
    double per_cm;        /* samples */
    uint64_t *taken;
};

/* How far the ink of a dot reaches from its place, or that of a line from its middle: it lies
 * within `outer`, and hides all within `inner`; cm. */
struct plot_ink {
    double outer, inner;
};

/* A sheet of that size in cm, all of it free. The caller frees *cover with plot_cover_free. Fails
 * where there is no memory for it. */
struct error *plot_cover_new(struct plot_cover *cover, double width, double height,
                             double per_cm) MUST_CHECK;
void plot_cover_clear(struct plot_cover *cover);
void plot_cover_free(struct plot_cover *cover);

/* Lays a line with round ends, or a dot where its ends are equal, under all that lies there
 * already. Whether any of it is seen, a cell that it only touches included: what is beyond the sheet is not. Places in cm from the
 * sheet's lower left corner, finite. */
bool plot_cover_take(struct plot_cover *cover, struct plot_place from, struct plot_place to,
                     struct plot_ink ink);

#endif
