#include "base/size.h"
#include "distance/knngraph.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* What grows from the first vertex's component to all of them, always by the nearest one. */
struct tree {
    bool *has;       /* of each vertex: whether its component is in the tree */
    double *nearest; /* of each vertex outside: its distance from the tree, */
    size_t *from;    /* and the tree's vertex at that distance */
    size_t *stack;   /* vertices that are in the tree, but not yet looked around from */
    size_t depth, vertices;
    size_t *edge; /* pairs of vertices */
    size_t edges;
};

static struct error *tree_new(struct tree *t, size_t vertices)
{
    size_t room = size_max(vertices, 1);
    *t = (struct tree){0};
    t->has = calloc(room, sizeof *t->has);
    t->nearest = malloc(room * sizeof *t->nearest);
    t->from = malloc(room * sizeof *t->from);
    t->stack = malloc(room * sizeof *t->stack);
    t->edge = malloc(room * 2 * sizeof *t->edge);
    if (!t->has || !t->nearest || !t->from || !t->stack || !t->edge)
        return error_memory("a spanning tree");
    for (size_t i = 0; i < vertices; i++)
        t->nearest[i] = INFINITY;
    return NULL;
}

static void tree_free(struct tree *t)
{
    free(t->has);
    free(t->nearest);
    free(t->from);
    free(t->stack);
    free(t->edge);
}

static void take(struct tree *t, size_t vertex)
{
    t->has[vertex] = true;
    t->vertices++;
    t->stack[t->depth++] = vertex;
}

/* Vertices outside may be nearer to this one than to the rest of the tree. */
static void approach(struct tree *t, const struct matrix *d, size_t vertex)
{
    const double *distance = d->a + vertex * d->cols;
    for (size_t j = 0; j < d->cols; j++)
        if (distance[j] < t->nearest[j]) {
            t->nearest[j] = distance[j];
            t->from[j] = vertex;
        }
}

/* Takes in the whole component of a vertex. */
static void take_component(struct tree *t, const struct knngraph *graph, const struct matrix *d,
                           size_t vertex)
{
    take(t, vertex);
    while (t->depth > 0) {
        size_t i = t->stack[--t->depth];
        approach(t, d, i);
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++)
            if (!t->has[graph->neighbour[e]])
                take(t, graph->neighbour[e]);
    }
}

static size_t nearest_outside(const struct tree *t, size_t vertices)
{
    size_t nearest = vertices;
    for (size_t i = 0; i < vertices; i++)
        if (!t->has[i] && (nearest == vertices || t->nearest[i] < t->nearest[nearest]))
            nearest = i;
    return nearest;
}

static void grow(struct tree *t, const struct knngraph *graph, const struct matrix *d)
{
    take_component(t, graph, d, 0);
    while (t->vertices < graph->vertices) {
        size_t next = nearest_outside(t, graph->vertices);
        t->edge[2 * t->edges] = t->from[next];
        t->edge[2 * t->edges++ + 1] = next;
        take_component(t, graph, d, next);
    }
}

static void enter(size_t *neighbour, size_t *next, size_t from, size_t to)
{
    neighbour[next[from]++] = to;
}

/* start (vertices + 1, all zero before) receives the places of the lists that have the tree's edges
 * too, `neighbour` the lists; next (vertices) is scratch. */
static void fill_lists(const struct knngraph *graph, const struct tree *t, size_t *start,
                       size_t *neighbour, size_t *next)
{
    for (size_t e = 0; e < 2 * t->edges; e++)
        start[t->edge[e] + 1]++;
    for (size_t i = 0; i < graph->vertices; i++) {
        size_t before = graph->start[i + 1] - graph->start[i];
        start[i + 1] += start[i] + before;
        next[i] = start[i];
        for (size_t e = 0; e < before; e++)
            enter(neighbour, next, i, graph->neighbour[graph->start[i] + e]);
    }
    for (size_t e = 0; e < t->edges; e++) {
        enter(neighbour, next, t->edge[2 * e], t->edge[2 * e + 1]);
        enter(neighbour, next, t->edge[2 * e + 1], t->edge[2 * e]);
    }
    for (size_t i = 0; i < graph->vertices; i++)
        qsort(neighbour + start[i], start[i + 1] - start[i], sizeof *neighbour, size_compare);
}

static struct error *add_edges(struct knngraph *graph, struct tree *t)
{
    size_t edges = graph->edges + t->edges;
    size_t *start = calloc(graph->vertices + 1, sizeof *start);
    size_t *neighbour = malloc(size_max(2 * edges, 1) * sizeof *neighbour);
    if (!start || !neighbour) {
        free(start);
        free(neighbour);
        return error_memory("a spanning tree");
    }
    fill_lists(graph, t, start, neighbour, t->stack); /* which is empty */
    knngraph_free(graph);
    *graph = (struct knngraph){.vertices = t->vertices, edges, start, neighbour};
    return NULL;
}

struct error *knngraph_join(struct knngraph *graph, const struct matrix *d, size_t *added)
{
    struct error *err;
    struct tree tree;
    TRY(tree_new(&tree, graph->vertices));
    grow(&tree, graph, d);
    *added = tree.edges;
    if (tree.edges > 0)
        TRY(add_edges(graph, &tree));
out:
    tree_free(&tree);
    return err;
}
