/* Where numbers stand on a scale of colours, as it follows from how they are distributed. */
#ifndef PHATE_PLOT_DRAW_RAMP_H
#define PHATE_PLOT_DRAW_RAMP_H

#include "base/error.h"
#include "plot/draw/levels.h"

#include <stdbool.h>
#include <stddef.h>

/* Numbers of all panels. */
struct plot_sample {
    double *at;
    size_t count;
};

/* Those of the `count` values that are not NAN, to the others; then, once, plot_sample_sort. The
 * caller frees them, also on failure. */
struct error *plot_sample_add(struct plot_sample *numbers, const double *value,
                              size_t count) MUST_CHECK;
void plot_sample_sort(struct plot_sample *numbers);
void plot_sample_free(struct plot_sample *numbers);

/* Whether sorted numbers are all positive, and their median lies in the lowest tenth of a linear
 * scale from least to most: on that, most would look the same, as losses do that fall by decades in
 * the first epochs. */
bool plot_sample_is_skewed(const struct plot_sample *numbers, double least, double most);

struct plot_ramp {
    double least, most; /* its ends; least < most */
    bool logarithmic;
    bool by_quartiles; /* these stand at quarters of it; between them it is logarithmic or linear */
    double quartile[3];
};

/* A ramp whose ends are set follows the sorted numbers, of which there is one at least: it is
 * logarithmic where they are skewed; and where the middle half of them would still have less than a
 * quarter of it, every quarter of the numbers gets a quarter of the ramp. */
void plot_ramp_follow(struct plot_ramp *ramp, const struct plot_sample *numbers);

/* The place of a value, from 0 to 1; NAN of NAN. A value beyond the ends stands at the end. */
double plot_ramp_share(const struct plot_ramp *ramp, double value);

/* Round numbers for the bar of a ramp by quartiles, at least the share `gap` of it apart, rounder
 * ones first; of up to three digits, or, where fewer than two such lie on it, the ends of its
 * quarters. */
void plot_ramp_levels(const struct plot_ramp *ramp, double gap, struct plot_levels *levels);

/* "log scale", "by quartiles"; NULL: it is linear, which goes without saying. */
const char *plot_ramp_remark(const struct plot_ramp *ramp);

#endif
