/* The merge tree of the basins of a function on a graph: its leaves are the minima, and where two
 * basins or more meet is a saddle, their parent. (In a superlevel filtration: maxima, and where the
 * hills meet.) A graph of several components has as many trees.
 *
 * A tree is made while the graph's vertices enter in their order. Vertices are told by their place
 * in it: 0, 1, ...; what is equal in height merges at once, so the tree does not depend on how ties
 * of height are ordered, but for the rows that stand for its nodes. */
#ifndef PHATE_MERGETREE_H
#define PHATE_MERGETREE_H

#include "base/error.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

#define MERGETREE_NONE ((size_t)-1)

struct merge_node {
    size_t parent; /* MERGETREE_NONE of a root */
    size_t place;  /* of the vertex: the minimum, or the first at which the basins meet */
    size_t size;   /* vertices of the basin below its parent's height; of a root: all */
    size_t alias;  /* while it is made: the node at the same height that it is a part of */
    bool saddle;
};

struct mergetree {
    struct merge_node *node; /* by place; a parent comes after its children */
    size_t count;
    const double *height; /* of each place, ascending in the filtration's sense; not owned */
    size_t places;
    /* while it is made, for each place that is the lowest of a component: */
    size_t *top;   /* the highest node, or MERGETREE_NONE where there is only the minimum */
    size_t *size;  /* its vertices */
    size_t *fresh; /* those of them at the height of the last that entered it */
    double *level; /* that height */
};

/* The caller frees it; `height` (places) has to live as long. */
struct error *mergetree_new(struct mergetree *tree, const double *height, size_t places) MUST_CHECK;
void mergetree_free(struct mergetree *tree);

/* With the vertex at `place`, two components became one; each is told by its lowest vertex, and the
 * younger one is the later. A component that is as high as the vertex leaves no trace. */
void mergetree_join(struct mergetree *tree, size_t elder, size_t younger, size_t place);

/* When all have entered: `lowest` tells for each place whether a component's lowest vertex is
 * there. */
struct error *mergetree_finish(struct mergetree *tree, const bool *lowest) MUST_CHECK;

/* The saddle-minimum average distance of a finished tree (Chen et al. 2026): the mean, over the
 * edges that end in a leaf, of the height of the saddle over that of the minimum. 0 where there is
 * no saddle. */
double mergetree_smad(const struct mergetree *tree);

#endif
