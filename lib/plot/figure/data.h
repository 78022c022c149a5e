/* A picture's data in its script, and how its elements ask for them. */
#ifndef PHATE_PLOT_FIGURE_DATA_H
#define PHATE_PLOT_FIGURE_DATA_H

#include "plot/figure/scene.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What of its snapshots a picture draws, where it leaves out what is hidden. */
struct plot_seen {
    unsigned char *parts; /* plot_seen_parts of the snapshot at each place in the order of the runs,
                             frame after frame; NULL: everything is drawn */
    size_t frames;
};

/* The dot of a snapshot, the line to it from the one before it, and that line's shadow. */
enum plot_seen_part { SEEN_DOT = 1, SEEN_LINE = 2, SEEN_SHADOW = 4 };

/* Writes the data blocks: $snapshots (a block a run, two blank lines between), $starts, $ends and
 * $best: each line is x y [z] value, of a film of training with the step behind it; NaN for a
 * missing value; $spread: x y, both diameters and the angle of an ellipse, in the blocks of
 * $snapshots; $directions: a place and a step from there; of a film of training, $heads in place of
 * $ends: a block of lines a frame, x y [z] value run; and $components, x y z number, where
 * plot_data_numbers_components says so.
 * Where something is left out, a block of $snapshots is a group, frame after frame: a run and then
 * those in no run, if runs are told apart; else all. So are those of $lines and $shadows: a place
 * and a step from there. */
void plot_data_write(FILE *f, const struct scene *s, const struct plot_options *options,
                     const struct plot_seen *seen);

/* How many groups there are, if something is left out. */
size_t plot_data_groups(const struct scene *s);

/* Whether the figure finds the numbers of components in their block: where it turns. Else they are
 * labels on the page, and a picture in characters has none. */
bool plot_data_numbers_components(const struct scene *s, const struct plot_options *options);

/* Begins the next element of the script's plot (or splot) command, whose `count` starts at 0. */
void plot_element_begin(FILE *f, const struct scene *s, size_t *count);

/* The `using` columns of blocks with a value: of the places; of those that have one, with its
 * colour for `lc rgb variable`, which the script's color(v) finds (of gnuplot's own `lc palette`, a
 * splot of gnuplot 6 takes z for the value); of those that have none; and of x and y alone. In a
 * film of training they ask for what is past. */
enum plot_columns { COLUMNS_PLACE, COLUMNS_COLORED, COLUMNS_MISSING, COLUMNS_FLAT };
const char *plot_columns(const struct scene *s, enum plot_columns which);

/* Those of $heads that are of a run. */
void plot_columns_head(FILE *f, const struct scene *s, size_t run);

/* Those of $heads, $components and $directions, whatever the time. */
const char *plot_columns_still(const struct scene *s);
const char *plot_columns_labelled(const struct scene *s);
const char *plot_columns_vectors(const struct scene *s);

#endif
