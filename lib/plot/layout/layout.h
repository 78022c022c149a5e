/* Where the parts of a figure go. All lengths are in centimetres, from the lower left corner. */
#ifndef PHATE_PLOT_LAYOUT_LAYOUT_H
#define PHATE_PLOT_LAYOUT_LAYOUT_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "plot/layout/options.h"
#include "plot/layout/text.h"

#include <stdbool.h>
#include <stddef.h>

struct rect {
    double left, right, bottom, top;
};

/* What there is to lay out. */
struct layout_parts {
    /* Whether the figure has a title, and the width, in sizes of type, that something else takes at
     * the right of its line. */
    bool title;
    double title_right;

    /* Whether there is a bar of colours, and how wide its widest number is, in sizes of type. */
    bool bar;
    double bar_numbers;

    /* The room about each frame for numbers and names of axes, in sizes of type. */
    struct rect axes;

    /* Height by width of a frame on a page whose height is free. 0: a page of the usual shape is
     * filled. */
    double shape;
    bool exact;          /* The frame keeps that shape on a page of a given height, too. */
    double height_least; /* A page whose height is free is at least so high; cm. */

    /* The legend: how many entries it has, and how wide the text of its widest one is, in sizes of
     * type. */
    size_t entries;
    double widest_entry;

    /* The legend names runs of a plane: it stands right of a panel that is alone, where there is
     * room. Else it stands below, as that of a box in space does, which needs the width itself. */
    bool long_legend;

    const struct strlist *caption; /* The figure's caption, as paragraphs. */
    size_t panels;                 /* There is at least one. */
    size_t columns;                /* Of panels; 0: as many as there is room for. */
    size_t across;                 /* So many panels belong in a row; 0: any number. */

    /* For each panel its title. NULL: panels have none. The size of their type is a share of the
     * figure's. */
    const char *const *panel_titles;
    double title_size;

    /* For each panel the paragraphs of its own caption. NULL: panels have none. */
    const struct strlist *const *panel_captions;
};

struct layout {
    double width, height;    /* The page's. */
    double font_size;        /* The size of type in pt, */
    double em;               /* and in cm. */
    enum plot_markup markup; /* What texts are quoted for. */

    double title;           /* The middle of the title's line. */
    double title_room;      /* The width that the title may have. */
    struct strlist caption; /* The lines of the caption. */
    double caption_top;     /* The middle of the first of them. */

    struct rect area;             /* All panels, with their titles, axes and captions. */
    size_t panels, columns, rows; /* Panels fill the grid row by row. */
    double above;                 /* The room over each frame, for its title. */
    double below;                 /* The room under each frame, for its axis and caption. */
    double beside;                /* The room left of each frame, for its axis. */
    double spare;                 /* The room right of each frame. */
    double exact_shape;           /* Height by width that frames keep; 0: they fill their room. */

    /* For each panel the lines of its title: two where one would be too wide. NULL: panels have
     * none. */
    struct strlist *panel_titles;
    double title_size;
    size_t title_lines; /* The most lines that one of them has. */

    /* For each panel the lines of its caption. NULL: panels have none. */
    struct strlist *panel_captions;
    size_t caption_lines; /* The most lines that one of them has. */

    bool has_bar;
    struct rect bar;
    double bar_name; /* The middle of the line, upright, that names the bar. */

    bool legend_right;              /* The legend stands right of the panels; else below. */
    double legend_left, legend_top; /* Its upper left corner. */
    double legend_column;           /* The width of one of its columns. */
    size_t legend_rows;             /* How many entries a column has. */
};

/* By what there is, and the options' page. Fails where that leaves too little room for the picture.
 * The caller frees *l with plot_layout_free. */
struct error *plot_layout_make(struct layout *l, const struct layout_parts *parts,
                               const struct plot_options *options) MUST_CHECK;
void plot_layout_free(struct layout *l);

/* The frame of panel i: row after row, from the upper left. */
struct rect plot_layout_frame(const struct layout *l, size_t i);

/* The middles of the line of its title, `behind` it there are so many more; and of the first line
 * of its caption. */
double plot_layout_panel_title(const struct layout *l, const struct rect *frame, size_t behind);
double plot_layout_panel_caption(const struct layout *l, const struct rect *frame);

/* The room that an axis takes beside and below its frame, for numbers of that width and a name; in
 * sizes of type. */
double plot_layout_axis_beside(double numbers);
double plot_layout_axis_below(void);

/* The middle of such a name's line on the page. */
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
