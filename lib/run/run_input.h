/* Reads records of snapshots, each with the runs of its rows. */
#ifndef PHATE_RUN_RUN_INPUT_H
#define PHATE_RUN_RUN_INPUT_H

#include "run/trajectory.h"
#include "stream/intake.h"

/* All zero, but for the intake, which the caller opens and closes. */
struct run_input {
    struct intake in;
    struct trajectories runs; /* of the last row table, if they are known */
    size_t runs_number;       /* of that table in the stream; 0: there is none */
};

/* Finds the runs of the current record, which has one row per snapshot. Without a row table there
 * is one run, of all rows in their order. Fails where the table is not of as many rows, and as
 * run_trajectories_find does. */
struct error *run_input_find(struct run_input *input, const struct trajectories_options *options,
                             struct report *report) MUST_CHECK;

void run_input_free(struct run_input *input); /* but for the intake */

#endif
