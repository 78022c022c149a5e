#include "plot_figure.h"

#include "plot_palette.h"

#include <math.h>

/* A view of three dimensions: turned by 30 degrees, seen from 60 degrees off the top. */
static const double VIEW_TILT = 60, VIEW_TURN = 30;
static const double DEGREE = 3.14159265358979323846 / 180;

/* About the points, as a share of their extent. */
static const double MARGIN = 0.05;

enum { AXIS_CHARACTERS = 60, BAR_CHARACTERS = 30 };

static void write_margins(const struct figure *g, const struct rect *r)
{
    double w = g->layout.width, h = g->layout.height;
    fprintf(g->f,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            r->left / w, r->right / w, r->bottom / h, r->top / h);
}

static void write_range(FILE *f, char axis, double from, double to)
{
    fprintf(f, "set %crange [%.9g:%.9g]\n", axis, from, to);
}

/* Two coordinates: the ranges fill the frame at one scale. */
static void write_plane(const struct figure *g)
{
    for (size_t axis = 0; axis < 2; axis++)
        write_range(g->f, "xy"[axis], figure_panel(g) -> plane.from[axis],
                    figure_panel(g)->plane.to[axis]);
    fputs("set size ratio -1 # one scale for both axes\n"
          "set border 31 lc rgb '#999999' lw 0.5\nunset xtics\nunset ytics\n",
          g->f);
}

/* One coordinate over the step: two scales, and the step's has numbers. */
static void write_curve(const struct figure *g)
{
    for (size_t axis = 0; axis < 2; axis++)
        write_range(g->f, "xy"[axis], figure_panel(g) -> plane.from[axis],
                    figure_panel(g)->plane.to[axis]);
    fputs("set border 31 lc rgb '#999999' lw 0.5\n"
          "set xtics nomirror textcolor rgb 'black'\nunset ytics\nset xlabel ",
          g->f);
    figure_quote(g, g->scene->runs.place_name, AXIS_CHARACTERS);
    fputs(" offset 0,0.4 noenhanced\n", g->f);
}

/* Three coordinates. With `view equal` gnuplot lets the longer of the x and y axes fill the shorter
 * side between its margins, and takes no other size; so the margins are set to a square that makes
 * the box about the points fit the frame: a x b x c, turned about c by u and tilted by v, it is
 * a cos u + b sin u wide and (a sin u + b cos u) cos v + c sin v high. */
static void write_space(const struct figure *g, const struct rect *frame)
{
    double side[PLOT_DIMS], u = VIEW_TURN * DEGREE, v = VIEW_TILT * DEGREE;
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        double from, to;
        scene_range(g->scene, axis, MARGIN, &from, &to);
        write_range(g->f, "xyz"[axis], from, to);
        side[axis] = to - from;
    }
    double box_width = side[0] * cos(u) + side[1] * sin(u);
    double box_height = (side[0] * sin(u) + side[1] * cos(u)) * cos(v) + side[2] * sin(v);
    double unit =
        fmin((frame->right - frame->left) / box_width, (frame->top - frame->bottom) / box_height);
    double reach = unit * fmax(side[0], side[1]) / 2;
    double x = (frame->left + frame->right) / 2, y = (frame->bottom + frame->top) / 2;
    struct rect square = {
        .left = x - reach, .right = x + reach, .bottom = y - reach, .top = y + reach};
    write_margins(g, &square);
    fprintf(g->f,
            "set view equal xyz # one scale for all axes\n"
            "set view %g, %g # tilt and turn in degrees\n"
            "set xyplane relative 0\nset border 4095 lc rgb '#cccccc' lw 0.5\n"
            "unset xtics\nunset ytics\nunset ztics\n",
            VIEW_TILT, VIEW_TURN);
}

void figure_write_axes(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    fputs("\n# The frame about the cloud, in shares of the whole. Coordinates have neither unit "
          "nor origin:\n# no numbers.\n",
          g->f);
    if (g->scene->points.cols == 3) {
        write_space(g, frame);
        return;
    }
    write_margins(g, frame);
    if (g->scene->curve)
        write_curve(g);
    else
        write_plane(g);
}

/* Of a logarithmic scale, numbers that %g would write with an exponent are powers of ten. */
static const char *number_format(const struct plot_color *color)
{
    bool far = color->least < 1e-4 || color->most > 1e4;
    return color->logarithmic && far ? "10^{%T}" : "%g";
}

void figure_write_bar(const struct figure *g)
{
    const struct plot_color *color = &g->scene->color;
    const struct rect *bar = &g->layout.bar;
    double w = g->layout.width, h = g->layout.height;
    if (!g->layout.has_bar || g->current > 0) {
        fputs("unset colorbox\n", g->f);
        return;
    }
    enum plot_palette palette = g->options->color.palette;
    fprintf(g->f, "\n# The colours (%s) and their bar.\n", plot_palette_names[palette]);
    plot_palette_write(g->f, palette);
    fprintf(g->f, "set cbrange [%.9g:%.9g]\n", color->least, color->most);
    fprintf(g->f, "set colorbox vertical user origin %.4f, %.4f size %.4f, %.4f noborder\n",
            bar->left / w, bar->bottom / h, (bar->right - bar->left) / w,
            (bar->top - bar->bottom) / h);
    if (color->logarithmic)
        fputs("set logscale cb\n", g->f);
    fprintf(g->f, "set format cb '%s'\n", number_format(color));
    fputs("set cbtics scale 0.6, 0.3 offset -0.7, 0 textcolor rgb 'black' enhanced\nset cblabel ",
          g->f);
    figure_quote(g, color->name, BAR_CHARACTERS);
    fprintf(g->f, "%s noenhanced%s\n", color->logarithmic ? ".' (log scale)'" : "",
            g->markup == MARKUP_TEX ? " offset 1, 0" : ""); /* its digits are wider */
}
