/* The points of one dimension of a persistence diagram, as its distances see them; internal to
 * them. */
#ifndef PHATE_HOMOLOGY_DIAGRAM_POINTS_H
#define PHATE_HOMOLOGY_DIAGRAM_POINTS_H

#include "base/error.h"
#include "base/report.h"
#include "homology/diagram.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

struct diagram_points {
    size_t count;
    double *birth, *death; /* in order of births */
};

/* The caller frees them. */
struct error *diagram_points_new(struct diagram_points *points, const struct matrix *diagram,
                                 size_t dimension) MUST_CHECK;
void diagram_points_free(struct diagram_points *points);

/* The distance from the diagonal, and that of two points: L-infinity. */
static inline double diagram_points_persistence(const struct diagram_points *p, size_t i)
{
    return fabs(p->death[i] - p->birth[i]) / 2;
}

static inline double diagram_points_distance(const struct diagram_points *a, size_t i,
                                             const struct diagram_points *b, size_t j)
{
    double birth = fabs(a->birth[i] - b->birth[j]), death = fabs(a->death[i] - b->death[j]);
    return birth > death ? birth : death;
}

/* Whether all points, of which there is at least one, have one death. */
bool diagram_points_level(const struct diagram_points *points);

/* The distances of two level diagrams: order 1 or 2, or 0 for the bottleneck. A best matching
 * leaves no two pairs crossed, as the cost of a pair is a convex function of the difference of its
 * births, so that an alignment of the two lists, in order of births, is best of all; it is found by
 * dynamic programming, in a->count x b->count steps. */
struct error *diagram_points_align(const struct diagram_points *a, const struct diagram_points *b,
                                   int order, struct report *report, double *distance) MUST_CHECK;

#endif
