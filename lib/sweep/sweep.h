/* A sweep: PHATE's pictures of the same snapshots by many settings, side by side, brought together,
 * so that what a picture shows can be told from what its settings make of it. */
#ifndef PHATE_SWEEP_SWEEP_H
#define PHATE_SWEEP_SWEEP_H

#include "base/report.h"
#include "embedding/consensus.h"
#include "matrix/matrix.h"
#include "sweep/grid.h"
#include "sweep/picture.h"
#include "sweep/source.h"
#include "sweep/subset.h"

#include <stddef.h>

enum { SWEEP_DIMS_LEAST = 2, SWEEP_DIMS_MOST = 3 };

struct sweep {
    size_t count;                    /* of pictures */
    struct picture_result *pictures; /* by the numbers of their settings */
    struct consensus consensus; /* of all pictures, whose coords have become their places beside the
                                   first */
    size_t *component; /* n: of each row, in the graph of setting 0, where there are so many: */
    size_t components;
    struct subset *subsets; /* grid->runs + 1: all rows, and the rows without each run */
    size_t subset_count;
};

/* The pictures have `dims` dimensions, SWEEP_DIMS_LEAST to SWEEP_DIMS_MOST. grid->runs is 0 or the
 * number of the source's runs; a row of no run is never left out. The threads share the pictures;
 * the result does not depend on their number. Fails where k is not less than the rows of each
 * picture, where less than 3 rows are left of one, where a picture is a single point, and where
 * memory is short; an error that is of one picture begins with its setting. The caller frees the
 * sweep. */
struct error *sweep_run(struct sweep *s, const struct grid *grid, const struct sweep_source *source,
                        size_t dims, struct report *report) MUST_CHECK;
void sweep_free(struct sweep *s);

#endif
