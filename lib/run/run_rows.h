/* The table of rows of a record that has one row per run (between.h). */
#ifndef PHATE_RUN_RUN_ROWS_H
#define PHATE_RUN_RUN_ROWS_H

#include "run/trajectory.h"

/* Makes a table of the columns
 *    run        the run's name, or all
 *    snapshots  how many it has
 * then each other column of the table whose cells are the same in all rows of a run, in every run;
 * and the column of values, if it is not among these, as it is at the last snapshot. The caller
 * frees the table, which is all zero before. */
struct error *run_rows_make(struct table *out, const struct trajectories *t) MUST_CHECK;

#endif
