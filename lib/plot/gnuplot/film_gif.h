/* A film as an animated GIF. */
#ifndef PHATE_PLOT_GNUPLOT_FILM_GIF_H
#define PHATE_PLOT_GNUPLOT_FILM_GIF_H

#include "plot/gnuplot/film.h"

/* The GIF of PNG after PNG, which repeats without end; the caller frees it. Fails where the images
 * cannot be read, or differ in size. */
struct error *film_gif(const char *images, size_t length, const struct film_options *options,
                       char **gif, size_t *gif_length) MUST_CHECK;

#endif
