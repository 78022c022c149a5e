/* The parts of a figure's script: what they share, and who writes them. */
#ifndef PHATE_PLOT_FIGURE_H
#define PHATE_PLOT_FIGURE_H

#include "plot_labels.h"
#include "plot_layout.h"
#include "plot_legend.h"
#include "plot_plane.h"
#include "plot_scene.h"
#include "plot_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct figure {
    FILE *f;
    const struct plot_options *options;
    const struct scene *scene;
    struct legend legend;
    struct layout layout;
    struct plot_plane plane;  /* unless there are three coordinates */
    struct plot_label *names; /* of the runs; NULL where they stand in the legend */
    double font_size;
    enum plot_markup markup;
    size_t elements; /* of the plot command, so far */
};

/* A text in quotes, as `plot_quote`, for what the figure is drawn on. */
void figure_quote(const struct figure *g, const char *text, size_t most);

/* Margins, ranges, borders; and the bar of colours. */
void figure_write_axes(const struct figure *g);
void figure_write_bar(const struct figure *g);

/* Whether the runs' names are to stand at the ends of their lines: they are few and short. */
bool figure_wants_names(const struct scene *s);

/* Finds room for them and sets `names`, which the caller frees; leaves it NULL where there is none.
 */
struct error *figure_place_names(struct figure *g) MUST_CHECK;
void figure_write_names(const struct figure *g);

/* Line styles; then the elements of the plot command, from the ground up. */
void figure_write_styles(const struct figure *g);
void figure_write_elements(struct figure *g);

#endif
