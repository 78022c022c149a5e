#include "plot/figure/height.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>

/* The box is lower than it is wide: from above all of its floor is seen. */
static const double HEIGHT_SHARE = 0.6;

/* Of larger numbers, and in a smaller extent, gnuplot makes no axis. */
static const double MOST = 1e150, EXTENT_LEAST = 1e-290;

static bool is_height(double value, bool positive)
{
    return fabs(value) <= MOST && (!positive || value > 0);
}

static struct error *report_rows(const char *name, size_t known, size_t rows, bool positive,
                                 struct report *report)
{
    const char *what = positive ? "finite and positive" : "finite";
    if (!known)
        return error_new("column '%s': has no %s value to draw as a height: choose another", name,
                         what);
    if (known < rows)
        report_line(report, REPORT_NOTE,
                    "column '%s': %zu of %zu rows have no %s value, so no height: not drawn", name,
                    rows - known, rows, what);
    return NULL;
}

struct error *plot_height_rows(struct plot_part *part, const struct matrix *coords,
                               const struct table *t, const struct plot_options *options,
                               struct report *report)
{
    struct error *err = NULL;
    bool *keep = NULL, positive = options->color.scale == SCALE_LOGARITHMIC;
    size_t column, known = 0;
    if (coords->cols < 2)
        return error_new(
            "-z: one coordinate makes no plane for heights: make two coordinates with mds -d 2");
    TRY(column_find_numbers(t, options->height, &column));
    keep = calloc(coords->rows, sizeof *keep);
    if (!keep)
        return error_memory("the rows of the picture");
    for (size_t i = 0; i < coords->rows; i++) {
        keep[i] = is_height(column_value(t, i, column), positive);
        known += keep[i] ? 1 : 0;
    }
    TRY(report_rows(options->height, known, coords->rows, positive, report));
    TRY(plot_part_take(part, coords, t, keep));
out:
    free(keep);
    return err;
}

struct error *plot_height_find(struct plot_height *height, const struct table *t, size_t rows,
                               const struct plot_options *options)
{
    size_t column;
    *height = (struct plot_height){.name = options->height};
    struct error *err = column_find(t, options->height, NULL, &column);
    if (err)
        return err;
    height->value = calloc(size_max(rows, 1), sizeof *height->value);
    if (!height->value)
        return error_memory("the heights of the picture");
    for (size_t i = 0; i < rows; i++)
        height->value[i] = column_value(t, i, column);
    return NULL;
}

bool plot_height_is_logarithmic(const struct plot_sample *heights, enum plot_scale scale)
{
    if (scale != SCALE_AUTO || heights->count == 0)
        return scale == SCALE_LOGARITHMIC;
    return plot_sample_is_skewed(heights, heights->at[0], heights->at[heights->count - 1]);
}

/* Values that are all equal stand in the middle of an axis about them. */
static void widen(struct plot_height *height)
{
    double spare = height->least == 0 ? 0.5 : fabs(height->least) / 10;
    if (height->most - height->least > EXTENT_LEAST)
        return;
    height->least -= spare;
    height->most += spare;
}

double plot_height_at(const struct plot_height *height, double value)
{
    return height->foot + height->unit * (height->logarithmic ? log10(value) : value);
}

void plot_height_settle(struct plot_height *height, struct matrix *points, double *low,
                        double *high, bool logarithmic)
{
    double side = HEIGHT_SHARE * fmax(high[0] - low[0], high[1] - low[1]);
    height->least = height->most = 0; /* of a panel of its own limits that has no heights */
    if (low[2] <= high[2]) {
        height->least = low[2];
        height->most = high[2];
    }
    height->logarithmic = logarithmic;
    widen(height);
    plot_levels_choose(&height->levels, height->least, height->most, height->logarithmic);
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
