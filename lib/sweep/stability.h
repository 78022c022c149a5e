/* How stable the placement of groups of snapshots is: of connected components or, where there is
 * one component, of runs. */
#ifndef PHATE_SWEEP_STABILITY_H
#define PHATE_SWEEP_STABILITY_H

#include "stream/table/table.h"
#include "sweep/sweep.h"

/* Over the pictures that have all rows of both groups, where they lack none:
 *   distance  the mean distance of the groups' centroids, where 1 is the root mean square distance
 *             of the mean picture's snapshots from their centroid
 *   cv        its coefficient of variation: the standard deviation, by the number of pictures, over
 *             the mean
 * A table of one row per pair of groups: what they are (component or run), both names, the number
 * of pictures, distance, cv, and the least and the largest distance; nan where there is no picture.
 * The caller frees it. */
struct error *stability_table(const struct sweep *s, const struct sweep_source *source,
                              struct table *t) MUST_CHECK;

#endif
