/* The parts of a figure's script: what they share, and who writes them. */
#ifndef PHATE_PLOT_FIGURE_H
#define PHATE_PLOT_FIGURE_H

#include "plot_layout.h"
#include "plot_legend.h"
#include "plot_scene.h"
#include "plot_text.h"

#include <stddef.h>
#include <stdio.h>

struct figure {
    FILE *f;
    const struct plot_options *options;
    const struct scene *scene;
    struct legend legend;
    struct layout layout;
    double font_size;
    enum plot_markup markup;
    size_t elements; /* of the plot command, so far */
};

/* A text in quotes, as `plot_quote`, for what the figure is drawn on. */
void figure_quote(const struct figure *g, const char *text, size_t most);

/* Margins, ranges, borders; and the bar of colours. */
void figure_write_axes(const struct figure *g);
void figure_write_bar(const struct figure *g);

/* Line styles; then the elements of the plot command, from the ground up. */
void figure_write_styles(const struct figure *g);
void figure_write_elements(struct figure *g);

#endif
