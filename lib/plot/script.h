/* Pictures of trajectories: coordinates and the tables of their rows in, a gnuplot script out.
 *
 * The script is complete in itself (the data stand in it), commented, and meant to be changed by
 * hand. The same input always gives the same text. Nothing that stands in a table or an attribute
 * can act as a command: such text appears in quoted strings (and comments of data blocks) only, and
 * is shown as it is.
 *
 * The picture: one point per snapshot, coloured by a column; a line through each run in the order
 * of its steps, with its start and end marked; no axis numbers, as the axes of multidimensional
 * scaling have neither unit nor origin; both axes at one scale. */
#ifndef PHATE_PLOT_SCRIPT_H
#define PHATE_PLOT_SCRIPT_H

#include "base/error.h"
#include "base/report.h"
#include "plot/figure/scene.h"
#include "plot/layout/options.h"

#include <stddef.h>

/* The script that draws the coordinates of `count` streams: one panel per stream, or several where
 * there are facets. The panels share the scale of colours and the runs' looks. d = 1 is drawn
 * against the step; of more than three dimensions the first three.
 * *script  NUL-terminated, *length bytes before the NUL; the caller frees it
 * Fails where a table has another number of rows, lacks a column that is asked for, or has no
 * numbers in one that must have them, where a coordinate is not finite, where there are too many
 * panels, and where there are not as many titles as panels. */
struct error *plot_script(const struct plot_input *inputs, size_t count,
                          const struct plot_options *options, struct report *report, char **script,
                          size_t *length) MUST_CHECK;

#endif
