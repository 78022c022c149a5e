/* What is seen of a panel's dots and lines: where there are many, later ones hide most of them. */
#include "plot/figure/figure_impl.h"

#include "base/size.h"
#include "plot/draw/cover.h"
#include "plot/layout/terminal.h"
#include "plot/space/film_loop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A panel, and one frame of it. */
struct view {
    const struct figure *g;
    const struct scene *s;
    struct plot_cover *cover;
    struct plot_place *at; /* on the page, by the place in the order of the runs */
    unsigned char *seen;
    double moment; /* of training; what is later is not there yet */
};

/* ---- a frame ---- */

static bool is_there(const struct view *v, size_t i)
{
    return !v->s->moments || v->s->runs.place[v->s->runs.order[i]] <= v->moment;
}

static bool take_dot(struct view *v, size_t i, const struct plot_shape *dot)
{
    struct plot_shape there = *dot;
    for (size_t k = 0; k < dot->corners; k++) {
        there.corner[k].x += v->at[i].x;
        there.corner[k].y += v->at[i].y;
    }
    return plot_cover_take(v->cover, &there);
}

/* From the place before it. */
static bool take_line(struct view *v, size_t i, double width)
{
    const struct plot_shape line = {{v->at[i - 1], v->at[i]}, 2, width / 2};
    return plot_cover_take(v->cover, &line);
}

/* The dots [first, end) with a colour, or those without one. */
static void see_dots(struct view *v, size_t first, size_t end, struct plot_shape dot, bool colored)
{
    const struct scene *s = v->s;
    for (size_t i = end; i-- > first;)
        if (isnan(s->color.value[s->runs.order[i]]) != colored && is_there(v, i) &&
            take_dot(v, i, &dot))
            v->seen[i] |= SEEN_DOT;
}

static void see_colored(struct view *v)
{
    const struct runs *runs = &v->s->runs;
    see_dots(v, runs->joined, runs->rows, figure_dot(v->g, 0), true);
    for (size_t k = runs->count; k-- > 0;)
        see_dots(v, runs->at[k].first, runs->at[k].first + runs->at[k].count,
                 figure_dot(v->g, v->s->told_apart ? v->s->look[k] : 0), true);
}

/* A line is marked at its end. */
static void see_lines(struct view *v, double width, unsigned char part)
{
    const struct runs *runs = &v->s->runs;
    for (size_t k = runs->count; k-- > 0;)
        for (size_t i = runs->at[k].first + runs->at[k].count; i-- > runs->at[k].first + 1;)
            if (is_there(v, i) && take_line(v, i, width))
                v->seen[i] |= part;
}

/* `onto` floor or not: where the points stand. */
static void find_places(struct view *v, const struct plot_box *box, bool onto_floor)
{
    const struct scene *s = v->s;
    const struct figure_panel *panel = figure_panel(v->g);
    for (size_t i = 0; i < s->runs.rows; i++) {
        double point[PLOT_DIMS];
        memcpy(point, s->points.a + s->runs.order[i] * s->points.cols,
               s->points.cols * sizeof *point);
        if (onto_floor)
            point[PLOT_DIMS - 1] = figure_floor(s);
        v->at[i] = figure_place(panel, box, point, s->points.cols);
        v->at[i].x += panel->frame.left;
        v->at[i].y += panel->frame.bottom;
    }
}

/* From what is drawn last to what is drawn first. */
static void see_frame(struct view *v, size_t frame)
{
    const struct scene *s = v->s;
    struct plot_box box = figure_panel(v->g)->box;
    box.view.turn += plot_film_turn(v->g->options, frame);
    v->moment = s->moments ? s->moments->at[frame] : 0;
    plot_cover_clear(v->cover);
    find_places(v, &box, false);
    see_colored(v);
    see_dots(v, 0, s->runs.rows, figure_dot(v->g, 0), false);
    see_lines(v, figure_line_width(s), SEEN_LINE);
    if (!s->height.name)
        return;
    find_places(v, &box, true);
    see_lines(v, figure_shadow_width(), SEEN_SHADOW);
}

/* ---- all panels ---- */

static size_t count_frames(const struct figure *g)
{
    return plot_film_frames(g->options, &g->panels->moments);
}

static size_t count_drawn(const struct figure_panel *panel, size_t rows)
{
    size_t drawn = 0;
    for (size_t i = 0; i < rows; i++) {
        unsigned char parts = 0;
        for (size_t frame = 0; frame < panel->seen.frames; frame++)
            parts |= panel->seen.parts[frame * rows + i];
        drawn += (parts & SEEN_DOT) != 0;
    }
    return drawn;
}

