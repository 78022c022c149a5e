#include "homology/mergetree.h"

#include "base/size.h"

#include <stdlib.h>

struct error *mergetree_new(struct mergetree *tree, const double *height, size_t places)
{
    size_t bytes;
    *tree = (struct mergetree){.height = height, .places = places};
    /* Each join makes one saddle at the most, and there are fewer joins than leaves. */
    if (size_mul(places, 2 * sizeof *tree->node, &bytes))
        tree->node = malloc(bytes);
    tree->top = malloc(places * sizeof *tree->top);
    tree->size = malloc(places * sizeof *tree->size);
    tree->fresh = malloc(places * sizeof *tree->fresh);
    tree->level = malloc(places * sizeof *tree->level);
    if (!tree->node || !tree->top || !tree->size || !tree->fresh || !tree->level) {
        mergetree_free(tree);
        return error_memory("a merge tree");
    }
    for (size_t p = 0; p < places; p++) {
        tree->top[p] = MERGETREE_NONE;
        tree->size[p] = tree->fresh[p] = 1;
        tree->level[p] = height[p];
    }
    return NULL;
}

static void free_scaffold(struct mergetree *tree)
{
    free(tree->top);
    free(tree->size);
    free(tree->fresh);
    free(tree->level);
    tree->top = tree->size = tree->fresh = NULL;
    tree->level = NULL;
}

void mergetree_free(struct mergetree *tree)
{
    free_scaffold(tree);
    free(tree->node);
    *tree = (struct mergetree){0};
}

static size_t add_node(struct mergetree *tree, size_t place, bool saddle)
{
    tree->node[tree->count] = (struct merge_node){
        .parent = MERGETREE_NONE, .place = place, .alias = MERGETREE_NONE, .saddle = saddle};
    return tree->count++;
}

/* The component's highest node: its minimum, if there is no other. */
static size_t top_of(struct mergetree *tree, size_t component)
{
    if (tree->top[component] == MERGETREE_NONE)
        tree->top[component] = add_node(tree, component, false);
    return tree->top[component];
}

static size_t fresh_at(const struct mergetree *tree, size_t component, double level)
{
    return tree->level[component] == level ? tree->fresh[component] : 0;
}

static bool is_saddle_at(const struct mergetree *tree, size_t node, double level)
{
    return tree->node[node].saddle && tree->height[tree->node[node].place] == level;
}

static void put_below(struct mergetree *tree, size_t component, size_t parent, double level)
{
    struct merge_node *child = &tree->node[tree->top[component]];
    child->parent = parent;
    child->size = tree->size[component] - fresh_at(tree, component, level);
}

/* Both components reach below the vertex: their basins meet there. Where one of them, or both, has
 * its last saddle at the same height, that is the one. */
static void meet(struct mergetree *tree, size_t elder, size_t younger, size_t place)
{
    double level = tree->height[place];
    size_t a = top_of(tree, elder), b = top_of(tree, younger);
    bool a_is_there = is_saddle_at(tree, a, level), b_is_there = is_saddle_at(tree, b, level);
    size_t saddle = a_is_there ? a : b_is_there ? b : add_node(tree, place, true);
    if (a_is_there && b_is_there) {
        tree->node[b].alias = a;
        tree->node[a].place = size_min(tree->node[a].place, tree->node[b].place);
    } else {
        if (!a_is_there)
            put_below(tree, elder, saddle, level);
        if (!b_is_there)
            put_below(tree, younger, saddle, level);
    }
    tree->top[elder] = saddle;
}

void mergetree_join(struct mergetree *tree, size_t elder, size_t younger, size_t place)
{
    double level = tree->height[place];
    if (tree->height[younger] != level)
        meet(tree, elder, younger, place);
    tree->fresh[elder] = fresh_at(tree, elder, level) + fresh_at(tree, younger, level);
    tree->level[elder] = level;
    tree->size[elder] += tree->size[younger];
}

/* The node that a node became a part of, at the end of the chain, which is cut short. */
static size_t resolve(struct mergetree *tree, size_t node)
{
    size_t end = node;
    while (tree->node[end].alias != MERGETREE_NONE)
        end = tree->node[end].alias;
    while (tree->node[node].alias != MERGETREE_NONE) {
        size_t next = tree->node[node].alias;
        tree->node[node].alias = end;
        node = next;
    }
    return end;
}

/* What is left, by place; no two nodes have one in common, as no saddle is a minimum. node_at has
 * an element a place. */
static void sort_nodes(struct mergetree *tree, struct merge_node *sorted, size_t *node_at)
{
    size_t count = 0;
    for (size_t p = 0; p < tree->places; p++)
        node_at[p] = MERGETREE_NONE;
    for (size_t i = 0; i < tree->count; i++) {
        if (tree->node[i].parent != MERGETREE_NONE) /* as a place, which outlives the sorting */
            tree->node[i].parent = tree->node[resolve(tree, tree->node[i].parent)].place;
        if (tree->node[i].alias == MERGETREE_NONE)
            node_at[tree->node[i].place] = i;
    }
    for (size_t p = 0; p < tree->places; p++)
        if (node_at[p] != MERGETREE_NONE) {
            sorted[count] = tree->node[node_at[p]];
            node_at[p] = count++;
        }
    for (size_t i = 0; i < count; i++)
        if (sorted[i].parent != MERGETREE_NONE)
            sorted[i].parent = node_at[sorted[i].parent];
    tree->count = count;
}

struct error *mergetree_finish(struct mergetree *tree, const bool *lowest)
{
    struct merge_node *sorted = malloc(2 * tree->places * sizeof *sorted);
    size_t *node_at = malloc(tree->places * sizeof *node_at);
    if (!sorted || !node_at) {
        free(sorted);
        free(node_at);
        return error_memory("a merge tree");
    }
    for (size_t p = 0; p < tree->places; p++)
        if (lowest[p]) {
            size_t root = top_of(tree, p);
            tree->node[root].size = tree->size[p];
        }
    sort_nodes(tree, sorted, node_at);
    free(tree->node);
    tree->node = sorted;
    free(node_at);
    free_scaffold(tree);
    return NULL;
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
