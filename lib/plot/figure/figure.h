/* The two kinds of script that plot_script writes, after their heading. */
#ifndef PHATE_PLOT_FIGURE_FIGURE_H
#define PHATE_PLOT_FIGURE_FIGURE_H

#include "plot/figure/panels.h"

#include <stdio.h>

/* A figure for a paper. Reports what is left out of it. Fails where its size leaves no room for the
 * picture. */
struct error *plot_write_figure(FILE *f, const struct plot_panels *panels,
                                const struct plot_options *options,
                                struct report *report) MUST_CHECK;

/* A picture in characters, the size of a terminal; a run's points are its letter. */
void plot_write_characters(FILE *f, const struct plot_panels *panels,
                           const struct plot_options *options);

#endif
