#include "plot/figure/figure.h"

#include "base/size.h"
#include "plot/figure/figure_impl.h"
#include "plot/layout/terminal.h"
#include "plot/space/film_loop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A figure's frames; those of a curve. */
static const double FRAME_SHAPE = 0.8, CURVE_SHAPE = 0.55;

static const double MOMENT_WIDTH = 10; /* of "step 1000", at the right of the title */

/* ---- texts ---- */

/* "step 12", at the right of the title's line. */
static void write_moment(const struct figure *g)
{
    const struct layout *l = &g->layout;
    fprintf(g->f, "set label %d ", PLOT_MOMENT_TAG);
    figure_quote(g, g->panels->at[0].runs.place_name, PLOT_TITLE_CHARACTERS / 2);
    fprintf(g->f, ".sprintf(' %%.15g', now) at screen %.4f, screen %.4f right noenhanced\n",
            1 - l->area.left / l->width, l->title / l->height);
}

static void write_texts(const struct figure *g)
{
    plot_print_texts(g->f, &g->layout, g->options->title);
    if (g->options->film == FILM_TRAINING)
        write_moment(g);
}

/* A share of the size of type: panels that are ever narrower have titles that are ever smaller. */
static double title_size(const struct figure *g)
{
    enum { NARROW_PANELS = 24 };
    if (g->panels->count > NARROW_PANELS)
        return 7.0 / 9;
    return g->panels->small ? PLOT_CAPTION_SIZE : 1;
}

static void write_panel_title(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    const struct strlist *lines = &g->layout.panel_titles[g->current];
    for (size_t i = 0; i < lines->count; i++) {
        plot_print_label(g->f, &g->layout, PLOT_PANEL_TAG + i, lines->at[i],
                         frame->right - frame->left, frame->left,
                         plot_layout_panel_title(&g->layout, frame, lines->count - 1 - i), "left",
                         g->layout.title_size);
        fputc('\n', g->f);
    }
}

static void write_panel_texts(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    if (g->panels->count == 1 && !g->scene->title)
        return;
    fputs("\n# The panel's texts.\n", g->f);
    if (g->layout.panel_titles)
        write_panel_title(g);
    if (g->layout.panel_captions)
        plot_print_caption(g->f, &g->layout, PLOT_PANEL_CAPTION_TAG,
                           &g->layout.panel_captions[g->current], frame->left,
                           plot_layout_panel_caption(&g->layout, frame));
}

/* ---- the arrangement ---- */

/* Of what stands over the highest points. */
static double room_above(const struct figure *g, const struct scene *s)
{
    return s->components.count ? 1.5 * g->layout.em : 0;
}

static bool has_curve(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].curve)
            return true;
    return false;
}

/* The room about each frame for numbers of steps, and for names of axes, but for those of a box. */
static struct rect room_for_axes(const struct figure *g)
{
    struct rect axes = {0};
    for (size_t i = 0; i < g->panels->count; i++) {
        const struct scene *s = &g->panels->at[i];
        bool flat = s->points.cols == 2;
        if (s->curve) {
            struct plot_numbers numbers;
            figure_choose_steps(s, INFINITY, &numbers);
            axes.left = fmax(axes.left, numbers.widest / 2);
            axes.right = fmax(axes.right, numbers.widest / 2);
        }
        if (s->curve)
            axes.bottom = plot_layout_axis_below();
        else if (flat && scene_axis_name(s, 0))
            axes.bottom = fmax(axes.bottom, FIGURE_ROOM_BELOW);
        if (flat && scene_axis_name(s, 1))
            axes.left = fmax(axes.left, plot_layout_axis_beside(0));
    }
    return axes;
}

static bool has_space(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].points.cols == 3)
            return true;
    return false;
}

static bool has_colors(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].color.known)
            return true;
    return false;
}

static struct layout_parts parts_of(const struct figure *g, bool named)
{
    const struct plot_panels *panels = g->panels;
    bool filmed = g->options->film == FILM_TRAINING;
    struct plot_bar bar = figure_bar(g);
    return (struct layout_parts){.title = g->options->title || filmed,
                                 .title_right = filmed ? MOMENT_WIDTH : 0,
                                 .bar = has_colors(panels),
                                 .bar_numbers = plot_bar_numbers(&bar),
                                 .axes = room_for_axes(g),
                                 .shape = has_curve(panels) ? CURVE_SHAPE : FRAME_SHAPE,
                                 .entries = g->legend.texts.count,
                                 .widest_entry = g->legend.widest,
                                 .long_legend = panels->runs.count && !named && !has_space(panels),
                                 .caption = &g->caption,
                                 .panels = panels->count,
                                 .columns = g->options->panel_columns,
                                 .across = g->options->across,
                                 .title_size = title_size(g)};
}

/* The ranges that show all points in the frame, with a margin, and `room` cm above for what stands
 * over them; at one scale, unless the axes have different units. */
static struct plot_plane make_plane(const struct scene *s, const struct rect *frame, double room)
{
    struct plot_plane p;
    double size[2] = {frame->right - frame->left, frame->top - frame->bottom - room};
    for (size_t axis = 0; axis < 2; axis++) {
        scene_range(s, axis, FIGURE_MARGIN, &p.from[axis], &p.to[axis]);
        p.unit[axis] = (p.to[axis] - p.from[axis]) / size[axis];
    }
    for (size_t axis = 0; axis < 2 && !s->curve; axis++) {
        double scale = fmax(p.unit[0], p.unit[1]);
        double middle = (p.from[axis] + p.to[axis]) / 2, reach = scale * size[axis] / 2;
        p.from[axis] = middle - reach;
        p.to[axis] = middle + reach;
    }
    if (!s->curve)
        p.unit[0] = p.unit[1] = fmax(p.unit[0], p.unit[1]);
    p.to[1] += room * p.unit[1];
    return p;
}

