/* What a figure is drawn on: gnuplot's terminal, the size of page and type, the file. */
#ifndef PHATE_PLOT_LAYOUT_TERMINAL_H
#define PHATE_PLOT_LAYOUT_TERMINAL_H

#include "plot/layout/options.h"
#include "plot/layout/text.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes `set terminal` for a figure of that size in cm, `set output`, and the variable `point`, by
 * which sizes of points are multiplied to be the same on all terminals. Of options->page all but
 * width and height are taken. */
void plot_terminal_write(FILE *f, const struct plot_options *options, double width, double height);

/* What ends the script of a figure: `unset multiplot`, where it has several panels, and what keeps
 * a window open. */
void plot_terminal_end(FILE *f, const struct plot_options *options, bool several);

/* How many samples per cm tell what is seen there of a figure of that size in cm: two per pixel;
 * where it can be enlarged, those of a fine image. */
double plot_terminal_samples(const struct plot_options *options, double width, double height);

/* The size of type, pt, with the default in place of 0. */
double plot_terminal_font_size(const struct plot_options *options);

/* How text is to be quoted there. */
enum plot_markup plot_terminal_markup(const struct plot_options *options);

#endif
