/* What the figures of stages have in common: the sheet, and where things stand on it. All lengths
 * are centimetres from its lower left corner; type is in points. On a sheet of characters, which
 * has no such lengths, gnuplot finds the places itself. */
#ifndef PHATE_PLOT_SHEET_H
#define PHATE_PLOT_SHEET_H

#include "plot.h"
#include "plot_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PLOT_TITLE_CHARACTERS = 60 };

struct plot_sheet {
    double width, height;
    double scale;            /* of the distances that grow with the type; 1 at 9 pt */
    const char *caption;     /* foreign text */
    size_t caption_room;     /* characters a line */
    size_t caption_lines;    /* so many it takes */
    enum plot_markup markup; /* of texts */
    const struct plot_options *options;
};

/* The room that a bar of colours takes at the right. */
#define PLOT_BAR_ZONE 2.0

/* Of the part that has the axes: its edges. */
struct plot_frame {
    double left, right, bottom, top;
};

/* A sheet of the size that the options tell, 12 cm x 8.4 cm by default. The caption must outlive
 * it. */
struct plot_sheet plot_sheet_of(const struct plot_options *options, const char *caption);
bool plot_sheet_is_characters(const struct plot_sheet *sheet);

/* The terminal, its size, and the output. Defines the variable `point` for sizes of points. */
void plot_sheet_begin(FILE *f, const struct plot_sheet *sheet);

/* What ends the script; `several`: panels, by multiplot. */
void plot_sheet_end(FILE *f, const struct plot_sheet *sheet, bool several);

/* The room between the title, where there is one, and the caption. */
struct plot_frame plot_sheet_room(const struct plot_sheet *sheet);

/* Takes from the room what axes need; at 9 pt, in centimetres. */
void plot_sheet_inset(const struct plot_sheet *sheet, struct plot_frame *frame, double left,
                      double right, double bottom, double top);

/* Gives the frame a height of `ratio` times its width, and the sheet one that holds it: where
 * that is too high for a page, or the sheet has a height, less of both. */
void plot_sheet_fit(struct plot_sheet *sheet, struct plot_frame *frame, double ratio);

/* Fails where the sheet's format would hold an image in a file of its own. */
struct error *plot_sheet_check_image(const struct plot_options *options) MUST_CHECK;

/* A foreign text in quotes, at most so many characters of it. */
void plot_sheet_quote(FILE *f, const struct plot_sheet *sheet, const char *text, size_t most);

/* The options' title, if any, above the frame, and the caption below it all. */
void plot_sheet_texts(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame);

void plot_sheet_margins(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame);
void plot_sheet_range(FILE *f, const char *axis, double from, double to);

/* An axis' name, which is foreign text, with gnuplot's options for where it stands. */
void plot_sheet_axis_label(FILE *f, const struct plot_sheet *sheet, const char *axis,
                           const char *text, const char *options);

/* The place of the bar of colours, at the right of the frame. */
void plot_sheet_bar(FILE *f, const struct plot_sheet *sheet, const struct plot_frame *frame);

/* ", t = 22": an attribute for the caption, where the record has it. */
void plot_caption_attr(FILE *f, const struct record *r, const char *attr);

#endif
