/* The parts of a figure's script: what they share, and who writes them. */
#ifndef PHATE_PLOT_FIGURE_FIGURE_IMPL_H
#define PHATE_PLOT_FIGURE_FIGURE_IMPL_H

#include "plot/draw/cover.h"
#include "plot/draw/labels.h"
#include "plot/draw/numbers.h"
#include "plot/draw/print.h"
#include "plot/figure/data.h"
#include "plot/figure/legend.h"
#include "plot/figure/panels.h"
#include "plot/layout/layout.h"
#include "plot/space/box.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* About the points, as a share of their extent. */
#define FIGURE_MARGIN 0.05

/* Below a frame without numbers: the middle of an axis' name, and the room that the name takes;
 * sizes of type. */
#define FIGURE_NAME_BELOW 0.9
#define FIGURE_ROOM_BELOW 1.6

/* More of the name of a height no axis has room for. */
enum { HEIGHT_CHARACTERS = 200 };

/* From coordinates to places on the page, where the figure is flat. */
struct plot_plane {
    double from[2], to[2]; /* the axes' ranges */
    double unit[2];        /* of the coordinates, one centimetre */
};

struct figure_panel {
    struct rect frame;
    struct plot_plane plane; /* of two coordinates; of three: */
    struct plot_box box;
    char height_name[4 * HEIGHT_CHARACTERS + 16]; /* of the box' upright axis */
    struct plot_label *labels; /* what is taken already, components' numbers, runs' names; NULL:
                                  none */
    size_t taken;
    /* where what is hidden is left out: */
    struct plot_seen seen;
    size_t drawn;           /* snapshots whose dots are seen in a frame */
    struct rect seen_in;    /* the frame of the page that they are seen in */
    struct strlist caption; /* its own, with how many are drawn; empty: none */
};

/* Of points in figures whose panels are small. */
#define SMALL_POINTS 0.6

struct figure {
    FILE *f;
    const struct plot_options *options;
    const struct plot_panels *panels;
    struct strlist caption; /* that of all panels, with how many snapshots are drawn; empty: none */
    struct legend legend;
    bool named; /* runs have their names at their ends, not in the legend */
    struct layout layout;
    size_t rows;             /* of the fullest panel */
    struct figure_panel *at; /* one per panel */
    /* the panel that is written: */
    size_t current;
    const struct scene *scene;
    size_t elements; /* of its plot command, so far */
};

static inline const struct figure_panel *figure_panel(const struct figure *g)
{
    return &g->at[g->current];
}

/* Whether starts and ends of runs have marks: where each run is one point, these would hide the
 * colours, and are drawn only if it takes their hues to tell the runs apart. */
static inline bool figure_is_marked(const struct figure *g, bool named)
{
    return !g->panels->of_points || (!named && g->panels->runs.count);
}

/* A text in quotes, as `plot_quote`, for what the figure is drawn on. */
static inline void figure_quote(const struct figure *g, const char *text, size_t most)
{
    plot_quote_for(g->f, text, most, g->layout.markup);
}

static inline void figure_set_current(struct figure *g, size_t panel)
{
    g->current = panel;
    g->scene = &g->panels->at[panel];
}

/* Where a point of the panel is on the page, from the corner of its frame, cm. Three coordinates
 * lie in the box, which is the panel's, or that one turned. */
struct plot_place figure_place(const struct figure_panel *panel, const struct plot_box *box,
                               const double *point, size_t dims);

/* The height of the floor that shadows lie on. */
double figure_floor(const struct scene *s);

/* What is hidden is left out of a figure: of many snapshots, or where that is asked for; but not in
 * a window in which space is turned. */
bool figure_thins(const struct figure *g);

/* Finds what of all panels is seen as they are laid out; and whether that has been done. */
struct error *figure_see(struct figure *g) MUST_CHECK;
bool figure_is_seen(const struct figure *g);

/* Makes the captions, which tell how many snapshots are drawn; and a note of that. */
struct error *figure_make_captions(struct figure *g) MUST_CHECK;
void figure_report_seen(const struct figure *g, struct report *report);

/* The shape of dots about their places: of a run's, by its look; 0: of all others. And the widths
 * of a run's line and of its shadow; cm. */
struct plot_shape figure_dot(const struct figure *g, size_t look);
double figure_line_width(const struct scene *s);
double figure_shadow_width(void);

/* The colours of the panels' bar. */
struct plot_bar figure_bar(const struct figure *g);

/* The numbers of a curve's steps, on an axis of that length (sizes of type). */
void figure_choose_steps(const struct scene *s, double length, struct plot_numbers *numbers);

/* The box of a panel in space, in its frame. */
struct error *figure_fit_box(struct figure *g, size_t panel) MUST_CHECK;

/* Margins, ranges, borders; and the bar of colours, with the first panel. */
void figure_write_axes(const struct figure *g);
void figure_write_bar(const struct figure *g);

/* Whether the runs' names are to stand at the ends of their lines: they are few and short. */
bool figure_wants_names(const struct plot_panels *panels);

/* Finds room for the numbers of components and, where they are `named`, the names of runs, of the
 * panel at hand, and sets its `labels`, which the caller frees. Not placed: there is no room for
 * the names; numbers always have some. */
struct error *figure_place_names(struct figure *g, bool named, bool *placed) MUST_CHECK;
void figure_write_names(const struct figure *g);

/* The looks of the runs; the legend; and the elements of a panel's plot command, from the ground
 * up. */
void figure_write_styles(const struct figure *g);
void figure_write_legend(const struct figure *g);
void figure_write_elements(struct figure *g);

#endif
