/* The round numbers on an axis or a bar: which, how they are written, how wide they are. */
#ifndef PHATE_PLOT_DRAW_NUMBERS_H
#define PHATE_PLOT_DRAW_NUMBERS_H

#include "plot/draw/levels.h"
#include "plot/draw/ramp.h"
#include "plot/layout/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct plot_numbers {
    struct plot_levels levels;
    bool powers;   /* written as powers of ten, which all of them are */
    int digits;    /* else: of %g */
    double widest; /* sizes of type */
};

enum { PLOT_NUMBER_TEXT = 40 };

/* At most `most_count` numbers, and at least two. */
void plot_numbers_choose(struct plot_numbers *numbers, double least, double most, bool logarithmic,
                         size_t most_count);

/* As many as an axis of that length, in sizes of type, has room for: one above the other, or side
 * by side. */
void plot_numbers_choose_upright(struct plot_numbers *numbers, double least, double most,
                                 bool logarithmic, double length);
void plot_numbers_choose_lying(struct plot_numbers *numbers, double least, double most,
                               bool logarithmic, double length);

/* Those that a bar of that length has room for whose ramp is by quartiles: round ones, at their
 * places. */
void plot_numbers_choose_on(struct plot_numbers *numbers, const struct plot_ramp *ramp,
                            double length);

/* The text of number i, for single quotes and enhanced mode: "0.5", "10^{-5}". */
void plot_numbers_text(const struct plot_numbers *numbers, size_t i, enum plot_markup markup,
                       char text[PLOT_NUMBER_TEXT]);
double plot_numbers_width(const struct plot_numbers *numbers, size_t i);
double plot_numbers_widest(const struct plot_numbers *numbers);

/* "('0.5' 0.5, '1' 1)", for `set xtics` and the like. */
void plot_numbers_write(FILE *f, const struct plot_numbers *numbers, enum plot_markup markup);

#endif
