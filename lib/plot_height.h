/* A column of the table as the third dimension of a plane: a loss as a landscape. */
#ifndef PHATE_PLOT_HEIGHT_H
#define PHATE_PLOT_HEIGHT_H

#include "error.h"
#include "matrix.h"
#include "plot.h"
#include "plot_levels.h"
#include "report.h"
#include "table.h"

#include <stdbool.h>

struct plot_height {
    const char *name;   /* the column; NULL: there is no height */
    double *value;      /* one a row; NAN where there is none */
    size_t rows, known; /* rows, and those that have one */
    bool positive;      /* only those are taken */
    /* set by plot_height_settle: */
    double least, most; /* the ends of the axis; least < most */
    bool logarithmic;
    double foot, unit;         /* a value's coordinate is foot + unit * value, or * log10(value) */
    struct plot_levels levels; /* round numbers for the axis */
    double widest;             /* of these, as %g writes them; in sizes of type */
};

/* Takes the finite values of options->height, which lives as long; where a logarithmic scale is
 * asked for, the positive ones. Fails where the column is not there, and where there are not two
 * coordinates. */
struct error *plot_height_find(struct plot_height *height, const struct table *t,
                               const struct matrix *coords,
                               const struct plot_options *options) MUST_CHECK;

/* Reports how many rows of all panels have no value. Fails where none has. */
struct error *plot_heights_check(const struct plot_height *const heights[], size_t count,
                                 struct report *report) MUST_CHECK;

/* low[2] and high[2], the extent of the values in all panels, and the third column of `points`
 * become coordinates: from 0 up to a share of the longer of the other two sides. Values whose
 * extent is positive and more than a decade and a half have a logarithmic scale, unless `scale`
 * tells. */
void plot_height_settle(struct plot_height *height, struct matrix *points, double *low,
                        double *high, enum plot_scale scale);

double plot_height_at(const struct plot_height *height, double value);
void plot_height_free(struct plot_height *height);

#endif
