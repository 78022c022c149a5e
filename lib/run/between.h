/* Distances between whole runs, by those between their snapshots: a matrix, runs x runs, symmetric,
 * with a diagonal of zeros, which the caller frees. Where the snapshots' distances obey the
 * triangle inequality, so do these; runs that are not the same may be 0 apart, such as two that
 * pass through the same snapshots, one of them twice. */
#ifndef PHATE_RUN_BETWEEN_H
#define PHATE_RUN_BETWEEN_H

#include "run/progress.h"

enum between {
    /* The discrete Frechet distance (Eiter and Mannila 1994): of all ways for two walkers to pass
     * through the snapshots of the two runs, each in order from first to last, and each staying or
     * going on to the next in a turn, the shortest leash that is enough. It knows the order of
     * snapshots, not their steps. Time is the product of the runs' lengths for each pair. */
    BETWEEN_FRECHET,
    BETWEEN_MEAN /* the mean distance of two runs at equal progress, over all of it (progress.h) */
};
extern const char *const between_names[]; /* "frechet", "mean"; NULL-terminated */

struct between_options {
    unsigned how;         /* an enum between */
    const char *progress; /* of the mean: a column, or NULL; see progress.h */
};

/* Fails where progress_find does, and where memory is short. */
struct error *between_find(const struct trajectories *t, const struct space *space,
                           const struct between_options *options, struct report *report,
                           struct matrix *d) MUST_CHECK;

#endif
