#include "plot/figure/scene.h"

#include "base/size.h"
#include "matrix/check.h"
#include "plot/draw/caption.h"
#include "plot/figure/arrows.h"
#include "stream/record/signature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Extents below this share of the coordinates are rounding; gnuplot takes an extent below this
 * number for 0. */
static const double EXTENT_SHARE = 1e-12, EXTENT_LEAST = 1e-290;

struct error *scene_check(const struct plot_input *input)
{
    const struct matrix *coords = input->coords;
    const struct table *rows = input->rows;
    const char *signature;
    struct error *err = matrix_check_coords(coords);
    if (!err)
        err = signature_of(input->record, &signature);
    if (err)
        return err;
    if (!rows || rows->rows == coords->rows)
        return NULL;
    return error_new("table of rows: has %zu rows, the coordinates have %zu: not of the same "
                     "snapshots: run the pipeline from snapcat on",
                     rows->rows, coords->rows);
}

/* The coordinates that are drawn; one alone becomes the height over the place in the run, and two
 * are followed by the column that is their height, if any. */
static struct error *take_points(struct scene *s, const struct matrix *coords)
{
    size_t d = coords->cols, taken = size_min(d, s->height.name ? 2 : PLOT_DIMS);
    s->curve = d == 1;
    struct error *err =
        matrix_new(&s->points, coords->rows, taken + (s->curve || s->height.name ? 1 : 0));
    if (err)
        return err;
    size_t dims = s->points.cols;
    for (size_t i = 0; i < coords->rows; i++) {
        double *to = s->points.a + i * dims;
        const double *from = coords->a + i * d;
        if (s->curve)
            *to++ = s->runs.place[i];
        memcpy(to, from, taken * sizeof *to);
        if (s->height.name)
            to[taken] = s->height.value[i];
    }
    return NULL;
}

/* The signature has passed scene_check. */
static void name_axes(struct scene *s, const struct record *coords)
{
    size_t first = s->curve ? 1 : 0, end = s->height.name ? 2 : s->points.cols;
    const char *signature = record_attr(coords, "signature");
    for (size_t axis = first; signature && axis < end; axis++)
        snprintf(s->axis_names[axis], SCENE_AXIS_NAME, "axis %zu (%s)", axis - first + 1,
                 signature_is_imaginary(signature, axis - first) ? "imaginary" : "real");
}

const char *scene_axis_name(const struct scene *s, size_t axis)
{
    return s->axis_names[axis][0] ? s->axis_names[axis] : NULL;
}

/* ---- extents ---- */

static void measure(struct scene *s)
{
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        s->low[axis] = INFINITY;
        s->high[axis] = -INFINITY;
        for (size_t i = 0; i < s->points.rows; i++) {
            double x = s->points.a[i * s->points.cols + axis];
            double reach = s->ellipses.a ? plot_spread_reach(&s->ellipses, i, axis) : 0;
            s->low[axis] = fmin(s->low[axis], x - reach);
            s->high[axis] = fmax(s->high[axis], x + reach);
        }
        if (s->points.rows == 0) /* a facet of which nothing is drawn */
            s->low[axis] = s->high[axis] = 0;
    }
}

/* The least extent that the axes [first, end), which share a scale, are shown with: a tenth of the
 * longest one's, so that no picture is a line; where all points are equal, something in proportion
 * to their coordinates. */
static double least_extent(const struct scene *s, size_t first, size_t end)
{
    double longest = 0, magnitude = 0;
    for (size_t axis = first; axis < end; axis++) {
        longest = fmax(longest, s->high[axis] - s->low[axis]);
        magnitude = fmax(magnitude, fmax(fabs(s->low[axis]), fabs(s->high[axis])));
    }
    if (longest > fmax(EXTENT_SHARE * magnitude, EXTENT_LEAST))
        return longest / 10;
    return magnitude > EXTENT_LEAST ? magnitude : 1;
}

