/* Persistent homology of a function on a graph's vertices (Edelsbrunner, Letscher and Zomorodian
 * 2002): vertices enter by height, in a sublevel filtration the lowest first, and an edge with the
 * later of its ends.
 *
 * Dimension 0: a component is born with its lowest vertex, and dies with the edge that joins it to
 * one that is older (the elder rule). Dimension 1: a cycle is born with the edge that closes it; as
 * a graph has no triangles it never dies. What never dies is essential, and is given the value with
 * which the last edge enters. Components that die as they are born are left out.
 *
 * Vertices of the same height enter in the order of their rows, and the edges of a vertex in the
 * order in which their other ends did: that decides which of several rows and edges stand in the
 * diagram, never its births and deaths. */
#ifndef PHATE_HOMOLOGY_PERSISTENCE_H
#define PHATE_HOMOLOGY_PERSISTENCE_H

#include "distance/knngraph.h"
#include "homology/filtration.h"
#include "homology/mergetree.h"
#include "matrix/matrix.h"

struct persistence {
    struct matrix diagram; /* diagram.h; by dimension, then in the order of births */
    struct mergetree tree;
    size_t components; /* of the graph */
    size_t *vertex;    /* of each place in the order of entering */
    double *height;    /* of each place: its value; in a superlevel filtration times -1 */
};

/* graph->vertices is f->count. The caller frees the result. Fails where memory is short. */
struct error *persistence_new(struct persistence *p, const struct knngraph *graph,
                              const struct filtration *f) MUST_CHECK;
void persistence_free(struct persistence *p);

#endif