static struct error *see_panel(struct figure *g, struct plot_cover *cover)
{
    struct error *err = NULL;
    struct figure_panel *panel = &g->at[g->current];
    size_t rows = g->scene->points.rows, room;
    struct view v = {.g = g, .s = g->scene, .cover = cover};
    free(panel->seen.parts);
    panel->seen.frames = count_frames(g);
    panel->seen.parts =
        size_mul(size_max(rows, 1), panel->seen.frames, &room) ? calloc(room, 1) : NULL;
    v.at = calloc(size_max(rows, 1), sizeof *v.at);
    if (!panel->seen.parts || !v.at) {
        err = error_memory("what is seen of the picture");
        goto out;
    }
    for (size_t frame = 0; frame < panel->seen.frames; frame++) {
        v.seen = panel->seen.parts + frame * rows;
        see_frame(&v, frame);
    }
    panel->drawn = count_drawn(panel, rows);
    panel->seen_in = panel->frame;
out:
    free(v.at);
    return err;
}

static size_t count_rows(const struct figure *g)
{
    size_t rows = 0;
    for (size_t i = 0; i < g->panels->count; i++)
        rows += g->panels->at[i].points.rows;
    return rows;
}

static bool is_in_space(const struct figure *g)
{
    for (size_t i = 0; i < g->panels->count; i++)
        if (g->panels->at[i].points.cols == 3)
            return true;
    return false;
}

bool figure_thins(const struct figure *g)
{
    bool turns = g->options->format == PLOT_WINDOW && is_in_space(g);
    bool many = count_rows(g) > PLOT_THIN_ROWS;
    return !turns &&
           (g->options->thin == PLOT_THIN_ALWAYS || (g->options->thin == PLOT_THIN_AUTO && many));
}

static bool are_equal(const struct rect *a, const struct rect *b)
{
    return a->left == b->left && a->right == b->right && a->bottom == b->bottom && a->top == b->top;
}

bool figure_is_seen(const struct figure *g)
{
    for (size_t i = 0; i < g->panels->count; i++)
        if (!g->at[i].seen.parts || !are_equal(&g->at[i].seen_in, &g->at[i].frame))
            return false;
    return true;
}

struct error *figure_see(struct figure *g)
{
    struct plot_cover cover;
    const struct layout *l = &g->layout;
    struct error *err = plot_cover_new(&cover, l->width, l->height,
                                       plot_terminal_samples(g->options, l->width, l->height));
    for (size_t i = 0; i < g->panels->count && !err; i++) {
        figure_set_current(g, i);
        err = see_panel(g, &cover);
    }
    plot_cover_free(&cover);
    return err;
}

/* ---- what is said of it ---- */

/* Snapshots of some panels, and those of them that are drawn. */
struct count {
    size_t rows, drawn;
};

static void count_panel(const struct figure *g, size_t i, struct count *count)
{
    count->rows += g->panels->at[i].points.rows;
    count->drawn += g->at[i].drawn;
}

/* Those that the caption of panel i is of: panels without one are parts of the same stream. */
static struct count count_with_caption(const struct figure *g, size_t i)
{
    struct count count = {0};
    bool all = g->panels->caption.count > 0;
    do
        count_panel(g, i++, &count);
    while (i < g->panels->count && (all || !g->panels->at[i].caption.count));
    return count;
}

static struct error *make_caption(const struct figure *g, struct strlist *made,
                                  const struct strlist *caption, struct count count)
{
    strlist_free(made);
    struct error *err = strlist_copy(made, caption);
    if (err || !caption->count || count.drawn == count.rows)
        return err;
    return strlist_addf(made, "%zu of %zu snapshots drawn: the others are hidden%s by these",
                        count.drawn, count.rows,
                        g->options->film == FILM_NONE ? "" : " in all frames");
}

struct error *figure_make_captions(struct figure *g)
{
    struct error *err = make_caption(g, &g->caption, &g->panels->caption, count_with_caption(g, 0));
    for (size_t i = 0; i < g->panels->count && !err; i++)
        err =
            make_caption(g, &g->at[i].caption, &g->panels->at[i].caption, count_with_caption(g, i));
    return err;
}

void figure_report_seen(const struct figure *g, struct report *report)
{
    struct count count = {0};
    for (size_t i = 0; i < g->panels->count; i++)
        count_panel(g, i, &count);
    if (count.drawn < count.rows)
        report_line(report, REPORT_NOTE,
                    "picture: %zu of %zu snapshots are drawn, which hide the others: draw all with "
                    "--thin never",
                    count.drawn, count.rows);
}
