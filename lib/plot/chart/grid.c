/* A grid of the loss: filled contours, a surface, or curves over a line. */
#include "plot/chart/grid.h"

#include "base/memstream.h"
#include "base/path.h"
#include "base/size.h"
#include "plot/draw/sheet.h"
#include "plot/draw/text.h"
#include "run/runs.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A plane is drawn at one scale unless that made a strip of it: narrower than one to so many. */
static const double STRIP = 4;

static struct error *read_end(const struct record *r, char axis, const char *end, double otherwise,
                              double *value)
{
    char key[16];
    snprintf(key, sizeof key, "%c-%s", axis, end);
    *value = otherwise;
    struct error *err = record_attr_number(r, key, value);
    if (!err && fabs(*value) >= 1e150)
        err = error_new("attribute %s of the grid record: %g is too large", key, *value);
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
        err = error_new("grid: %c from %g to %g: expected the lesser one first", axis, a->from,
                        a->to);
out:
    return err;
}

static struct error *check_shape(const struct grid_figure *g)
{
    size_t rows = g->z->rows, cols = g->z->cols;
    double least, most;
    if (rows == 0 || cols == 0)
        return error_new("grid of %zu x %zu: nothing to draw", rows, cols);
    if (rows > 1 && cols < 2)
        return error_new("grid of %zu x %zu: expected two columns or more: a line is one row", rows,
                         cols);
    if (!plot_extent(g->z, &least, &most))
        return error_new("grid of %zu x %zu: no point has a finite value: nothing to draw", rows,
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

static void report_outside(const struct grid_figure *g, struct report *report)
{
    size_t outside = 0;
    for (size_t i = 0; g->tracks && i < g->tracks->rows; i++) {
        const double *at = g->tracks->a + i * g->tracks->cols;
        bool inside = at[0] >= g->x.from && at[0] <= g->x.to;
        if (g->tracks->cols > 1)
            inside = inside && at[1] >= g->y.from && at[1] <= g->y.to;
        outside += !inside;
    }
    if (outside)
        report_line(report, REPORT_NOTE, "%zu of %zu snapshots lie outside the grid", outside,
                    g->tracks->rows);
}

static void report_others(const struct plot_material *material, struct report *report)
{
    if (material->wanted || material->count < 2)
        return;
    const char *first = record_attr(&material->items[0].record, "value");
    const char *second = record_attr(&material->items[1].record, "value");
    report_line(report, REPORT_NOTE, "%zu grids: drawn is the first, %s; -n 2 draws %s",
                material->count, first ? first : "unnamed", second ? second : "the next one");
}

const char *grid_value_name(const struct grid_figure *g)
{
    const char *value = record_attr(g->record, "value");
    return value ? value : "value";
}

/* A file's name without folders and extension, which begins with a letter: "rate=0.01" has none. */
static void short_name(const char *path, char *name, size_t room)
{
    const char *base = path_base(path), *extension = path_extension(path);
    bool is_cut = extension && isalpha((unsigned char)extension[1]);
    if (!*base)
        base = path;
    snprintf(name, room, "%.*s", (int)(is_cut ? (size_t)(extension - base) : strlen(base)), base);
}

void grid_axis_name(const struct grid_figure *g, char axis, char *name, size_t room)
{
    char key[16], file[200];
    snprintf(key, sizeof key, "%c-direction", axis);
    const char *direction = record_attr(g->record, key);
    if (!direction)
        snprintf(name, room, "%c", axis);
    else if (strcmp(direction, "random") == 0)
        snprintf(name, room, "%s random direction", axis == 'x' ? "first" : "second");
    else if (strncmp(direction, "pca-", 4) == 0)
        snprintf(name, room, "principal direction %.8s", direction + 4);
    else {
        short_name(direction, file, sizeof file);
        snprintf(name, room, "towards %s", file);
    }
}

bool grid_at_one_scale(const struct grid_figure *g)
{
    double ratio = (g->y.to - g->y.from) / (g->x.to - g->x.from);
    return ratio <= STRIP && ratio >= 1 / STRIP;
}

/* ---- data ---- */

void grid_write_numbers(FILE *f, const struct grid_figure *g)
{
    fputs("\n# The grid: x, y, ", f);
    plot_quote(f, grid_value_name(g), 200);
    fputs(" (NaN: none); a block of lines a y.\n$grid << END\n", f);
    for (size_t j = 0; j < g->z->rows; j++) {
        fputs(j ? "\n" : "", f);
        for (size_t i = 0; i < g->z->cols; i++) {
            double value = g->z->a[j * g->z->cols + i];
            if (g->z->cols > 1)
                fprintf(f, "%.9g", axis_at(&g->x, i));
            else
                fprintf(f, "%.9g", g->x.from);
            fprintf(f, " %.9g ", g->z->rows > 1 ? axis_at(&g->y, j) : 0);
            fprintf(f, isfinite(value) ? "%.9g\n" : "NaN\n", value);
        }
    }
    fputs("END\n", f);
}

static void write_place(FILE *f, const struct grid_figure *g, size_t row)
{
    const double *at = g->tracks->a + row * g->tracks->cols;
    fprintf(f, "%.9g %.9g\n", at[0], g->tracks->cols > 1 ? at[1] : 0);
}

void grid_write_tracks(FILE *f, const struct grid_figure *g)
{
    const struct runs *runs = &g->runs;
    if (!g->tracks)
        return;
    fputs("\n# The snapshots' places; a block of lines a run, in the order of its steps.\n"
          "$tracks << END\n",
          f);
    for (size_t k = 0; k < runs->count; k++) {
        fputs(k ? "\n" : "", f);
        for (size_t i = 0; i < runs->at[k].count; i++)
            write_place(f, g, runs->order[runs->at[k].first + i]);
    }
    for (size_t i = runs->joined; i < runs->rows; i++) { /* in no run: nothing joins them */
        fputs(i ? "\n" : "", f);
        write_place(f, g, runs->order[i]);
    }
    fputs("END\n", f);
    if (!runs->count)
        return;
    fputs("$starts << END\n", f);
    for (size_t k = 0; k < runs->count; k++)
        write_place(f, g, runs->order[runs->at[k].first]);
    fputs("END\n$ends << END\n", f);
    for (size_t k = 0; k < runs->count; k++)
        write_place(f, g, runs->order[runs->at[k].first + runs->at[k].count - 1]);
    fputs("END\n", f);
}

void grid_write_function(FILE *f, const struct grid_figure *g)
{
    fprintf(f,
            "\n# Between the grid's points its numbers are interpolated; beside one without a "
            "number there is none.\n"
            "nx = %zu\nny = %zu\nx0 = %.9g\nx1 = %.9g\ny0 = %.9g\ny1 = %.9g\n",
            g->z->cols, g->z->rows, g->x.from, g->x.to, g->y.from, g->y.to);
    fputs("array Z[nx*ny]\nn = 0\nstats $grid using (n = n+1, Z[n] = $3) nooutput\n"
          "cell(u,m) = u < 0 ? 0 : u >= m-1 ? m-2 : int(u)\n"
          "mix(a,b,s) = s <= 0 ? a : s >= 1 ? b : (1-s)*a + s*b\n"
          "corners(k,s,t) = mix(mix(Z[k], Z[k+1], s), mix(Z[k+nx], Z[k+nx+1], s), t)\n"
          "inside(u,v) = corners(cell(v,ny)*nx + cell(u,nx) + 1, u-cell(u,nx), v-cell(v,ny))\n"
          "height(x,y) = inside((x-x0)/(x1-x0)*(nx-1), (y-y0)/(y1-y0)*(ny-1))\n",
          f);
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
        fprintf(f, least < most ? ", %s from %.3g to %.3g" : ", %s %.3g", grid_value_name(g), least,
                most);
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
