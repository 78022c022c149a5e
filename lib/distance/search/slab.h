/* As many successive rows of points as memory is granted for. */
#ifndef PHATE_DISTANCE_SEARCH_SLAB_H
#define PHATE_DISTANCE_SEARCH_SLAB_H

#include "distance/points.h"

struct slab {
    const struct points *points;
    size_t first, count; /* the rows at hand */
    double *wide;        /* the slab's own copy of them, or */
    float *narrow;       /* the same, where floats tell as much; neither for points in memory */
};

/* Room for `most` rows; none is at hand. The caller frees the slab, also on failure. */
struct error *slab_new(struct slab *slab, const struct points *points, size_t most) MUST_CHECK;
void slab_free(struct slab *slab);

/* The memory of a slab per row. */
size_t slab_row_bytes(const struct points *points);

/* Makes rows [first, first + count) the ones at hand. Fails where their source does. */
struct error *slab_load(struct slab *slab, size_t first, size_t count) MUST_CHECK;

/* Such of these rows, count x p, as they lie in memory; where the slab has floats, converted to
 * `room`, which else is left alone. Threads may call it at the same time. */
const double *slab_rows(const struct slab *slab, size_t first, size_t count, double *room);

#endif
