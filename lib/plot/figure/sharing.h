/* What the panels of a figure have in common: one scale of colours and heights, the looks of the
 * runs, the moments of a film, titles and caption. */
#ifndef PHATE_PLOT_FIGURE_SHARING_H
#define PHATE_PLOT_FIGURE_SHARING_H

#include "plot/figure/panels.h"

/* Completes panels whose extents are settled; the rest as plot_panels_print. */
struct error *plot_panels_share(struct plot_panels *p, const struct plot_input *inputs,
                                size_t count, const struct plot_options *options,
                                struct report *report) MUST_CHECK;

#endif