static void widen_short_axes(struct scene *s, size_t first, size_t end)
{
    double least = least_extent(s, first, end);
    for (size_t axis = first; axis < end; axis++) {
        double spare = fmax(0, least - (s->high[axis] - s->low[axis])) / 2;
        s->low[axis] -= spare;
        s->high[axis] += spare;
    }
}

/* Sets low and high by the points and the scales that the axes share; of heights, by their numbers.
 */
static void find_extents(struct scene *s)
{
    measure(s);
    if (s->curve) {
        widen_short_axes(s, 0, 1);
        widen_short_axes(s, 1, 2);
    } else {
        widen_short_axes(s, 0, s->height.name ? 2 : s->points.cols);
    }
}

void scene_range(const struct scene *s, size_t axis, double margin, double *from, double *to)
{
    double spare = margin * (s->high[axis] - s->low[axis]);
    *from = s->low[axis] - spare;
    *to = s->high[axis] + spare;
}

/* ---- the whole ---- */

static double longest_side(const struct scene *s)
{
    double longest = 0;
    for (size_t axis = 0; axis < s->points.cols; axis++)
        longest = fmax(longest, s->high[axis] - s->low[axis]);
    return longest;
}

static bool is_loss(const char *column)
{
    return strcasestr(column, "loss") || strcasestr(column, "error");
}

void scene_find_best(struct scene *s)
{
    double most = -INFINITY;
    s->best = NO_ROW;
    for (size_t i = 0; i < s->color.rows && is_loss(s->color.name); i++) {
        most = fmax(most, s->color.value[i]);
        if (!isnan(s->color.value[i]) &&
            (s->best == NO_ROW || s->color.value[i] < s->color.value[s->best]))
            s->best = i;
    }
    if (s->best != NO_ROW && s->color.value[s->best] == most)
        s->best = NO_ROW;
}

/* The table tells of the mean of pictures, not of one of these. */
static bool has_ellipses(const struct scene *s, const struct record *r,
                         const struct plot_options *options)
{
    return !record_attr(r, "picture") && options->spread == SPREAD_ELLIPSES &&
           s->points.cols == 2 && !s->curve && options->film != FILM_TRAINING &&
           options->format != PLOT_CHARACTERS;
}

struct error *scene_prepare(struct scene *s, const struct plot_input *input, const char *column,
                            const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    const struct matrix *coords = input->coords;
    const struct table *rows = input->rows;
    *s = (struct scene){.rows = rows, .best = NO_ROW};
    TRY(runs_find(&s->runs, rows, coords->rows, options->run, options->step, report));
    TRY(plot_color_find(&s->color, rows, coords->rows, column));
    if (options->height)
        TRY(plot_height_find(&s->height, rows, coords->rows, options));
    TRY(take_points(s, coords));
    name_axes(s, input->record);
    if (has_ellipses(s, input->record, options))
        TRY(plot_spread_find(&s->ellipses, rows));
    find_extents(s);
    /* Their numbers are the caption's. */
    if (!options->no_caption && plot_caption_disconnected(input->record))
        plot_components_find(&s->components, rows, &s->points);
    if (!options->no_caption)
        TRY(plot_caption_make(&s->caption, input->record, plot_count_of(coords->rows),
                              s->components.count > 0));
out:
    if (err)
        scene_free(s);
    return err;
}

struct error *scene_settle(struct scene *s, bool logarithmic, bool directed)
{
    if (s->height.name)
        plot_height_settle(&s->height, &s->points, s->low, s->high, logarithmic);
    if (!directed || s->curve || s->moments || s->runs.count > PLOT_LEGEND_RUNS)
        return NULL;
    return plot_directions_find(&s->directions, &s->points, &s->runs, longest_side(s));
}

void scene_free(struct scene *s)
{
    plot_height_free(&s->height);
    matrix_free(&s->points);
    matrix_free(&s->directions);
    matrix_free(&s->ellipses);
    runs_free(&s->runs);
    plot_color_free(&s->color);
    strlist_free(&s->caption);
    free(s->look);
    *s = (struct scene){0};
}
