/* gnuplot's commands for what figures of all kinds have: margins, ranges, texts, a bar of colours.
 * Where things stand is the layout's. */
#ifndef PHATE_PLOT_PRINT_H
#define PHATE_PLOT_PRINT_H

#include "plot_layout.h"
#include "plot_palette.h"
#include "plot_ramp.h"
#include "plot_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PLOT_TITLE_CHARACTERS = 60 };

/* Tags of gnuplot's labels: the title, and the lines of the caption from there on. */
enum { PLOT_TITLE_TAG = 1, PLOT_CAPTION_TAG = 2 };

void plot_print_margins(FILE *f, const struct layout *l, const struct rect *frame);
void plot_print_range(FILE *f, const char *axis, double from, double to);

/* A label whose left end stands at a place of the page; at most so many characters of it. The size
 * of type is a share of the figure's. */
void plot_print_label(FILE *f, const struct layout *l, size_t tag, const char *text, size_t most,
                      double x, double y, double size);

/* Lines of a caption, the middle of the first one at `top`. */
void plot_print_caption(FILE *f, const struct layout *l, size_t tag, const struct strlist *lines,
                        double x, double top);

/* The title (NULL: none) and the caption. */
void plot_print_texts(FILE *f, const struct layout *l, const char *title);

/* Numbers as colours. */
struct plot_bar {
    enum plot_palette palette;
    struct plot_ramp ramp;
    const char *name; /* of the numbers; foreign text */
};

/* The range of the palette, and the function color(v), which gives the colour of a number. */
void plot_print_ramp(FILE *f, const struct plot_ramp *ramp);

/* The palette, its range, and the bar beside the figure. */
void plot_print_bar(FILE *f, const struct layout *l, const struct plot_bar *bar);

/* The place of the bar alone. */
void plot_print_bar_place(FILE *f, const struct layout *l);

#endif