/* The layout, with the legend that goes with it: without the runs, where they are `named` in the
 * picture. */
static struct error *lay_out(struct figure *g, bool named)
{
    struct error *err = NULL;
    const struct plot_panels *panels = g->panels;
    const struct strlist *captions[PLOT_PANELS_MAX];
    const char *titles[PLOT_PANELS_MAX];
    plot_layout_free(&g->layout);
    plot_legend_free(&g->legend);
    TRY(figure_make_captions(g));
    TRY(plot_legend_collect(&g->legend, panels, named, figure_is_marked(g, named),
                            plot_layout_entry_most(g->options, panels->count)));
    struct layout_parts parts = parts_of(g, named);
    for (size_t i = 0; i < panels->count; i++) {
        captions[i] = &g->at[i].caption;
        titles[i] = panels->at[i].title;
    }
    parts.panel_captions = panels->caption.count ? NULL : captions;
    parts.panel_titles = titles[0] ? titles : NULL;
    TRY(plot_layout_make(&g->layout, &parts, g->options));
    for (size_t i = 0; i < panels->count; i++) {
        g->at[i].frame = plot_layout_frame(&g->layout, i);
        if (panels->at[i].points.cols == 2)
            g->at[i].plane =
                make_plane(&panels->at[i], &g->at[i].frame, room_above(g, &panels->at[i]));
        else
            TRY(figure_fit_box(g, i));
    }
out:
    return err;
}

/* What depends on which texts stand where. */
static void forget_panels(struct figure *g)
{
    for (size_t i = 0; i < g->panels->count; i++) {
        free(g->at[i].labels);
        free(g->at[i].seen.parts);
        strlist_free(&g->at[i].caption);
        g->at[i].labels = NULL;
        g->at[i].seen.parts = NULL;
    }
}

/* The caption tells how much is left out, and its lines decide where the frames are, on which it
 * depends what is hidden: so all is laid out again when that is known, which mostly changes
 * nothing. */
static struct error *lay_out_seen(struct figure *g, bool named)
{
    enum { ROUNDS = 4 };
    bool thins = figure_thins(g);
    for (size_t i = 0; i < g->panels->count; i++) /* a guess that is as long as what will be said */
        g->at[i].drawn = g->panels->at[i].points.rows - (thins && g->panels->at[i].points.rows > 0);
    struct error *err = lay_out(g, named);
    if (!thins)
        return err;
    for (size_t i = 0; i < ROUNDS && !err && !figure_is_seen(g); i++) {
        err = figure_see(g);
        if (!err)
            err = lay_out(g, named);
    }
    return err;
}

static struct error *place_names(struct figure *g, bool named, bool *placed)
{
    struct error *err = NULL;
    forget_panels(g);
    TRY(lay_out_seen(g, named));
    *placed = true;
    for (size_t i = 0; i < g->panels->count && *placed; i++) {
        figure_set_current(g, i);
        TRY(figure_place_names(g, named, placed));
    }
out:
    return err;
}

/* Names need a layout to find their places in; where a panel has no room for them, all is laid out
 * again, with a legend of the runs. */
static struct error *arrange(struct figure *g)
{
    bool placed;
    g->named =
        g->options->film != FILM_TRAINING && !g->panels->small && figure_wants_names(g->panels);
    struct error *err = place_names(g, g->named, &placed);
    if (err || placed)
        return err;
    g->named = false;
    return place_names(g, false, &placed);
}

/* ---- the whole ---- */

/* What is set for one panel must not show in the next, nor in the next frame. */
static void write_panel_end(const struct figure *g)
{
    if (g->current + 1 < g->panels->count || g->options->film != FILM_NONE)
        fputs("unset label\nunset arrow\nset size noratio\n", g->f);
}

static void write_panel(struct figure *g)
{
    figure_write_axes(g);
    figure_write_bar(g);
    write_panel_texts(g);
    figure_write_names(g);
    figure_write_elements(g);
    write_panel_end(g);
}

static void write_figure(struct figure *g)
{
    bool several = g->panels->count > 1;
    for (size_t i = 0; i < g->panels->count; i++)
        plot_data_write(g->f, &g->panels->at[i], g->options, &g->at[i].seen);
    plot_terminal_write(g->f, g->options, g->layout.width, g->layout.height);
    if (g->panels->small)
        fprintf(g->f, "point = %g*point # in small panels\n", SMALL_POINTS);
    fputs("set datafile missing 'NaN' # such points are drawn apart\n", g->f);
    figure_write_styles(g);
    plot_film_begin(g->f, g->options, &g->panels->moments);
    if (several)
        fputs("set multiplot\n", g->f);
    write_texts(g);
    figure_write_legend(g);
    for (size_t i = 0; i < g->panels->count; i++) {
        figure_set_current(g, i);
        write_panel(g);
    }
    plot_terminal_end(g->f, g->options, several);
    plot_film_end(g->f, g->options);
}

struct error *plot_write_figure(FILE *f, const struct plot_panels *panels,
                                const struct plot_options *options, struct report *report)
{
    struct figure g = {.f = f, .options = options, .panels = panels};
    g.at = calloc(panels->count, sizeof *g.at);
    if (!g.at)
        return error_memory("the panels of the figure");
    for (size_t i = 0; i < panels->count; i++)
        g.rows = size_max(g.rows, panels->at[i].points.rows);
    struct error *err = arrange(&g);
    if (!err) {
        figure_report_seen(&g, report);
        write_figure(&g);
    }
    forget_panels(&g);
    strlist_free(&g.caption);
    free(g.at);
    plot_layout_free(&g.layout);
    plot_legend_free(&g.legend);
    return err;
}
