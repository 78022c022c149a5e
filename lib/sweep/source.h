/* What a sweep is made from: the distances between snapshots, and their runs. */
#ifndef PHATE_SWEEP_SOURCE_H
#define PHATE_SWEEP_SOURCE_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "run/runs.h"
#include "stream/intake.h"
#include "sweep/grid.h"

#include <stddef.h>

struct sweep_source {
    struct matrix *distance; /* n x n, one per metric of the grid */
    size_t metrics;
    char *metric;     /* of given distances: its name, or "given distances"; else NULL */
    struct runs runs; /* of the n rows; their names are in the row table */
    size_t *run;      /* each row's, as runs_of_rows gives them */
};

/* From the current record, of kind snapshots, gram or distance, of which the first two are read
 * once for all metrics, and from the row table before it. Distances that are given have the one
 * metric that they have. run_column: see runs_find. Fails on damaged input, on a table of other
 * rows, and where a matrix is not one of distances. The caller frees the source. */
struct error *sweep_source_read(struct sweep_source *source, const struct intake *in,
                                const struct grid *grid, const char *run_column,
                                struct report *report) MUST_CHECK;
void sweep_source_free(struct sweep_source *source);

#endif
