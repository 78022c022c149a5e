/* The merge tree of the basins of a function on a graph: its leaves are the minima, and where two
 * basins or more meet is a saddle, their parent. (In a superlevel filtration: maxima, and where the
 * hills meet.) A graph of several components has as many trees.
 *
 * A tree is made while the graph's vertices enter in their order. Vertices are told by their place
 * in it: 0, 1, ...; what is equal in height merges at once, so the tree does not depend on how ties
 * of height are ordered, but for the rows that stand for its nodes. */
#ifndef PHATE_HOMOLOGY_MERGETREE_H
#define PHATE_HOMOLOGY_MERGETREE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#define MERGETREE_NONE ((size_t)-1)

struct merge_node {
    size_t parent; /* MERGETREE_NONE of a root */
    size_t place;  /* of the vertex: the minimum, or the first at which the basins meet */
    size_t size;   /* vertices of the basin below its parent's height; of a root: all */
    bool saddle;
};

struct mergetree {
    struct merge_node *node; /* by place; a parent comes after its children */
    size_t count;
    const double *height; /* of each place, ascending in the filtration's sense; not owned */
};

/* A tree that grows. */
struct mergetree_builder;

/* The caller frees *builder; `height` (places) has to live as long as the tree. */
struct error *mergetree_builder_new(struct mergetree_builder **builder, const double *height,
                                    size_t places) MUST_CHECK;
void mergetree_builder_free(struct mergetree_builder *builder); /* or NULL */

/* With the vertex at `place`, two components became one; each is told by its lowest vertex, and the
 * younger one is the later. A component that is as high as the vertex leaves no trace. */
void mergetree_builder_join(struct mergetree_builder *builder, size_t elder, size_t younger,
                            size_t place);

/* The tree, when all have entered: `lowest` tells for each place whether a component's lowest
 * vertex is there. The caller frees *tree; the builder is good for nothing else. */
struct error *mergetree_builder_finish(struct mergetree_builder *builder, const bool *lowest,
                                       struct mergetree *tree) MUST_CHECK;
void mergetree_free(struct mergetree *tree);

/* The saddle-minimum average distance of a tree (Chen et al. 2026): the mean, over the edges that
 * end in a leaf, of the saddle's height over the minimum's. 0 where there is no saddle. */
double mergetree_smad(const struct mergetree *tree);

#endif
