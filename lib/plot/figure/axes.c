#include "plot/figure/figure_impl.h"

#include "plot/layout/palette.h"
#include "plot/space/view.h"

#include <math.h>

static const char *const axis_names[PLOT_DIMS] = {"x", "y", "z"};

static void write_plane_ranges(const struct figure *g)
{
    const struct plot_plane *plane = &figure_panel(g)->plane;
    for (size_t axis = 0; axis < 2; axis++)
        plot_print_range(g->f, axis_names[axis], plane->from[axis], plane->to[axis]);
}

/* Those that have one, of a plane. */
static void write_axis_names(const struct figure *g)
{
    const struct layout *l = &g->layout;
    const struct rect *frame = &figure_panel(g)->frame;
    const char *below = scene_axis_name(g->scene, 0), *beside = scene_axis_name(g->scene, 1);
    if (below) {
        plot_print_label(g->f, l, PLOT_X_TAG, below, frame->right - frame->left,
                         (frame->left + frame->right) / 2,
                         frame->bottom - FIGURE_NAME_BELOW * l->em, "center", 1);
        fputc('\n', g->f);
    }
    if (beside)
        plot_print_name_beside(g->f, l, frame, beside, 0, 0);
}

/* Two coordinates: the ranges fill the frame at one scale. */
static void write_plane(const struct figure *g)
{
    write_plane_ranges(g);
    fputs("set size ratio -1 # one scale for both axes\n"
          "set border 31 lc rgb '#999999' lw 0.5\nunset xtics\nunset ytics\n",
          g->f);
}

void figure_choose_steps(const struct scene *s, double length, struct plot_numbers *numbers)
{
    plot_numbers_choose_lying(numbers, s->low[0], s->high[0], false, length);
}

/* One coordinate over the step: two scales, and the step's has numbers. */
static void write_curve(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    struct plot_numbers numbers;
    figure_choose_steps(g->scene, (frame->right - frame->left) / g->layout.em, &numbers);
    write_plane_ranges(g);
    fputs("set border 31 lc rgb '#999999' lw 0.5\n"
          "unset ytics\n",
          g->f);
    plot_print_numbers(g->f, &g->layout, 'x', &numbers);
    plot_print_name_below(g->f, &g->layout, frame, g->scene->runs.place_name);
}

struct error *figure_fit_box(struct figure *g, size_t panel)
{
    const struct scene *s = &g->panels->at[panel];
    const struct plot_height *height = &s->height;
    struct plot_box *box = &g->at[panel].box;
    *box = (struct plot_box){.view = *plot_view_of_options(g->options)};
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        scene_range(s, axis, FIGURE_MARGIN, &box->axis[axis].from, &box->axis[axis].to);
        box->axis[axis].name = scene_axis_name(s, axis);
        box->axis[axis].bare = true;
    }
    if (height->name) {
        struct plot_box_axis *up = &box->axis[2];
        snprintf(g->at[panel].height_name, sizeof g->at[panel].height_name, "%.*s%s",
                 (int)plot_text_bytes(height->name, HEIGHT_CHARACTERS), height->name,
                 height->logarithmic ? " (log scale)" : "");
        up->name = g->at[panel].height_name;
        up->bare = false;
        up->least = height->least;
        up->most = height->most;
        up->logarithmic = height->logarithmic;
        up->at[0] = plot_height_at(height, height->least);
        up->at[1] = plot_height_at(height, height->most);
    }
    return plot_box_fit(box, &g->layout, &g->at[panel].frame, g->options);
}

void figure_write_axes(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    fputs("\n# The frame about the cloud, in shares of the whole. Coordinates have neither unit "
          "nor origin:\n# no numbers.\n",
          g->f);
    if (g->scene->points.cols == 3) {
        plot_box_write(g->f, &g->layout, &figure_panel(g)->box, g->options);
        return;
    }
    plot_print_margins(g->f, &g->layout, frame);
    if (g->scene->curve)
        write_curve(g);
    else
        write_plane(g);
    write_axis_names(g);
}

struct plot_bar figure_bar(const struct figure *g)
{
    return (struct plot_bar){.palette = g->options->color.palette,
                             .ramp = g->panels->at[0].color.ramp};
}

void figure_write_bar(const struct figure *g)
{
    struct plot_bar bar = figure_bar(g);
    if (!g->layout.has_bar || g->current > 0) {
        fputs("unset colorbox\n", g->f);
        return;
    }
    plot_print_bar(g->f, &g->layout, &bar);
    plot_print_bar_name(g->f, &g->layout, g->scene->color.name, plot_ramp_remark(&bar.ramp));
}
