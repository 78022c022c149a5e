/* A column of the table as the third dimension of a plane: a loss as a landscape. */
#ifndef PHATE_PLOT_FIGURE_HEIGHT_H
#define PHATE_PLOT_FIGURE_HEIGHT_H

#include "base/error.h"
#include "base/report.h"
#include "matrix/matrix.h"
#include "plot/draw/levels.h"
#include "plot/draw/ramp.h"
#include "plot/figure/facets.h"
#include "plot/layout/options.h"
#include "stream/table/table.h"

#include <stdbool.h>

struct plot_height {
    const char *name; /* the column; NULL: there is no height */
    double *value;    /* one per row */
    /* set by plot_height_settle: */
    double least, most; /* the ends of the axis; least < most */
    bool logarithmic;
    double foot, unit;         /* a value's coordinate is foot + unit * value, or * log10(value) */
    struct plot_levels levels; /* round numbers for the axis of a page */
};

/* The rows that have a height in the column options->height: a number that can be drawn, and, where
 * a logarithmic scale is asked for, is positive. *part is them; the caller frees it with
 * plot_part_free, also on failure. Reports how many rows have none. Fails where the column is not
 * there, where no row has a height, and where there are not two coordinates. */
struct error *plot_height_rows(struct plot_part *part, const struct matrix *coords,
                               const struct table *t, const struct plot_options *options,
                               struct report *report) MUST_CHECK;

/* Takes the heights of such rows. The name lives as long as the options. */
struct error *plot_height_find(struct plot_height *height, const struct table *t, size_t rows,
                               const struct plot_options *options) MUST_CHECK;

/* Whether heights, those of all panels, are drawn on a logarithmic scale: where colours of these
 * sorted numbers would be. */
bool plot_height_is_logarithmic(const struct plot_sample *heights, enum plot_scale scale);

/* low[2] and high[2], the extent of the values in all panels, and the third column of `points`
 * become coordinates: from 0 up to a share of the longer of the other two sides. */
void plot_height_settle(struct plot_height *height, struct matrix *points, double *low,
                        double *high, bool logarithmic);

double plot_height_at(const struct plot_height *height, double value);
void plot_height_free(struct plot_height *height);

#endif
