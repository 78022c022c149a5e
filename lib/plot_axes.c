#include "plot_figure.h"

#include "plot_levels.h"
#include "plot_palette.h"
#include "plot_view.h"

#include <math.h>

enum { AXIS_CHARACTERS = 60, HEIGHT_CHARACTERS = 30 };

static const char *const axis_names[PLOT_DIMS] = {"x", "y", "z"};

static void write_plane_ranges(const struct figure *g)
{
    const struct plot_plane *plane = &figure_panel(g)->plane;
    for (size_t axis = 0; axis < 2; axis++)
        plot_print_range(g->f, axis_names[axis], plane->from[axis], plane->to[axis]);
}

/* Two coordinates: the ranges fill the frame at one scale. */
static void write_plane(const struct figure *g)
{
    write_plane_ranges(g);
    fputs("set size ratio -1 # one scale for both axes\n"
          "set border 31 lc rgb '#999999' lw 0.5\nunset xtics\nunset ytics\n",
          g->f);
}

/* One coordinate over the step: two scales, and the step's has numbers. */
static void write_curve(const struct figure *g)
{
    write_plane_ranges(g);
    fputs("set border 31 lc rgb '#999999' lw 0.5\n"
          "set xtics nomirror textcolor rgb 'black'\nunset ytics\nset xlabel ",
          g->f);
    figure_quote(g, g->scene->runs.place_name, AXIS_CHARACTERS);
    fputs(" offset 0,0.4 noenhanced\n", g->f);
}

/* A line of the numbers of an upright axis, and how long such an axis is at least; in sizes of
 * type. */
static const double HEIGHT_AXIS_LINE = 1.4, HEIGHT_AXIS_LEAST = 3;

/* gnuplot puts the name so far off the box; it counts in characters of about this size of type. */
static const double NAME_DISTANCE = 3.4, CHARACTER = 0.6;

/* In round numbers, as many as there is room for: `tall` is the axis' length on the page. */
static void write_height_axis(const struct figure *g, double tall)
{
    const struct plot_height *height = &g->scene->height;
    const struct plot_levels *levels = &height->levels;
    double room = tall / (HEIGHT_AXIS_LINE * g->layout.em);
    size_t step = (size_t)ceil((double)levels->count / fmax(1, room));
    int digits = plot_levels_digits(levels);
    fputs("set ztics scale 0.5 textcolor rgb 'black' (", g->f);
    for (size_t i = 0; i < levels->count; i += step)
        fprintf(g->f, "%s'%.*g' %.9g", i ? ", " : "", digits, levels->at[i],
                plot_height_at(height, levels->at[i]));
    fputs(")\nset zlabel ", g->f);
    figure_quote(g, height->name, HEIGHT_CHARACTERS);
    fprintf(g->f, "%s rotate parallel offset %.3g,0 noenhanced\n",
            height->logarithmic ? ".' (log scale)'" : "",
            (NAME_DISTANCE - height->widest - HEIGHT_AXIS_LINE / 2) / CHARACTER);
}

/* Three coordinates. */
static void write_space(const struct figure *g, const struct rect *frame)
{
    double side[PLOT_DIMS];
    const struct plot_view *view = plot_view_of_options(g->options);
    bool turns = g->options->film == FILM_TURN, has_height = g->scene->height.name;
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        double from, to;
        scene_range(g->scene, axis, FIGURE_MARGIN, &from, &to);
        plot_print_range(g->f, axis_names[axis], from, to);
        side[axis] = to - from;
    }
    struct rect square = plot_view_square(view, turns, side, frame);
    plot_print_margins(g->f, &g->layout, &square);
    fputs("set view equal xyz # one scale for all axes\n", g->f);
    plot_view_write(g->f, view, turns ? "turn" : NULL);
    fputs("set xyplane relative 0\nset border 4095 lc rgb '#cccccc' lw 0.5\n"
          "unset xtics\nunset ytics\nunset ztics\n",
          g->f);
    double tall = plot_view_upright(view, side, &square);
    if (has_height && tall > HEIGHT_AXIS_LEAST * g->layout.em) /* from above it is a point */
        write_height_axis(g, tall);
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
    plot_print_margins(g->f, &g->layout, frame);
    if (g->scene->curve)
        write_curve(g);
    else
        write_plane(g);
}

void figure_write_bar(const struct figure *g)
{
    const struct plot_color *color = &g->scene->color;
    struct plot_bar bar = {
        .palette = g->options->color.palette, .ramp = color->ramp, .name = color->name};
    if (!g->layout.has_bar || g->current > 0)
        fputs("unset colorbox\n", g->f);
    else
        plot_print_bar(g->f, &g->layout, &bar);
}
