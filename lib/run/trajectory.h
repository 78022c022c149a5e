/* Numbers of a training run as a path from its first snapshot to its last. */
#ifndef PHATE_RUN_TRAJECTORY_H
#define PHATE_RUN_TRAJECTORY_H

#include "run/runs.h"
#include "run/space.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

/* The snapshots of each run, and how good each is. */
struct trajectories {
    const struct table *rows; /* must outlive this */
    struct runs runs;
    double *value;       /* one per row, which ranks the snapshots; NAN where it is missing */
    size_t value_column; /* of the table, or TABLE_NONE */
    bool highest;        /* whether the highest is best, or the lowest */
};

struct trajectories_options {
    const char *run, *step; /* columns of the table; NULL: the usual columns (runs.h) */
    const char *value;      /* NULL: the usual loss (column.h), where there is one */
    bool highest;           /* the highest value is best */
    bool unranked;          /* the best is not needed: no note where it is not known */
};

/* Fails where a named column is missing, or has no numbers, and where there is no run. Reports the
 * snapshots that are left out. The caller frees it. */
struct error *run_trajectories_find(struct trajectories *t, const struct table *rows,
                                    const struct trajectories_options *options,
                                    struct report *report) MUST_CHECK;
void run_trajectories_free(struct trajectories *t);

/* The best snapshot of a run, the first of several: its place in the run, or run->count where no
 * value is known. */
size_t trajectory_best(const struct trajectories *t, const struct run *run);

/* One snapshot of a run. Numbers that do not exist are NAN. */
struct snapshot_numbers {
    double step;       /* the distance from the snapshot before */
    double cosine;     /* of the angle between that step and the one before */
    double from_first; /* distances from and to the run's own snapshots */
    double to_final, to_best;
};

/* `place` counts from 0; `best` is trajectory_best's. */
struct snapshot_numbers trajectory_snapshot(const struct trajectories *t, const struct run *run,
                                            const struct space *space, size_t place, size_t best);

struct run_numbers {
    double length;       /* the sum of its steps; 0 for one snapshot */
    double net;          /* the distance from the first snapshot to the last */
    double straightness; /* net / length; NAN where the length is 0 */
    double mean_step, shortest_step, longest_step; /* NAN for one snapshot */
    double mean_cosine; /* over pairs of successive steps, both longer than 0 */
    double first_to_best, best_to_final;
};

struct run_numbers trajectory_run(const struct trajectories *t, const struct run *run,
                                  const struct space *space, size_t best);

#endif
