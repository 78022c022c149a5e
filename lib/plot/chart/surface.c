/* A plane of the loss as a surface in three dimensions. */
#include "plot/chart/grid_impl.h"

#include "plot/draw/levels.h"
#include "plot/draw/sheet.h"
#include "plot/layout/terminal.h"
#include "plot/space/box.h"
#include "plot/space/film_loop.h"
#include "plot/space/view.h"

#include <math.h>

/* The box is lower than it is wide: from above all of the surface is seen. */
static const double HEIGHT_SHARE = 0.6;

/* Of a name, bytes. */
enum { NAME_ROOM = 1024 };

/* Pieces of a path between two snapshots, each of which lies on the surface. */
enum { PIECES = 16 };

struct surface {
    const struct grid_figure *grid;
    double side[3];     /* of the box; the longer of x and y is 1 */
    double least, most; /* of the numbers */
    bool logarithmic;
};

static struct error *measure(struct surface *s, const struct grid_figure *g,
                             const struct plot_options *options)
{
    double x = g->x.to - g->x.from, y = g->y.to - g->y.from;
    *s = (struct surface){.grid = g, .side = {1, 1, HEIGHT_SHARE}};
    if (plot_grid_at_one_scale(g)) {
        s->side[0] = x / fmax(x, y);
        s->side[1] = y / fmax(x, y);
    }
    plot_extent(g->z, &s->least, &s->most);
    struct error *err =
        plot_scale_choose(options->color.scale, g->z, &s->least, s->most, &s->logarithmic);
    if (err)
        return error_prefix(err, "grid of %s", plot_grid_value_name(g));
    if (s->least == s->most) { /* a plane, in the middle of the box */
        double spare = s->least == 0 ? 0.5 : fabs(s->least) / 10;
        s->least -= spare;
        s->most += spare;
    }
    return NULL;
}

/* From the grid's units to the box's, in the script; the ends exactly, for gnuplot leaves out what
 * is beyond them by a rounding. */
static void write_box(FILE *f, const struct surface *s)
{
    const char *log = s->logarithmic ? "log10" : "";
    fprintf(f,
            "\n# The box about the surface: its sides are %.4g, %.4g and %.4g.\n"
            "bx(x) = %.9g * (x - 1.0*x0)/(x1-x0)\nby(y) = %.9g * (y - 1.0*y0)/(y1-y0)\n"
            "z0 = %.9g\nz1 = %.9g\n"
            "bz(z) = %.9g * (%s(z) - 1.0*%s(z0))/(%s(z1)-%s(z0))\n",
            s->side[0], s->side[1], s->side[2], s->side[0], s->side[1], s->least, s->most,
            s->side[2], log, log, log, log);
}

/* The names of the axes are in `names`. */
static void describe_box(struct plot_box *box, const struct surface *s,
                         const struct plot_view *view, char names[PLOT_BOX_AXES][NAME_ROOM])
{
    const struct grid_figure *g = s->grid;
    const double ends[PLOT_BOX_AXES][2] = {
        {g->x.from, g->x.to}, {g->y.from, g->y.to}, {s->least, s->most}};
    *box = (struct plot_box){.view = *view};
    plot_grid_axis_name(g, 'x', names[0], NAME_ROOM);
    plot_grid_axis_name(g, 'y', names[1], NAME_ROOM);
    snprintf(names[2], NAME_ROOM, "%.*s%s",
             (int)plot_text_bytes(plot_grid_value_name(g), NAME_ROOM / 8), plot_grid_value_name(g),
             s->logarithmic ? " (log scale)" : "");
    for (size_t axis = 0; axis < PLOT_BOX_AXES; axis++)
        box->axis[axis] = (struct plot_box_axis){.to = s->side[axis],
                                                 .name = names[axis],
                                                 .least = ends[axis][0],
                                                 .most = ends[axis][1],
                                                 .logarithmic = axis == 2 && s->logarithmic,
                                                 .at = {0, s->side[axis]}};
}

static void write_colors(FILE *f, const struct surface *s, enum plot_palette palette)
{
    fprintf(f, "\n# The colours (%s).\n", plot_palette_names[palette]);
    plot_palette_write(f, palette);
    plot_print_range(f, "cb", s->least, s->most);
    if (s->logarithmic)
        fputs("set logscale cb\n", f);
    fputs("unset colorbox\nunset key\nset pm3d depthorder border lc rgb '#404040' lw 0.2\n", f);
}

