/* The loop of a script that draws a figure frame by frame, an image each. */
#ifndef PHATE_PLOT_SPACE_FILM_LOOP_H
#define PHATE_PLOT_SPACE_FILM_LOOP_H

#include "plot/draw/moments.h"
#include "plot/layout/options.h"

#include <stdio.h>

/* How many frames a figure has: 1 without a film. And the angle by which a frame's view is turned
 * from that of the options; degrees. Frames count from 0 here. */
size_t plot_film_frames(const struct plot_options *options, const struct plot_moments *moments);
double plot_film_turn(const struct plot_options *options, size_t frame);

/* Begins the loop, in which the script's variable `frame` counts from 1. FILM_TURN: `turn` is the
 * angle of the view, from that of the options on. FILM_TRAINING: `now` is the moment, and past(t,x)
 * is x if t is not later, else NaN. FILM_NONE: nothing is written. The moments are those of
 * training; others may be empty. */
void plot_film_begin(FILE *f, const struct plot_options *options,
                     const struct plot_moments *moments);
void plot_film_end(FILE *f, const struct plot_options *options);

#endif
