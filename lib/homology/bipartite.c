#include "homology/bipartite.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

#define NONE ((size_t)-1)
enum { WORD = 64 };

struct error *bipartite_new(struct bipartite *g, size_t left, size_t right)
{
    size_t words = right / WORD + 1, count, bytes;
    *g = (struct bipartite){.left = left, .right = right, .words = words};
    if (size_mul(size_max(left, 1), words, &count) && size_mul(count, sizeof *g->edges, &bytes))
        g->edges = calloc(count, sizeof *g->edges);
    return g->edges ? NULL : error_memory("a bipartite graph");
}

void bipartite_free(struct bipartite *g)
{
    free(g->edges);
    *g = (struct bipartite){0};
}

struct matching {
    const struct bipartite *graph;
    size_t *right_of, *left_of; /* partners, or NONE */
    size_t *layer;              /* of each left vertex: matched edges on the shortest way there */
    size_t last;                /* the layer from which a free right vertex is first reached */
    size_t *queue;              /* of left vertices; in the second half of a phase the path */
    size_t *cursor;             /* of each left vertex: the right one to look at next */
    uint64_t *unseen;           /* words: right vertices that the phase has not come to yet */
};

static struct error *matching_new(struct matching *m, const struct bipartite *g)
{
    size_t left = size_max(g->left, 1);
    *m = (struct matching){.graph = g};
    m->right_of = malloc(left * sizeof *m->right_of);
    m->left_of = malloc(size_max(g->right, 1) * sizeof *m->left_of);
    m->layer = malloc(left * sizeof *m->layer);
    m->queue = malloc(left * sizeof *m->queue);
    m->cursor = malloc(left * sizeof *m->cursor);
    m->unseen = malloc(g->words * sizeof *m->unseen);
    if (!m->right_of || !m->left_of || !m->layer || !m->queue || !m->cursor || !m->unseen)
        return error_memory("a matching");
    for (size_t i = 0; i < g->left; i++)
        m->right_of[i] = NONE;
    for (size_t j = 0; j < g->right; j++)
        m->left_of[j] = NONE;
    return NULL;
}

static void matching_free(struct matching *m)
{
    free(m->right_of);
    free(m->left_of);
    free(m->layer);
    free(m->queue);
    free(m->cursor);
    free(m->unseen);
}

static void forget_seen(struct matching *m)
{
    memset(m->unseen, 0xff, m->graph->words * sizeof *m->unseen);
}

static void mark_seen(struct matching *m, size_t j)
{
    m->unseen[j / WORD] &= ~((uint64_t)1 << j % WORD);
}

/* The first unseen right vertex from `from` on to which left vertex i has an edge, or NONE. */
static size_t next_unseen(const struct matching *m, size_t i, size_t from)
{
    const uint64_t *row = bipartite_row(m->graph, i);
    size_t w = from / WORD;
    uint64_t bits = row[w] & m->unseen[w] & (~(uint64_t)0 << from % WORD);
    while (!bits) {
        if (++w == m->graph->words)
            return NONE;
        bits = row[w] & m->unseen[w];
    }
    return w * WORD + (size_t)__builtin_ctzll(bits);
}

/* Layers of left vertices by the length of the shortest alternating path from a free one, as far as
 * the first free right vertex. Returns whether there is one. */
static bool find_layers(struct matching *m)
{
    size_t head = 0, tail = 0;
    m->last = NONE;
    forget_seen(m);
    for (size_t i = 0; i < m->graph->left; i++) {
        bool is_free = m->right_of[i] == NONE;
        m->layer[i] = is_free ? 0 : NONE;
        if (is_free)
            m->queue[tail++] = i;
    }
    while (head < tail && m->layer[m->queue[head]] <= m->last) {
        size_t i = m->queue[head++];
        for (size_t j = 0; (j = next_unseen(m, i, j)) != NONE;) {
            mark_seen(m, j);
            size_t next = m->left_of[j];
            if (next == NONE) {
                m->last = m->layer[i];
            } else {
                m->layer[next] = m->layer[i] + 1;
                m->queue[tail++] = next;
            }
        }
    }
    return m->last != NONE;
}

/* The next right vertex that the path can take from left vertex i, or NONE. */
static size_t next_step(struct matching *m, size_t i)
{
    for (size_t j = m->cursor[i]; (j = next_unseen(m, i, j)) != NONE; j++) {
        size_t next = m->left_of[j];
        m->cursor[i] = j;
        bool goes_on = next != NONE && m->layer[next] == m->layer[i] + 1;
        if (next == NONE || (goes_on && m->layer[next] <= m->last))
            return j;
    }
    return NONE;
}

/* Looks for a path from a free left vertex through the layers to a free right one, and swaps its
 * edges. No right vertex is tried twice in a phase. */
static bool augment_from(struct matching *m, size_t start)
{
    size_t depth = 0;
    m->queue[0] = start;
    for (;;) {
        size_t i = m->queue[depth], j = next_step(m, i);
        if (j == NONE) {
            if (depth-- == 0)
                return false;
            continue;
        }
        mark_seen(m, j);
        if (m->left_of[j] == NONE)
            break;
        m->queue[++depth] = m->left_of[j];
    }
    for (size_t d = 0; d <= depth; d++) { /* each takes the right vertex that its cursor is at */
        size_t i = m->queue[d];
        m->right_of[i] = m->cursor[i];
        m->left_of[m->cursor[i]] = i;
    }
    return true;
}

static size_t augment_all(struct matching *m)
{
    size_t found = 0;
    forget_seen(m);
    memset(m->cursor, 0, m->graph->left * sizeof *m->cursor);
    for (size_t i = 0; i < m->graph->left; i++)
        if (m->right_of[i] == NONE)
            found += augment_from(m, i);
    return found;
}

struct error *bipartite_covers_left(const struct bipartite *g, bool *covers)
{
    struct error *err;
    struct matching m;
    size_t matched = 0;
    TRY(matching_new(&m, g));
    while (matched < g->left && find_layers(&m))
        matched += augment_all(&m);
    *covers = matched == g->left;
out:
    matching_free(&m);
    return err;
}