/* A run's path from snapshot to snapshot, straight in the plane, so that all of it can be laid on
 * the surface. Blocks stand two lines apart: else gnuplot would join runs to a mesh. */
static void write_paths(FILE *f, const struct grid_figure *g)
{
    fputs("\n# The runs' paths in small steps.\n$paths << END\n", f);
    for (size_t k = 0; k < g->runs.count; k++) {
        const size_t *order = g->runs.order + g->runs.at[k].first;
        fputs(k ? "\n\n" : "", f);
        for (size_t i = 0; i + 1 < g->runs.at[k].count; i++) {
            const double *from = g->tracks->a + 2 * order[i], *to = g->tracks->a + 2 * order[i + 1];
            for (size_t piece = i ? 1 : 0; piece <= PIECES; piece++) {
                double share = (double)piece / PIECES;
                fprintf(f, "%.9g %.9g\n", from[0] + share * (to[0] - from[0]),
                        from[1] + share * (to[1] - from[1]));
            }
        }
    }
    fputs("END\n", f);
}

/* Told from the palette: what lies on the surface is drawn by its depth, so that no line can have
 * another beneath it for a ground. */
static const char *track_color(enum plot_palette palette)
{
    bool warm = palette == PALETTE_MAGMA || palette == PALETTE_PLASMA || palette == PALETTE_INFERNO;
    return warm ? "#ffffff" : "#ff4500";
}

static void write_track_elements(FILE *f, const struct grid_figure *g, enum plot_palette palette)
{
    static const char places[] = "(bx($1)):(by($2)):(on($1,$2))";
    const char *color = track_color(palette);
    if (!g->tracks)
        return;
    if (g->runs.count < g->runs.joined)
        fprintf(f, ", \\\n  $paths using %s with lines lc rgb '%s' lw 1.5", places, color);
    fprintf(f, ", \\\n  $tracks using %s with points pt 7 ps 0.2*point lc rgb '%s'", places, color);
    if (g->runs.count == g->runs.joined)
        return;
    fprintf(f,
            ", \\\n  $starts using %s with points pt 6 ps 0.7*point lw 1.5 lc rgb '%s'"
            ", \\\n  $ends using %s with points pt 7 ps 0.7*point lc rgb '%s'",
            places, color, places, color);
}

struct error *plot_surface_write(FILE *f, const struct grid_figure *g,
                                 const struct plot_options *options)
{
    struct error *err = NULL;
    struct surface s;
    struct plot_sheet sheet = {0};
    struct plot_box box;
    char names[PLOT_BOX_AXES][NAME_ROOM];
    const struct layout_parts parts = {0};
    const struct plot_view *view = plot_view_of_options(options);
    TRY(measure(&s, g, options));
    TRY(plot_sheet_make(&sheet, options, g->caption, &parts));
    describe_box(&box, &s, view, names);
    TRY(plot_box_fit(&box, &sheet.layout, &sheet.frame, options));
    plot_grid_write_numbers(f, g);
    plot_sheet_begin(f, &sheet);
    plot_grid_write_tracks(f, g);
    if (g->tracks)
        write_paths(f, g);
    plot_sheet_texts(f, &sheet);
    plot_grid_write_function(f, g);
    write_box(f, &s);
    write_colors(f, &s, options->color.palette);
    fputs("set hidden3d front # the surface hides what is behind it\n"
          "on(x,y) = x >= x0 && x <= x1 && y >= y0 && y <= y1 ? bz(height(x,y)) + 0.004 : NaN\n",
          f);
    plot_film_begin(f, options, &(struct plot_moments){0});
    plot_box_write(f, &sheet.layout, &box, options);
    fputs("splot $grid using (bx($1)):(by($2)):(bz($3)):3 with pm3d, \\\n"
          "  $grid using (bx($1)):(by($2)):(bz($3)) with lines lt nodraw",
          f);
    write_track_elements(f, g, options->color.palette);
    fputc('\n', f);
    plot_terminal_end(f, options, false);
    plot_film_end(f, options);
out:
    plot_sheet_free(&sheet);
    return err;
}
