/* Geodesic distances: the lengths of the shortest paths along a graph's edges. */
#ifndef PHATE_DISTANCE_GEODESIC_H
#define PHATE_DISTANCE_GEODESIC_H

#include "distance/knngraph.h"
#include "matrix/matrix.h"

/* By Dijkstra's algorithm, from each vertex.
 * d         distances, n x n, whose rows are the graph's vertices: the lengths of its edges, by the
 *           upper triangle.
 * geodesic  receives n (n - 1) / 2: of all pairs i < j, row after row (distance/pairs.h);
 *           INFINITY where no path joins the two. */
struct error *geodesic_distances(const struct knngraph *graph, const struct matrix *d,
                                 double *geodesic) MUST_CHECK;

#endif
