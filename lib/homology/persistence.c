#include "homology/persistence.h"

#include "base/size.h"
#include "homology/diagram.h"

#include <stdlib.h>

struct edge {
    size_t later, earlier; /* places; it enters with the later one */
};
#define NO_EDGE ((struct edge){MERGETREE_NONE, MERGETREE_NONE})

/* The vertices enter one by one. All is told by places: 0 enters first. */
struct sweep {
    struct persistence *result;
    const struct knngraph *graph;
    size_t count;
    size_t *place;        /* of each vertex */
    size_t *older;        /* a place of the same component, not a later one; itself: its lowest */
    struct edge *death;   /* of the component whose lowest the place was; NO_EDGE while it lives */
    size_t *cycle;        /* for each edge that closed one: where it entered */
    size_t cycles, joins; /* joins: with components that had a height of their own */
    size_t *earlier;      /* the neighbours of a vertex that are there already */
    struct mergetree_builder *tree;
};

static struct error *sweep_new(struct sweep *s, struct persistence *result,
                               const struct knngraph *graph)
{
    size_t n = graph->vertices;
    *s = (struct sweep){.result = result, .graph = graph, .count = n};
    s->place = malloc(n * sizeof *s->place);
    s->older = malloc(n * sizeof *s->older);
    s->death = malloc(n * sizeof *s->death);
    s->cycle = malloc((graph->edges + 1) * sizeof *s->cycle);
    s->earlier = malloc(n * sizeof *s->earlier);
    result->vertex = malloc(n * sizeof *result->vertex);
    result->height = malloc(n * sizeof *result->height);
    return s->place && s->older && s->death && s->cycle && s->earlier && result->vertex &&
                   result->height
               ? NULL
               : error_memory("persistent homology");
}

static void sweep_free(struct sweep *s)
{
    free(s->place);
    free(s->older);
    free(s->death);
    free(s->cycle);
    free(s->earlier);
    mergetree_builder_free(s->tree);
}

struct entry {
    double height;
    size_t vertex;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    if (p->height != q->height)
        return p->height < q->height ? -1 : 1;
    return (p->vertex > q->vertex) - (p->vertex < q->vertex);
}

/* Vertices by height, then by number, which is by row. */
static struct error *order_vertices(struct sweep *s, const struct filtration *f)
{
    struct entry *entry = malloc(s->count * sizeof *entry);
    if (!entry)
        return error_memory("the order of vertices");
    for (size_t i = 0; i < s->count; i++)
        entry[i] = (struct entry){f->superlevel ? -f->value[i] : f->value[i], i};
    qsort(entry, s->count, sizeof *entry, compare_entries);
    for (size_t p = 0; p < s->count; p++) {
        s->result->vertex[p] = entry[p].vertex;
        s->place[entry[p].vertex] = p;
        s->older[p] = p;
        s->death[p] = NO_EDGE;
        s->result->height[p] = entry[p].height;
    }
    free(entry);
    return NULL;
}

/* The lowest place of a component; the paths to it are halved on the way. */
static size_t lowest_of(struct sweep *s, size_t place)
{
    while (s->older[place] != place) {
        s->older[place] = s->older[s->older[place]];
        place = s->older[place];
    }
    return place;
}

static void enter_edge(struct sweep *s, struct edge edge)
{
    size_t a = lowest_of(s, edge.later), b = lowest_of(s, edge.earlier);
    size_t elder = size_min(a, b), younger = size_max(a, b);
    if (a == b) {
        s->cycle[s->cycles++] = edge.later;
        return;
    }
    mergetree_builder_join(s->tree, elder, younger, edge.later);
    s->older[younger] = elder;
    s->death[younger] = edge;
    s->result->components--;
    s->joins += s->result->height[younger] < s->result->height[edge.later];
}

