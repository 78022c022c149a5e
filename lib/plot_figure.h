/* The parts of a figure's script: what they share, and who writes them. */
#ifndef PHATE_PLOT_FIGURE_H
#define PHATE_PLOT_FIGURE_H

#include "plot_labels.h"
#include "plot_layout.h"
#include "plot_legend.h"
#include "plot_panels.h"
#include "plot_plane.h"
#include "plot_print.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct figure_panel {
    struct rect frame;
    struct plot_plane plane;   /* unless there are three coordinates */
    struct plot_label *labels; /* of the components, then of the runs; NULL where the legend has
                                  these */
};

struct figure {
    FILE *f;
    const struct plot_options *options;
    const struct plot_panels *panels;
    struct legend legend;
    struct layout layout;
    size_t rows; /* of the fullest panel */
    struct figure_panel at[PLOT_PANELS_MAX];
    /* the panel that is written: */
    size_t current;
    const struct scene *scene;
    size_t elements; /* of its plot command, so far */
};

static inline const struct figure_panel *figure_panel(const struct figure *g)
{
    return &g->at[g->current];
}

/* A text in quotes, as `plot_quote`, for what the figure is drawn on. */
void figure_quote(const struct figure *g, const char *text, size_t most);

/* Margins, ranges, borders; and the bar of colours, with the first panel. */
void figure_write_axes(const struct figure *g);
void figure_write_bar(const struct figure *g);

/* Whether the runs' names are to stand at the ends of their lines: they are few and short. */
bool figure_wants_names(const struct plot_panels *panels);

/* Finds room for those of the panel at hand, and sets its `labels`, which the caller frees. */
struct error *figure_place_names(struct figure *g, bool *placed) MUST_CHECK;
void figure_write_names(const struct figure *g);

/* The looks of the runs; and the elements of a panel's plot command, from the ground up, the legend
 * with the first. */
void figure_write_styles(const struct figure *g);
void figure_write_elements(struct figure *g);

#endif
