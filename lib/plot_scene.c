#include "plot_scene.h"

#include "check.h"
#include "plot_caption.h"
#include "plot_direction.h"
#include "size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct error *check_rows(const struct matrix *coords, const struct table *rows)
{
    if (!rows || rows->rows == coords->rows)
        return NULL;
    return error_new("the table has %zu rows, the coordinates %zu: they are not of the same "
                     "snapshots: run the pipeline from snapcat on",
                     rows->rows, coords->rows);
}

/* The coordinates that are drawn; one alone becomes the height over the place in the run. */
static struct error *take_points(struct scene *s, const struct matrix *coords)
{
    size_t d = coords->cols;
    s->curve = d == 1;
    struct error *err = matrix_new(&s->points, coords->rows, s->curve ? 2 : size_min(d, PLOT_DIMS));
    if (err)
        return err;
    size_t dims = s->points.cols;
    for (size_t i = 0; i < coords->rows; i++) {
        double *to = s->points.a + i * dims;
        const double *from = coords->a + i * d;
        if (s->curve)
            *to++ = s->runs.place[i];
        memcpy(to, from, (s->curve ? 1 : dims) * sizeof *to);
    }
    return NULL;
}

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

static void find_best(struct scene *s)
{
    s->best = NO_ROW;
    for (size_t i = 0; i < s->color.rows && is_loss(s->color.name); i++)
        if (!isnan(s->color.value[i]) &&
            (s->best == NO_ROW || s->color.value[i] < s->color.value[s->best]))
            s->best = i;
}

struct error *scene_prepare(struct scene *s, const struct matrix *coords, const struct record *r,
                            const struct table *rows, const struct plot_options *options,
                            struct report *report)
{
    struct error *err = NULL;
    *s = (struct scene){.title = options->title};
    TRY(coords_check(coords));
    TRY(check_rows(coords, rows));
    TRY(runs_find(&s->runs, rows, coords->rows, options->run, options->step, report));
    const char *column = options->color.column;
    TRY(plot_color_find(&s->color, rows, coords->rows, column ? column : plot_color_usual(rows)));
    TRY(plot_color_settle((struct plot_color *[]){&s->color}, 1, &options->color, report));
    find_best(s);
    TRY(take_points(s, coords));
    scene_find_extents(s);
    if (!s->curve && s->runs.count <= PLOT_LEGEND_RUNS)
        TRY(plot_directions_find(&s->directions, &s->points, &s->runs, longest_side(s)));
    if (plot_caption_disconnected(r))
        plot_components_find(&s->components, rows, &s->points);
    TRY(plot_caption_make(&s->caption, r, coords->rows, s->components.count > 0));
    if (coords->cols > PLOT_DIMS)
        report_line(report, REPORT_NOTE, "coords have %zu dimensions: the first %d are drawn",
                    coords->cols, PLOT_DIMS);
out:
    if (err)
        scene_free(s);
    return err;
}

void scene_free(struct scene *s)
{
    matrix_free(&s->points);
    matrix_free(&s->directions);
    runs_free(&s->runs);
    plot_color_free(&s->color);
    strlist_free(&s->caption);
    *s = (struct scene){0};
}

bool scene_has_legend(const struct scene *s)
{
    return s->runs.count && s->runs.count <= PLOT_LEGEND_RUNS && s->runs.at[0].name;
}
