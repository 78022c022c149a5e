/* Distances between two persistence diagrams: the bottleneck distance, and the Wasserstein
 * distances of order 1 and 2 (Cohen-Steiner, Edelsbrunner and Harer 2007 and, with Mileyko, 2010).
 *
 * Each point is matched with a point of the other diagram, at the cost of the larger of the
 * differences between their births and between their deaths (L-infinity), or with the diagonal, at
 * half its persistence. The bottleneck distance is the least, over all matchings, of the largest
 * cost; the Wasserstein distance of order q the least of (sum cost^q)^(1/q). Essential points are
 * points like others, with the death that the diagram gives them. */
#ifndef PHATE_HOMOLOGY_DIAGRAM_DISTANCE_H
#define PHATE_HOMOLOGY_DIAGRAM_DISTANCE_H

#include "base/report.h"
#include "matrix/matrix.h"

struct diagram_distance {
    double bottleneck, wasserstein_1, wasserstein_2;
};

/* Between the points of one dimension in two diagrams that diagram_check (diagram.h) has passed;
 * either may have none. Exact up to rounding. With n points in both, that time is at most n^3;
 * where all points of either diagram have one death, as cycles in a graph have, it is n^2. Fails
 * where memory is short. */
struct error *diagram_distances(const struct matrix *a, const struct matrix *b, size_t dimension,
                                struct report *report,
                                struct diagram_distance *distance) MUST_CHECK;

#endif
