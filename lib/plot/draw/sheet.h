/* What the figures of stages have in common: the sheet, one frame on it, and the texts about it. On
 * a sheet of characters, which has no lengths, gnuplot finds the places itself. */
#ifndef PHATE_PLOT_DRAW_SHEET_H
#define PHATE_PLOT_DRAW_SHEET_H

#include "plot/draw/print.h"
#include "plot/layout/layout.h"
#include "plot/layout/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct plot_sheet {
    const struct plot_options *options;
    const char *caption; /* the caller's */
    struct layout layout;
    struct rect frame;
};

/* Lays out a sheet of one panel, whose title is the options' and whose caption is foreign text
 * that outlives it; `parts` tells of the rest: bar, axes, shape. The caller frees *sheet, also on
 * failure. */
struct error *plot_sheet_make(struct plot_sheet *sheet, const struct plot_options *options,
                              char *caption, const struct layout_parts *parts) MUST_CHECK;
void plot_sheet_free(struct plot_sheet *sheet);

bool plot_sheet_is_characters(const struct plot_sheet *sheet);

/* Fails where the sheet's format would hold an image in a file of its own. */
struct error *plot_sheet_check_image(const struct plot_options *options) MUST_CHECK;

/* The terminal, its size, and the output. Defines the variable `point` for sizes of points. */
void plot_sheet_begin(FILE *f, const struct plot_sheet *sheet);

/* Title and caption. */
void plot_sheet_texts(FILE *f, const struct plot_sheet *sheet);

/* Those of the frame, or of a part of it. */
void plot_sheet_margins(FILE *f, const struct plot_sheet *sheet, const struct rect *frame);

/* A foreign text in quotes, at most so many characters of it. */
void plot_sheet_quote(FILE *f, const struct plot_sheet *sheet, const char *text, size_t most);

/* The numbers and the name, which is foreign text, of the axis 'x' or 'y' of a frame; either may be
 * NULL. Beside it there is room for numbers `widest` sizes of type wide. */
struct plot_sheet_axis {
    const struct plot_numbers *numbers;
    const char *name;
    double widest;
};
void plot_sheet_axis(FILE *f, const struct plot_sheet *sheet, const struct rect *frame, char axis,
                     const struct plot_sheet_axis *what);

/* The name of the bar's numbers, with what is to be said of its scale (or NULL). */
void plot_sheet_bar_name(FILE *f, const struct plot_sheet *sheet, const char *name,
                         const char *remark);

#endif