static void enter_vertex(struct sweep *s, size_t place)
{
    const struct knngraph *g = s->graph;
    size_t vertex = s->result->vertex[place], count = 0;
    for (size_t e = g->start[vertex]; e < g->start[vertex + 1]; e++)
        if (s->place[g->neighbour[e]] < place)
            s->earlier[count++] = s->place[g->neighbour[e]];
    qsort(s->earlier, count, sizeof *s->earlier, size_compare);
    for (size_t e = 0; e < count; e++)
        enter_edge(s, (struct edge){place, s->earlier[e]});
}

static struct error *finish_tree(struct sweep *s)
{
    bool *lowest = malloc(s->count * sizeof *lowest);
    if (!lowest)
        return error_memory("a merge tree");
    for (size_t p = 0; p < s->count; p++)
        lowest[p] = s->older[p] == p;
    struct error *err = mergetree_builder_finish(s->tree, lowest, &s->result->tree);
    free(lowest);
    return err;
}

/* ---- the diagram ---- */

struct point {
    size_t dimension, birth, death; /* places */
    struct edge edge;
    bool essential;
};

/* Where a point's numbers come from. */
struct source {
    const struct sweep *sweep;
    const struct filtration *values;
};

static double value_at(const struct source *s, size_t place)
{
    return s->values->value[s->sweep->result->vertex[place]];
}

static double row_or_none(const struct source *s, size_t place)
{
    return place == MERGETREE_NONE ? -1 : (double)s->values->row[s->sweep->result->vertex[place]];
}

static void put_point(const struct source *s, struct point point, double *to)
{
    to[DIAGRAM_DIMENSION] = (double)point.dimension;
    to[DIAGRAM_BIRTH] = value_at(s, point.birth);
    to[DIAGRAM_DEATH] = value_at(s, point.death);
    to[DIAGRAM_BIRTH_ROW] = row_or_none(s, point.birth);
    to[DIAGRAM_DEATH_ROW_A] = row_or_none(s, point.edge.later);
    to[DIAGRAM_DEATH_ROW_B] = row_or_none(s, point.edge.earlier);
    to[DIAGRAM_ESSENTIAL] = point.essential;
}

static struct point component_at(const struct sweep *s, size_t place)
{
    struct edge death = s->death[place];
    bool essential = death.later == MERGETREE_NONE;
    return (struct point){0, place, essential ? s->count - 1 : death.later, death, essential};
}

static bool dies_at_birth(const struct sweep *s, struct point point)
{
    return !point.essential && s->result->height[point.birth] == s->result->height[point.death];
}

static struct error *make_diagram(const struct sweep *s, const struct filtration *f)
{
    struct source source = {s, f};
    struct matrix *diagram = &s->result->diagram;
    size_t points = s->result->components + s->joins + s->cycles;
    struct error *err = matrix_new(diagram, points, DIAGRAM_COLUMNS);
    if (err)
        return err;
    double *to = diagram->a;
    for (size_t p = 0; p < s->count; p++) {
        struct point point = component_at(s, p);
        if (dies_at_birth(s, point))
            continue;
        put_point(&source, point, to);
        to += DIAGRAM_COLUMNS;
    }
    for (size_t c = 0; c < s->cycles; c++, to += DIAGRAM_COLUMNS)
        put_point(&source, (struct point){1, s->cycle[c], s->count - 1, NO_EDGE, true}, to);
    return NULL;
}

struct error *persistence_new(struct persistence *p, const struct knngraph *graph,
                              const struct filtration *f)
{
    struct error *err;
    struct sweep s;
    *p = (struct persistence){.components = graph->vertices};
    TRY(sweep_new(&s, p, graph));
    TRY(order_vertices(&s, f));
    TRY(mergetree_builder_new(&s.tree, p->height, s.count));
    for (size_t place = 0; place < s.count; place++)
        enter_vertex(&s, place);
    TRY(finish_tree(&s));
    TRY(make_diagram(&s, f));
out:
    sweep_free(&s);
    if (err)
        persistence_free(p);
    return err;
}

void persistence_free(struct persistence *p)
{
    matrix_free(&p->diagram);
    mergetree_free(&p->tree);
    free(p->vertex);
    free(p->height);
    *p = (struct persistence){0};
}
