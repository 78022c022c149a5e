/* The box about what is drawn in space: where gnuplot puts it on the page, and the numbers and
 * names of its axes, which are placed here, off each other, for gnuplot knows nothing of their
 * widths. An axis seen so nearly end on that it has no room for two numbers, or for a line of type,
 * has neither numbers nor a name. */
#ifndef PHATE_PLOT_SPACE_BOX_H
#define PHATE_PLOT_SPACE_BOX_H

#include "base/error.h"
#include "plot/draw/labels.h"
#include "plot/draw/numbers.h"
#include "plot/layout/layout.h"
#include "plot/space/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PLOT_BOX_AXES = 3, PLOT_BOX_NUMBERS = 10 };

struct plot_box_axis {
    double from, to;    /* gnuplot's range, of which all three have one scale */
    const char *name;   /* foreign text; NULL: the axis bears nothing */
    bool bare;          /* it bears its name alone; else: */
    double least, most; /* its numbers */
    bool logarithmic;
    double at[2]; /* where in its range least and most are */
};

/* A text on the page, cm: the middle of its box, and the direction of its line in degrees. */
struct plot_box_text {
    double x, y, width, height, angle;
};

struct plot_box_mark {
    size_t number; /* of the axis' numbers */
    struct plot_box_text text;
    double from[2], to[2]; /* of the mark */
};

struct plot_box {
    struct plot_view view;
    struct plot_box_axis axis[PLOT_BOX_AXES];

    /* set by plot_box_fit: */
    struct rect square; /* for gnuplot's margins */
    double em;
    double name_most; /* cm: a longer name is abridged, unless its edge is longer */
    struct plot_numbers numbers[PLOT_BOX_AXES];
    struct plot_box_mark marks[PLOT_BOX_AXES][PLOT_BOX_NUMBERS];
    size_t mark_count[PLOT_BOX_AXES];
    struct plot_box_text names[PLOT_BOX_AXES]; /* width 0: none */
};

/* Makes the box as large as it and its texts can be in the frame. What the axes of a box bear that
 * turns, or has no lengths, being made of characters, is gnuplot's, who moves it along; then there
 * is room for it in all views. Fails where there is none. */
struct error *plot_box_fit(struct plot_box *box, const struct layout *l, const struct rect *frame,
                           const struct plot_options *options) MUST_CHECK;

/* Where a point, in the axes' coordinates, is on the page of a box that is fitted. */
void plot_box_project(const struct plot_box *box, const double point[PLOT_BOX_AXES],
                      double page[2]);

/* The places that the texts of a fitted box take: fixed labels, whose lines are `line` high, off
 * the corner of the frame. Returns how many there are. */
enum { PLOT_BOX_TAKEN = PLOT_BOX_AXES * (PLOT_BOX_NUMBERS + 40) };
size_t plot_box_taken(const struct plot_box *box, const struct rect *frame, double line,
                      struct plot_label taken[PLOT_BOX_TAKEN]);

/* Whether the picture turns, in a film or in a window, or is made of characters. */
bool plot_box_turns(const struct plot_options *options);

/* Margins, ranges, view, and what the axes bear, of a box that is fitted. */
void plot_box_write(FILE *f, const struct layout *l, const struct plot_box *box,
                    const struct plot_options *options);

#endif
