/* The numbers that colour a picture's points, and the scale that all its panels share. */
#ifndef PHATE_PLOT_COLOR_H
#define PHATE_PLOT_COLOR_H

#include "error.h"
#include "plot.h"
#include "report.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>

struct plot_color {
    const char *name;   /* the column, or "row" */
    double *value;      /* one a row; NAN where it is missing, not finite, or off the scale */
    size_t rows, known; /* rows, and those that have one */
    double least, most; /* the ends of the scale; least < most where known */
    bool counts;        /* the numbers of the rows, not of a column */
    bool logarithmic;
};

/* Whether numbers from least to most are all positive and more than a decade and a half apart: on a
 * linear scale most values of a loss would then have one colour. */
bool plot_spans_decades(double least, double most);

/* The column that is taken where none is asked for: the first of test_loss, train_loss, step and
 * epoch that has a finite number; NULL where there is none. t may be NULL. */
const char *plot_color_usual(const struct table *t);

/* Takes the values of the column `name`, which lives as long as the colours; NULL: the number of
 * the row, from 1. Fails where the column is not there. */
struct error *plot_color_find(struct plot_color *color, const struct table *t, size_t rows,
                              const char *name) MUST_CHECK;

/* Gives the colours of `count` panels one scale, by the options: unless told, logarithmic where its
 * ends are positive and more than a decade and a half apart, and the values are not the rows'
 * numbers. Reports how many rows have no colour. Fails where a logarithmic scale is asked for and
 * nothing is positive. */
struct error *plot_color_settle(struct plot_color *const colors[], size_t count,
                                const struct plot_color_options *options,
                                struct report *report) MUST_CHECK;
void plot_color_free(struct plot_color *color);

#endif
