/* The numbers that colour a picture's points, and the scale that all its panels share. */
#ifndef PHATE_PLOT_DRAW_COLOR_H
#define PHATE_PLOT_DRAW_COLOR_H

#include "base/error.h"
#include "base/report.h"
#include "plot/draw/ramp.h"
#include "plot/layout/options.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

struct plot_color {
    const char *name;      /* the column, or "row" */
    double *value;         /* one per row; NAN where it is missing, not finite, or off the scale */
    size_t rows, known;    /* rows, and those that have one */
    struct plot_ramp ramp; /* the scale */
};

/* The column that is taken where none is asked for: the usual loss (column.h), else the first of
 * step and epoch that has a finite number; NULL where there is none. t may be NULL. */
const char *plot_color_usual(const struct table *t);

/* Takes the values of the column `name`, which lives as long as the colours; NULL: the number of
 * the row, from 1. Fails where the column is not there. */
struct error *plot_color_find(struct plot_color *color, const struct table *t, size_t rows,
                              const char *name) MUST_CHECK;

/* Gives the colours of `count` panels one scale, by the options; unless the options give it, it
 * follows all their values (plot_ramp_follow). Reports how many rows have no colour. Fails where a
 * logarithmic scale is asked for and nothing is positive. */
struct error *plot_color_settle(struct plot_color *const colors[], size_t count,
                                const struct plot_color_options *options,
                                struct report *report) MUST_CHECK;
void plot_color_free(struct plot_color *color);

#endif
