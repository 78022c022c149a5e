/* A picture's data in its script, and how its elements ask for them. */
#ifndef PHATE_PLOT_DATA_H
#define PHATE_PLOT_DATA_H

#include "plot_scene.h"

#include <stddef.h>
#include <stdio.h>

/* Writes the data blocks: $snapshots (a block a run, two blank lines between), $starts, $ends and
 * $best: each line is x y [z] value, NaN for a missing value; $components: x y [z] number; and
 * $directions: a place and a step from there. */
void plot_data_write(FILE *f, const struct scene *s);

/* Begins the next element of the script's plot (or splot) command, whose `count` starts at 0. */
void plot_element_begin(FILE *f, const struct scene *s, size_t *count);

/* The `using` columns of the points, of $directions, of the points with their value, and of those
 * without one. */
const char *plot_columns(const struct scene *s);
const char *plot_columns_vectors(const struct scene *s);
const char *plot_columns_colored(const struct scene *s);
const char *plot_columns_missing(const struct scene *s);

#endif
