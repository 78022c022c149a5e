/* gnuplot's commands for what figures of all kinds have: margins, ranges, texts, a bar of colours.
 * Where things stand is the layout's. */
#ifndef PHATE_PLOT_DRAW_PRINT_H
#define PHATE_PLOT_DRAW_PRINT_H

#include "plot/draw/numbers.h"
#include "plot/draw/ramp.h"
#include "plot/layout/layout.h"
#include "plot/layout/palette.h"
#include "plot/layout/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PLOT_TITLE_CHARACTERS = 60 };

/* Tags of gnuplot's labels and arrows: of each kind of text from there on. */
enum {
    PLOT_TITLE_TAG = 1,
    PLOT_MOMENT_TAG,
    PLOT_BAR_TAG,
    PLOT_X_TAG,
    PLOT_Y_TAG,
    PLOT_PANEL_TAG,
    PLOT_NAMES_TAG = 100,
    PLOT_LEGEND_TAG = 200,
    PLOT_NUMBERS_TAG = 300,
    PLOT_CAPTION_TAG = 1000,
    PLOT_PANEL_CAPTION_TAG = 2000
};

void plot_print_margins(FILE *f, const struct layout *l, const struct rect *frame);
void plot_print_range(FILE *f, const char *axis, double from, double to);

/* A label at a place of the page, (x, y) being the middle of its line where `how` is "center", and
 * of its end where that is "left" or "right"; `how` may also turn it: "center rotate by 90".
 * Abridged to `room` (cm; INFINITY: as it is). The size of type is a share of the figure's. */
void plot_print_label(FILE *f, const struct layout *l, size_t tag, const char *text, double room,
                      double x, double y, const char *how, double size);

/* The numbers of the axis 'x' or 'y' of a frame. */
void plot_print_numbers(FILE *f, const struct layout *l, char axis,
                        const struct plot_numbers *numbers);
/* Their marks alone. */
void plot_print_marks(FILE *f, char axis, const struct plot_numbers *numbers);

/* The name of a frame's axis, below it; and beside numbers of that width, upright: a name longer
 * than the frame is high may go on below by `over` cm. */
void plot_print_name_below(FILE *f, const struct layout *l, const struct rect *frame,
                           const char *text);
void plot_print_name_beside(FILE *f, const struct layout *l, const struct rect *frame,
                            const char *text, double numbers, double over);

/* The legend's entry i: gnuplot's styles of its line and its point, either of which may be NULL. */
void plot_print_entry(FILE *f, const struct layout *l, size_t i, const char *line,
                      const char *point, const char *text);

/* Lines of a caption, the middle of the first one at `top`. */
void plot_print_caption(FILE *f, const struct layout *l, size_t tag, const struct strlist *lines,
                        double x, double top);

/* The title (NULL: none) and the caption. */
void plot_print_texts(FILE *f, const struct layout *l, const char *title);

/* Numbers as colours. */
struct plot_bar {
    enum plot_palette palette;
    struct plot_ramp ramp;
};

/* How wide the numbers of such a bar may become, sizes of type, before its length is known. */
double plot_bar_numbers(const struct plot_bar *bar);

/* The range of the palette, and the function color(v), which gives the colour of a number. */
void plot_print_ramp(FILE *f, const struct plot_ramp *ramp);

/* The palette, its range, and the bar beside the figure, but for its name. */
void plot_print_bar(FILE *f, const struct layout *l, const struct plot_bar *bar);

/* The place of the bar alone; and its name, with what is to be said of its scale (or NULL). */
void plot_print_bar_place(FILE *f, const struct layout *l);
void plot_print_bar_name(FILE *f, const struct layout *l, const char *name, const char *remark);

#endif
