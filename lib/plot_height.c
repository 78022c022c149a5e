#include "plot_height.h"

#include "column.h"
#include "plot_color.h"
#include "plot_text.h"
#include "size.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The box is lower than it is wide: from above all of its floor is seen. */
static const double HEIGHT_SHARE = 0.6;

struct error *plot_height_find(struct plot_height *height, const struct table *t,
                               const struct matrix *coords, const struct plot_options *options)
{
    struct error *err = NULL;
    size_t column, rows = coords->rows;
    *height = (struct plot_height){.name = options->height,
                                   .rows = rows,
                                   .positive = options->color.scale == SCALE_LOGARITHMIC};
    if (coords->cols < 2)
        return error_new("one coordinate has no plane for heights to stand on: make two, by mds "
                         "-d 2");
    TRY(column_find(t, options->height, NULL, &column));
    height->value = calloc(size_max(rows, 1), sizeof *height->value);
    if (!height->value)
        return error_memory("the heights of the picture");
    for (size_t i = 0; i < rows; i++) {
        double value = column_value(t, i, column);
        height->value[i] = height->positive && !(value > 0) ? NAN : value;
        height->known += !isnan(height->value[i]) ? 1 : 0;
    }
out:
    return err;
}

struct error *plot_heights_check(const struct plot_height *const heights[], size_t count,
                                 struct report *report)
{
    size_t rows = 0, known = 0;
    for (size_t i = 0; i < count; i++) {
        rows += heights[i]->rows;
        known += heights[i]->known;
    }
    const char *name = heights[0]->name;
    const char *what = heights[0]->positive ? "finite and positive" : "finite";
    if (!known)
        return error_new("column '%s' of the table of rows has no value that is %s: there is no "
                         "height to draw",
                         name, what);
    if (known < rows)
        report_line(report, REPORT_NOTE,
                    "column '%s': %zu of %zu rows have no value that is %s: they have no height, "
                    "and are not drawn",
                    name, rows - known, rows, what);
    return NULL;
}

/* Values that are all equal stand in the middle of an axis about them. */
static void widen(struct plot_height *height)
{
    double spare = height->least == 0 ? 0.5 : fabs(height->least) / 10;
    if (height->least < height->most)
        return;
    height->least -= spare;
    height->most += spare;
}

static void choose_numbers(struct plot_height *height)
{
    char number[32];
    plot_levels_choose(&height->levels, height->least, height->most, height->logarithmic);
    height->widest = 0;
    for (size_t i = 0; i < height->levels.count; i++) {
        snprintf(number, sizeof number, "%g", height->levels.at[i]);
        height->widest = fmax(height->widest, plot_text_em(number, strlen(number)));
    }
}

double plot_height_at(const struct plot_height *height, double value)
{
    return height->foot + height->unit * (height->logarithmic ? log10(value) : value);
}

void plot_height_settle(struct plot_height *height, struct matrix *points, double *low,
                        double *high, enum plot_scale scale)
{
    double side = HEIGHT_SHARE * fmax(high[0] - low[0], high[1] - low[1]);
    height->least = height->most = 0; /* of a panel of its own limits that has no heights */
    if (low[2] <= high[2]) {
        height->least = low[2];
        height->most = high[2];
    }
    height->logarithmic =
        scale == SCALE_LOGARITHMIC ||
        (scale == SCALE_BY_SPAN && plot_spans_decades(height->least, height->most));
    widen(height);
    choose_numbers(height);
    double from = height->logarithmic ? log10(height->least) : height->least;
    double to = height->logarithmic ? log10(height->most) : height->most;
    height->unit = side / (to - from);
    height->foot = -height->unit * from;
    for (size_t i = 0; i < points->rows; i++)
        points->a[3 * i + 2] = plot_height_at(height, points->a[3 * i + 2]);
    low[2] = 0;
    high[2] = side;
}

void plot_height_free(struct plot_height *height)
{
    free(height->value);
    *height = (struct plot_height){0};
}
