#include "homology/mergetree.h"

#include "base/size.h"

#include <stdlib.h>

struct mergetree_builder {
    const double *height; /* the caller's */
    size_t places;
    struct merge_node *node;
    size_t *alias; /* of each node: the node at the same height that it is a part of, or none */
    size_t count;
    /* for each place that is the lowest of a component: */
    size_t *top;   /* the highest node, or MERGETREE_NONE where there is only the minimum */
    size_t *size;  /* its vertices */
    size_t *fresh; /* those of them at the height of the last that entered it */
    double *level; /* that height */
};

/* Each join makes at most one saddle, and there are fewer joins than leaves. */
static struct error *builder_allocate(struct mergetree_builder *t)
{
    size_t n = t->places, bytes;
    if (size_mul(n, 2 * sizeof *t->node, &bytes)) {
        t->node = malloc(bytes);
        t->alias = malloc(2 * n * sizeof *t->alias);
    }
    t->top = malloc(n * sizeof *t->top);
    t->size = malloc(n * sizeof *t->size);
    t->fresh = malloc(n * sizeof *t->fresh);
    t->level = malloc(n * sizeof *t->level);
    return t->node && t->alias && t->top && t->size && t->fresh && t->level
               ? NULL
               : error_memory("a merge tree");
}

struct error *mergetree_builder_new(struct mergetree_builder **builder, const double *height,
                                    size_t places)
{
    struct mergetree_builder *t = *builder = calloc(1, sizeof *t);
    if (!t)
        return error_memory("a merge tree");
    t->height = height;
    t->places = places;
    struct error *err = builder_allocate(t);
    if (err) {
        mergetree_builder_free(t);
        *builder = NULL;
        return err;
    }
    for (size_t p = 0; p < places; p++) {
        t->top[p] = MERGETREE_NONE;
        t->size[p] = t->fresh[p] = 1;
        t->level[p] = height[p];
    }
    return NULL;
}

void mergetree_builder_free(struct mergetree_builder *builder)
{
    if (!builder)
        return;
    free(builder->node);
    free(builder->alias);
    free(builder->top);
    free(builder->size);
    free(builder->fresh);
    free(builder->level);
    free(builder);
}

/* ---- growing ---- */

static size_t add_node(struct mergetree_builder *t, size_t place, bool saddle)
{
    t->node[t->count] =
        (struct merge_node){.parent = MERGETREE_NONE, .place = place, .saddle = saddle};
    t->alias[t->count] = MERGETREE_NONE;
    return t->count++;
}

/* The component's highest node: its minimum, if there is no other. */
static size_t top_of(struct mergetree_builder *t, size_t component)
{
    if (t->top[component] == MERGETREE_NONE)
        t->top[component] = add_node(t, component, false);
    return t->top[component];
}

static size_t fresh_at(const struct mergetree_builder *t, size_t component, double level)
{
    return t->level[component] == level ? t->fresh[component] : 0;
}

static bool is_saddle_at(const struct mergetree_builder *t, size_t node, double level)
{
    return t->node[node].saddle && t->height[t->node[node].place] == level;
}

static void put_below(struct mergetree_builder *t, size_t component, size_t parent, double level)
{
    struct merge_node *child = &t->node[t->top[component]];
    child->parent = parent;
    child->size = t->size[component] - fresh_at(t, component, level);
}

/* Both components reach below the vertex: their basins meet there. Where one of them, or both, has
 * its last saddle at the same height, that is the one. */
static void meet(struct mergetree_builder *t, size_t elder, size_t younger, size_t place)
{
    double level = t->height[place];
    size_t a = top_of(t, elder), b = top_of(t, younger);
    bool a_is_there = is_saddle_at(t, a, level), b_is_there = is_saddle_at(t, b, level);
    size_t saddle = a_is_there ? a : b_is_there ? b : add_node(t, place, true);
    if (a_is_there && b_is_there) {
        t->alias[b] = a;
        t->node[a].place = size_min(t->node[a].place, t->node[b].place);
    } else {
        if (!a_is_there)
            put_below(t, elder, saddle, level);
        if (!b_is_there)
            put_below(t, younger, saddle, level);
    }
    t->top[elder] = saddle;
}

void mergetree_builder_join(struct mergetree_builder *t, size_t elder, size_t younger, size_t place)
{
    double level = t->height[place];
    if (t->height[younger] != level)
        meet(t, elder, younger, place);
    t->fresh[elder] = fresh_at(t, elder, level) + fresh_at(t, younger, level);
    t->level[elder] = level;
    t->size[elder] += t->size[younger];
}

/* ---- the grown tree ---- */

/* The node that a node became a part of, at the end of the chain, which is cut short. */
static size_t resolve(struct mergetree_builder *t, size_t node)
{
    size_t end = node;
    while (t->alias[end] != MERGETREE_NONE)
        end = t->alias[end];
    while (t->alias[node] != MERGETREE_NONE) {
        size_t next = t->alias[node];
        t->alias[node] = end;
        node = next;
    }
    return end;
}

/* The nodes left, by place; no two nodes share a place, as a saddle is never a minimum. node_at has
 * one element per place. Returns the number of nodes. */
static size_t sort_nodes(struct mergetree_builder *t, struct merge_node *sorted, size_t *node_at)
{
    size_t count = 0;
    for (size_t p = 0; p < t->places; p++)
        node_at[p] = MERGETREE_NONE;
    for (size_t i = 0; i < t->count; i++) {
        if (t->node[i].parent != MERGETREE_NONE) /* as a place, which outlives the sorting */
            t->node[i].parent = t->node[resolve(t, t->node[i].parent)].place;
        if (t->alias[i] == MERGETREE_NONE)
            node_at[t->node[i].place] = i;
    }
    for (size_t p = 0; p < t->places; p++)
        if (node_at[p] != MERGETREE_NONE) {
            sorted[count] = t->node[node_at[p]];
            node_at[p] = count++;
        }
    for (size_t i = 0; i < count; i++)
        if (sorted[i].parent != MERGETREE_NONE)
            sorted[i].parent = node_at[sorted[i].parent];
    return count;
}

struct error *mergetree_builder_finish(struct mergetree_builder *t, const bool *lowest,
                                       struct mergetree *tree)
{
    struct merge_node *sorted = malloc(2 * t->places * sizeof *sorted);
    size_t *node_at = malloc(t->places * sizeof *node_at);
    *tree = (struct mergetree){0};
    if (!sorted || !node_at) {
        free(sorted);
        free(node_at);
        return error_memory("a merge tree");
    }
    for (size_t p = 0; p < t->places; p++)
        if (lowest[p]) {
            size_t root = top_of(t, p);
            t->node[root].size = t->size[p];
        }
    *tree = (struct mergetree){
        .node = sorted, .count = sort_nodes(t, sorted, node_at), .height = t->height};
    free(node_at);
    return NULL;
}

void mergetree_free(struct mergetree *tree)
{
    free(tree->node);
    *tree = (struct mergetree){0};
}

double mergetree_smad(const struct mergetree *tree)
{
    double sum = 0;
    size_t edges = 0;
    for (size_t i = 0; i < tree->count; i++) {
        const struct merge_node *leaf = &tree->node[i];
        if (leaf->saddle || leaf->parent == MERGETREE_NONE)
            continue;
        sum += tree->height[tree->node[leaf->parent].place] - tree->height[leaf->place];
        edges++;
    }
    return edges ? sum / (double)edges : 0;
}
