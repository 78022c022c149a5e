#include "plot_figure.h"

#include "plot_film.h"
#include "plot_script.h"
#include "plot_terminal.h"
#include "size.h"

#include <math.h>
#include <stdlib.h>

enum { PANEL_TITLE_CHARACTERS = 40 };

/* Tags of gnuplot's labels, past those of title and caption: a film's, then those of a panel. */
enum { MOMENT_TAG = 49, PANEL_TAG = 50 };

/* A figure's frames; those of a curve, whose axis of steps needs room beneath (sizes of type). */
static const double MOMENT_WIDTH = 10; /* of "step 1000", at the right of the title */
static const double FRAME_SHAPE = 0.8, CURVE_SHAPE = 0.55, STEP_AXIS_HEIGHT = 2.9;

void figure_quote(const struct figure *g, const char *text, size_t most)
{
    plot_quote_for(g->f, text, most, g->layout.markup);
}

/* ---- texts ---- */

/* "step 12", at the right of the title's line. */
static void write_moment(const struct figure *g)
{
    const struct layout *l = &g->layout;
    fprintf(g->f, "set label %d ", MOMENT_TAG);
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

static void write_panel_texts(const struct figure *g)
{
    const struct rect *frame = &figure_panel(g)->frame;
    if (g->panels->count == 1 && !g->scene->title)
        return;
    fputs("\n# The panel's texts.\n", g->f);
    if (g->scene->title) {
        plot_print_label(g->f, &g->layout, PANEL_TAG, g->scene->title, PANEL_TITLE_CHARACTERS,
                         frame->left, plot_layout_panel_title(&g->layout, frame), 1);
        fputc('\n', g->f);
    }
    if (g->layout.panel_captions)
        plot_print_caption(g->f, &g->layout, PANEL_TAG + 1, &g->layout.panel_captions[g->current],
                           frame->left, plot_layout_panel_caption(&g->layout, frame));
}

static void write_legend(const struct figure *g)
{
    const struct layout *l = &g->layout;
    fprintf(g->f,
            "\n# The legend.\n"
            "set key at screen %.4f, screen %.4f left top Left reverse vertical maxrows %zu "
            "samplen 1.5 width 2 spacing 1.1 noenhanced\n",
            l->legend_left / l->width, l->legend_top / l->height, l->legend_rows);
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

static bool has_space(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].points.cols == 3)
            return true;
    return false;
}

/* Of the widest axis of heights, beside its frame. */
static double height_axis_width(const struct plot_panels *panels)
{
    double widest = 0;
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].height.name)
            widest = fmax(widest, PLOT_HEIGHT_NAME_WIDTH + panels->at[i].height.widest);
    return widest;
}

static bool has_colors(const struct plot_panels *panels)
{
    for (size_t i = 0; i < panels->count; i++)
        if (panels->at[i].color.known)
            return true;
    return false;
}

/* The layout, with the legend that goes with it: without the runs, where they are `named` in the
 * picture. */
static struct error *lay_out(struct figure *g, bool named)
{
    const struct plot_panels *panels = g->panels;
    const struct strlist *captions[PLOT_PANELS_MAX];
    bool curve = has_curve(panels), turns = g->options->film == FILM_TURN;
    bool filmed = g->options->film == FILM_TRAINING;
    double upright = height_axis_width(panels); /* in a turn it stands now left, now right */
    for (size_t i = 0; i < panels->count; i++)
        captions[i] = &panels->at[i].caption;
    plot_layout_free(&g->layout);
    plot_legend_collect(&g->legend, panels, named);
    struct layout_parts parts = {.title = g->options->title || filmed,
                                 .title_right = filmed ? MOMENT_WIDTH : 0,
                                 .bar = has_colors(panels),
                                 .axes.bottom = curve ? STEP_AXIS_HEIGHT : 0,
                                 .axes.left = upright,
                                 .axes.right = turns ? upright : 0,
                                 .shape = curve ? CURVE_SHAPE : FRAME_SHAPE,
                                 .entries = g->legend.count,
                                 .widest_entry = g->legend.widest,
                                 .long_legend = panels->runs.count && !named && !has_space(panels),
                                 .caption = &panels->caption,
                                 .panels = panels->count,
                                 .panel_titles = panels->at[0].title,
                                 .panel_captions = panels->caption.count ? NULL : captions};
    struct error *err = plot_layout_make(&g->layout, &parts, g->options);
    for (size_t i = 0; i < panels->count && !err; i++) {
        g->at[i].frame = plot_layout_frame(&g->layout, i);
        if (panels->at[i].points.cols == 2)
            g->at[i].plane =
                plot_plane_make(&panels->at[i], &g->at[i].frame, room_above(g, &panels->at[i]));
    }
    return err;
}

static void set_current(struct figure *g, size_t panel)
{
    g->current = panel;
    g->scene = &g->panels->at[panel];
}

static void forget_names(struct figure *g)
{
    for (size_t i = 0; i < g->panels->count; i++) {
        free(g->at[i].labels);
        g->at[i].labels = NULL;
    }
}

/* Names need a layout to find their places in; where they find none in some panel, all is laid out
 * anew, with a legend of the runs. */
static struct error *arrange(struct figure *g)
{
    struct error *err = NULL;
    bool named = g->options->film != FILM_TRAINING && figure_wants_names(g->panels);
    TRY(lay_out(g, named));
    if (!named)
        goto out;
    for (size_t i = 0; i < g->panels->count && named; i++) {
        set_current(g, i);
        TRY(figure_place_names(g, &named));
    }
    if (!named) {
        forget_names(g);
        TRY(lay_out(g, false));
    }
out:
    return err;
}

/* ---- the whole ---- */

/* What is set for one panel must not show in the next, nor in the next frame. */
static void write_panel_end(const struct figure *g)
{
    if (g->current + 1 < g->panels->count || g->options->film != FILM_NONE)
        fputs("unset label\nunset arrow\nunset key\nunset xlabel\nset size noratio\n", g->f);
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
    plot_terminal_write(g->f, g->options, g->layout.width, g->layout.height);
    fputs("set datafile missing 'NaN' # such points are drawn apart\n", g->f);
    figure_write_styles(g);
    plot_film_begin(g->f, g->options, &g->panels->moments);
    if (several)
        fputs("set multiplot\n", g->f);
    write_texts(g);
    write_legend(g);
    for (size_t i = 0; i < g->panels->count; i++) {
        set_current(g, i);
        write_panel(g);
    }
    plot_terminal_end(g->f, g->options, several);
    plot_film_end(g->f, g->options);
}

struct error *plot_write_figure(FILE *f, const struct plot_panels *panels,
                                const struct plot_options *options)
{
    struct figure g = {.f = f, .options = options, .panels = panels};
    for (size_t i = 0; i < panels->count; i++)
        g.rows = size_max(g.rows, panels->at[i].points.rows);
    struct error *err = arrange(&g);
    if (!err)
        write_figure(&g);
    forget_names(&g);
    plot_layout_free(&g.layout);
    return err;
}
