/* Where names go in a crowded picture: beside what they name, off each other and off as many points
 * as possible. Greedy: each name in turn takes the best of a few dozen places. */
#ifndef PHATE_PLOT_DRAW_LABELS_H
#define PHATE_PLOT_DRAW_LABELS_H

#include <stdbool.h>
#include <stddef.h>

struct plot_place {
    double x, y;
};

struct plot_label {
    struct plot_place anchor; /* what it names */
    double width;             /* of the text */
    bool fixed;               /* its place is given; such labels come first */
    /* set by plot_labels_place, unless fixed: */
    double left, bottom; /* of the text's box */
    bool far;            /* not close beside its anchor: a line must lead there */
};

/* All in one unit of length; the picture is [0, width] x [0, height].
 * line       height of a line of text
 * points     that should stay visible: `point_count` of them
 * False where a label finds no place inside the picture, off all anchors, off the other labels and
 * off the lines that lead to these, and such that its own line leads past them: then none is to be
 * shown. */
bool plot_labels_place(struct plot_label *labels, size_t count, const struct plot_place *points,
                       size_t point_count, double width, double height, double line);

/* Where the line that leads from the anchor to a label ends: the nearest place of its box. */
struct plot_place plot_label_side(const struct plot_label *label, double line);

#endif
