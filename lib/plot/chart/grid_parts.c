/* What the figures of a grid have in common: names, the scale, and the data blocks. */
#include "plot/chart/grid_impl.h"

#include "base/file/path.h"
#include "plot/layout/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* A plane is drawn at one scale unless that made a strip of it: narrower than one to so many. */
static const double STRIP = 4;

/* ---- names ---- */

const char *plot_grid_value_name(const struct grid_figure *g)
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

void plot_grid_axis_name(const struct grid_figure *g, char axis, char *name, size_t room)
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

bool plot_grid_at_one_scale(const struct grid_figure *g)
{
    double ratio = (g->y.to - g->y.from) / (g->x.to - g->x.from);
    return ratio <= STRIP && ratio >= 1 / STRIP;
}

/* ---- data ---- */

void plot_grid_write_numbers(FILE *f, const struct grid_figure *g)
{
    fputs("\n# The grid: x, y, ", f);
    plot_quote(f, plot_grid_value_name(g), 200);
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

void plot_grid_write_tracks(FILE *f, const struct grid_figure *g)
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

void plot_grid_write_function(FILE *f, const struct grid_figure *g)
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
