/* Round levels for the level lines of a grid, and where on the lines they are written. */
#ifndef PHATE_PLOT_DRAW_LEVELS_H
#define PHATE_PLOT_DRAW_LEVELS_H

#include "base/axis.h"
#include "matrix/matrix.h"
#include "plot/layout/options.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLOT_LEVELS_MAX = 24 };

struct plot_levels {
    double at[PLOT_LEVELS_MAX]; /* ascending, between the least number and the largest */
    size_t count;               /* at least 1 */
    bool logarithmic;
};

/* The least and the largest of the finite numbers of m; false where there is none. */
bool plot_extent(const struct matrix *m, double *least, double *most);

/* The least of those that are positive; INFINITY where there is none. */
double plot_least_positive(const struct matrix *m);

/* On which scale numbers from least to most are shown: on a logarithmic one where that is asked
 * for, or, where the choice is by the span, if all are positive and span more than a decade and a
 * half. *least becomes the least positive number of m where that scale is asked for and some
 * numbers are not positive. Fails where it is asked for and none is positive. */
struct error *plot_scale_choose(enum plot_scale scale, const struct matrix *m, double *least,
                                double most, bool *logarithmic) MUST_CHECK;

/* Some ten levels: multiples of 1, 2 or 5 times a power of ten, or, on a logarithmic scale, 1, 2
 * and 5 times powers of ten; of more decades 1 and 3, then powers alone. Where no such number lies
 * between them: one level, in the middle. */
void plot_levels_choose(struct plot_levels *levels, double least, double most, bool logarithmic);

/* Round numbers for an axis or a bar, its ends among them where these are round: at most
 * `most_count` of them, which is 2 or more, and as many of the kind above as that allows. */
void plot_levels_choose_numbers(struct plot_levels *levels, double least, double most,
                                bool logarithmic, size_t most_count);

/* The digits, 6 to 17, with which %g writes each number differently from its neighbours. */
int plot_levels_digits(const struct plot_levels *levels);

/* A place on a level line: in units of columns and rows from the first, and the level. */
struct plot_level_label {
    double column, row, level;
};
enum { PLOT_LEVEL_LABELS_MAX = 2 * PLOT_LEVELS_MAX };

/* The room for them. */
struct plot_labelling {
    double width, height;       /* of the picture */
    double clear;               /* the least distance from an edge, another label and what is taken,
                                   as a share of the longer side; upwards */
    double stretch;             /* so many times that sideways, 1 or more: labels are wide */
    struct axis x, y;           /* of the grid */
    const struct matrix *taken; /* places x y, or NULL */
};

/* Places where level lines cross the grid z's own lines, up to two per level, each as far from the
 * other places as possible. Lines that are too short or too crowded have no label. z is 2 x 2 or
 * larger. Returns how many there are. */
size_t plot_levels_label(const struct plot_levels *levels, const struct matrix *z,
                         const struct plot_labelling *room,
                         struct plot_level_label labels[PLOT_LEVEL_LABELS_MAX]);

#endif
