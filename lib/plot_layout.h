/* Where the parts of a figure go. All lengths are in centimetres, from the lower left corner. */
#ifndef PHATE_PLOT_LAYOUT_H
#define PHATE_PLOT_LAYOUT_H

#include "error.h"
#include "plot.h"
#include "strlist.h"

#include <stdbool.h>
#include <stddef.h>

struct rect {
    double left, right, bottom, top;
};

/* What there is to lay out. */
struct layout_parts {
    bool title;
    bool bar;                      /* of colours */
    bool step_axis;                /* numbers and a name beneath each frame */
    size_t entries, widest_entry;  /* of the legend; characters */
    bool long_legend;              /* it names runs: it goes to the right where there is room */
    const struct strlist *caption; /* paragraphs */
};

struct layout {
    double width, height;
    double em; /* the size of type */
    struct rect frame;
    struct rect bar;   /* where there is one */
    double title;      /* the middle of its line */
    bool legend_right; /* of the picture; else below */
    double legend_left, legend_top;
    size_t legend_rows;
    struct strlist caption; /* lines */
    double caption_top;     /* the middle of the first one */
};

/* By what there is, the page, and the size of type (pt). Fails where that leaves too little room
 * for the picture. The caller frees *l with plot_layout_free. */
struct error *plot_layout_make(struct layout *l, const struct layout_parts *parts,
                               const struct plot_page *page, double font_size) MUST_CHECK;
void plot_layout_free(struct layout *l);

/* The size of the captions' type, as a share of the rest's, and the distance of their lines. */
#define PLOT_CAPTION_SIZE (8.0 / 9)
double plot_layout_caption_step(const struct layout *l);

#endif
