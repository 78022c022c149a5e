/* How far runs have come at each of their snapshots, so that snapshots of different runs can be
 * compared at equal progress, however many snapshots each run has.
 *
 * Between two snapshots a run is taken to be at the nearer one, since only distances are known, and
 * those of points on the way between snapshots are not. Before its first snapshot a run is at the
 * first, after its last at the last. */
#ifndef PHATE_RUN_PROGRESS_H
#define PHATE_RUN_PROGRESS_H

#include "run/trajectory.h"

/* What progress is measured in where no column is named. */
#define PROGRESS_USUAL "share of steps"

/* A run: from a progress of from[i] to one of from[i + 1] it is at row[i]. */
struct course {
    size_t count; /* snapshots, at least one */
    size_t *row;
    double *from; /* count + 1 numbers that do not fall, from `least` to `most` */
};

struct progress {
    const char *name; /* of what it is measured in: the caller's, or PROGRESS_USUAL */
    double least, most;
    struct course *runs; /* in the order of the trajectories' */
    size_t count;
};

/* Progress is the number in a column, from the least to the largest of all runs; it need not rise
 * from step to step. Where column is NULL, it is the share of its own steps that a run has made,
 * from 0 to 1 (of its snapshots, where there are no steps, or they do not rise). Snapshots without
 * a number are left out, with a note. Fails where the column is missing, where a run has no number,
 * and where all numbers are one. The caller frees it. */
struct error *progress_find(struct progress *p, const struct trajectories *t, const char *column,
                            struct report *report) MUST_CHECK;
void progress_free(struct progress *p);

#endif
