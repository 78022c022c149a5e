/* The moments of training that a film shows, one per frame. */
#ifndef PHATE_PLOT_DRAW_MOMENTS_H
#define PHATE_PLOT_DRAW_MOMENTS_H

#include "base/error.h"
#include "run/runs.h"

#include <stddef.h>

/* The most frames of a film. */
enum { PLOT_FRAMES_MAX = 2000 };

struct plot_moments {
    double *at; /* ascending steps, as those of runs.place */
    size_t count;
};

/* The steps that occur in the `count` sets of runs, from the first to the last, as many as `frames`
 * asks for (0: all, up to 100), evenly chosen among them: where snapshots were saved ever more
 * rarely, each frame still shows something new. The caller frees *moments. */
struct error *plot_moments_choose(struct plot_moments *moments, const struct runs *const runs[],
                                  size_t count, size_t frames) MUST_CHECK;
void plot_moments_free(struct plot_moments *moments);

/* The last row of a run that is there at a moment; (size_t)-1 before its first one. */
size_t plot_moment_row(const struct runs *runs, const struct run *run, double moment);

#endif
