/* A grid of the loss: filled contours, a surface, or curves over a line. */
#include "plot/chart/grid_impl.h"

#include "base/memstream.h"

#include <math.h>
#include <stdlib.h>

static struct error *read_end(const struct record *r, char axis, const char *end, double otherwise,
                              double *value)
{
    char key[16];
    snprintf(key, sizeof key, "%c-%s", axis, end);
    *value = otherwise;
    struct error *err = record_attr_number(r, key, value);
    if (!err && fabs(*value) >= 1e150)
        err = error_new("grid record: attribute %s: %g is too large", key, *value);
    return err;
}

/* "-8" to "8"; where the record does not say, places are counted from 0. */
static struct error *read_axis(const struct record *r, char axis, size_t count, struct axis *a)
{
    struct error *err = NULL;
    a->count = count;
    TRY(read_end(r, axis, "from", 0, &a->from));
    TRY(read_end(r, axis, "to", count > 1 ? (double)(count - 1) : a->from, &a->to));
    if (count > 1 && !(a->from < a->to))
        err = error_new("grid: %c from %g to %g: expected the smaller end first", axis, a->from,
                        a->to);
out:
    return err;
}

static struct error *check_shape(const struct grid_figure *g)
{
    size_t rows = g->z->rows, cols = g->z->cols;
    double least, most;
    if (rows == 0 || cols == 0)
        return error_new("grid: %zu x %zu: nothing to draw", rows, cols);
    if (rows > 1 && cols < 2)
        return error_new("grid: %zu x %zu: expected at least two columns (a line is one row)", rows,
                         cols);
    if (!plot_extent(g->z, &least, &most))
        return error_new("grid: %zu x %zu: no point has a finite value: nothing to draw", rows,
                         cols);
    return NULL;
}

static struct error *take_tracks(struct grid_figure *g, const struct plot_material *material,
                                 const struct plot_options *options, struct report *report)
{
    const struct matrix *coords = material->coords;
    const struct table *rows = material->rows;
    if (!coords || coords->cols != (g->z->rows > 1 ? 2 : 1))
        return NULL;
    if (rows && rows->rows != coords->rows)
        rows = NULL;
    g->tracks = coords;
    return runs_find(&g->runs, rows, coords->rows, options->run, options->step, report);
}

/* An axis of as many points that takes in all tracks. */
static struct axis wide_enough(const struct grid_figure *g, const struct axis *a, size_t coordinate)
{
    double least = a->from, most = a->to;
    for (size_t i = 0; i < g->tracks->rows; i++) {
        least = fmin(least, g->tracks->a[i * g->tracks->cols + coordinate]);
        most = fmax(most, g->tracks->a[i * g->tracks->cols + coordinate]);
    }
    double room = (most - least) / 20;
    return (struct axis){least < a->from ? least - room : least, most > a->to ? most + room : most,
                         a->count};
}

static size_t count_outside(const struct grid_figure *g)
{
    size_t outside = 0;
    for (size_t i = 0; g->tracks && i < g->tracks->rows; i++) {
        const double *at = g->tracks->a + i * g->tracks->cols;
        bool inside = at[0] >= g->x.from && at[0] <= g->x.to;
        if (g->tracks->cols > 1)
            inside = inside && at[1] >= g->y.from && at[1] <= g->y.to;
        outside += !inside;
    }
    return outside;
}

static void report_outside(const struct grid_figure *g, struct report *report)
{
    char of_y[96] = "";
    size_t outside = count_outside(g);
    if (outside == 0)
        return;
    struct axis x = wide_enough(g, &g->x, 0);
    if (g->tracks->cols > 1) {
        struct axis y = wide_enough(g, &g->y, 1);
        snprintf(of_y, sizeof of_y, " -y %.3g:%.3g:%zu", y.from, y.to, y.count);
    }
    report_line(report, REPORT_NOTE,
                "%zu of %zu snapshots lie outside the grid: lossgrid -x %.3g:%.3g:%zu%s takes them "
                "in",
                outside, g->tracks->rows, x.from, x.to, x.count, of_y);
}

static void report_others(const struct plot_material *material, struct report *report)
{
    if (material->wanted || material->count < 2)
        return;
    const char *first = record_attr(&material->items[0].record, "value");
    const char *second = record_attr(&material->items[1].record, "value");
    report_line(report, REPORT_NOTE, "%zu grids: only the first (%s) is drawn: -n 2 draws %s",
                material->count, first ? first : "unnamed", second ? second : "the next one");
}

static struct error *make_caption(struct grid_figure *g, const struct plot_material *material)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    double least, most;
    if (!f)
        return error_memory("the caption");
    if (g->z->rows > 1)
        fprintf(f, "grid of %zu × %zu", g->z->cols, g->z->rows);
    else
        fprintf(f, "%zu points on a line", g->z->cols);
    if (plot_extent(g->z, &least, &most) && (g->z->rows > 1 || material->count == 1))
        fprintf(f, least < most ? ", %s from %.3g to %.3g" : ", %s %.3g", plot_grid_value_name(g),
                least, most);
    if (g->tracks)
        fprintf(f, ", %zu snapshots%s", g->tracks->rows,
                g->runs.count < g->runs.joined && g->z->rows > 1
                    ? ", from the open circle to the full one"
                    : "");
    if (!memstream_close(&text))
        return error_memory("the caption");
    g->caption = text.text;
    return NULL;
}

struct error *plot_grid_write(FILE *f, const struct plot_material *material,
                              const struct plot_options *options, struct report *report)
{
    struct error *err = NULL;
    const struct plot_item *item = &material->items[material->wanted ? material->wanted - 1 : 0];
    struct grid_figure g = {.record = &item->record, .z = &item->numbers, .report = report};
    TRY(check_shape(&g));
    TRY(read_axis(g.record, 'x', g.z->cols, &g.x));
    TRY(read_axis(g.record, 'y', g.z->rows, &g.y));
    TRY(take_tracks(&g, material, options, report));
    TRY(make_caption(&g, material));
    if (g.z->rows > 1)
        report_others(material, report);
    report_outside(&g, report);
    if (g.z->rows == 1)
        TRY(plot_line_write(f, &g, material, options));
    else if (options->surface)
        TRY(plot_surface_write(f, &g, options));
    else
        TRY(plot_contours_write(f, &g, options));
out:
    runs_free(&g.runs);
    free(g.caption);
    return err;
}
