/* Where the parts of a figure go. All lengths are in centimetres, from the lower left corner. */
#ifndef PHATE_PLOT_LAYOUT_H
#define PHATE_PLOT_LAYOUT_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "plot/draw/options.h"
#include "plot/draw/text.h"

#include <stdbool.h>
#include <stddef.h>

struct rect {
    double left, right, bottom, top;
};

/* What there is to lay out. */
struct layout_parts {
    bool title;
    double title_right;            /* what stands at the right of its line; sizes of type */
    bool bar;                      /* of colours */
    double bar_numbers;            /* how wide its numbers are; sizes of type */
    struct rect axes;              /* about each frame, for numbers and names; in sizes of type */
    double shape;                  /* of a frame, height by width, where the height is free; 0: by
                                      the page */
    bool exact;                    /* it keeps that shape where the height is given, too */
    double height_least;           /* of a page whose height is free; cm */
    size_t entries;                /* of the legend */
    double widest_entry;           /* its text; sizes of type */
    bool long_legend;              /* it names runs of a plane: right of a panel alone, where there
                                      is room; a box in space needs the width itself */
    const struct strlist *caption; /* paragraphs */
    size_t panels;                 /* at least 1 */
    bool panel_titles;
    const struct strlist *const *panel_captions; /* paragraphs, one list a panel; NULL: none */
};

struct layout {
    double width, height;
    double font_size;        /* pt */
    double em;               /* the same */
    enum plot_markup markup; /* of texts */
    double title;            /* the middle of its line */
    double title_room;       /* for it */
    struct strlist caption;  /* lines */
    double caption_top;      /* the middle of the first one */

    struct rect area; /* of the panels, with their titles and captions */
    size_t panels, columns, rows;
    double above, below;            /* each frame: for its title; for its axis and caption */
    double beside;                  /* each frame, for its axis, left of it */
    double spare;                   /* and right of it */
    double exact_shape;             /* of frames, or 0 */
    struct strlist *panel_captions; /* lines, one list a panel; NULL: none */
    size_t caption_lines;           /* of the longest of them */

    bool has_bar;
    struct rect bar;
    double bar_name;                               /* the middle of the line, upright */
    bool legend_right;                             /* of the panels; else below */
    double legend_left, legend_top, legend_column; /* column: the width of one */
    size_t legend_rows;
};

/* By what there is, and the options' page. Fails where that leaves too little room for the picture.
 * The caller frees *l with plot_layout_free. */
struct error *plot_layout_make(struct layout *l, const struct layout_parts *parts,
                               const struct plot_options *options) MUST_CHECK;
void plot_layout_free(struct layout *l);

/* The frame of panel i: row after row, from the upper left. */
struct rect plot_layout_frame(const struct layout *l, size_t i);

/* The middles of the lines of its title and of the first of its caption. */
double plot_layout_panel_title(const struct layout *l, const struct rect *frame);
double plot_layout_panel_caption(const struct layout *l, const struct rect *frame);

/* The room that an axis takes beside and below its frame, for numbers of that width and a name; in
 * sizes of type. */
double plot_layout_axis_beside(double numbers);
double plot_layout_axis_below(void);

/* Where the line of such a name has its middle, on the page. */
double plot_layout_name_beside(const struct layout *l, const struct rect *frame, double numbers);
double plot_layout_name_below(const struct layout *l, const struct rect *frame);

/* The width that the page of such options has. */
double plot_layout_width(const struct plot_options *options, size_t panels);

/* The widest text that an entry of the legend may have, sizes of type. */
double plot_layout_entry_most(const struct plot_options *options, size_t panels);

/* Where the sample of the legend's entry i begins and ends, and its text begins. */
struct layout_entry {
    double left, right, text, y;
};
struct layout_entry plot_layout_entry(const struct layout *l, size_t i);

/* The size of the captions' type, as a share of the rest's, and the distance of their lines. */
#define PLOT_CAPTION_SIZE (8.0 / 9)
double plot_layout_caption_step(const struct layout *l);

#endif
