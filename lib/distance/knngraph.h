/* The graph of nearest neighbours: i and j are joined where j is among the k nearest others of i,
 * or i among those of j. A pair of mutual neighbours is one edge. */
#ifndef PHATE_DISTANCE_KNNGRAPH_H
#define PHATE_DISTANCE_KNNGRAPH_H

#include "matrix/matrix.h"

#include <stddef.h>

struct knngraph {
    size_t vertices, edges;
    size_t *start;     /* vertices + 1: the neighbours of i are start[i] .. start[i + 1] - 1 */
    size_t *neighbour; /* 2 x edges: ascending for each vertex */
};

/* For `count` rows of the distances d (n x n), 1 <= count <= n, ascending in `row`: vertex i is
 * row[i]. Of several vertices at the same distance the one with the smaller number is nearer. The
 * caller frees it. Fails where d is not square, symmetric (to 1e-9), finite, not negative and zero
 * on its diagonal, where count <= k, and where memory is short. */
struct error *knngraph_new(struct knngraph *graph, const struct matrix *d, const size_t *row,
                           size_t count, size_t k) MUST_CHECK;
void knngraph_free(struct knngraph *graph);

/* Joins the graph's components by the edges of a minimum spanning tree between them, each edge that
 * of the nearest two vertices of different components (Prim's algorithm; of edges of the same
 * length any). Then a path leads from each vertex to each other one. A connected graph stays as it
 * is.
 * d      distances as above, n x n, whose rows are the graph's vertices.
 * added  receives the number of edges, one less than there were components.
 * Time n^2. On failure, where memory is short, the graph is as before. */
struct error *knngraph_join(struct knngraph *graph, const struct matrix *d,
                            size_t *added) MUST_CHECK;

#endif
