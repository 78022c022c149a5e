#include "matrix/band_order.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* A row and its number of neighbours: the sort puts rows with few neighbours first. */
struct candidate {
    size_t degree, row;
};

struct graph {
    const struct csr *m;
    struct csr transposed;
    size_t *seen;           /* rows: the last search that reached the row; 0: none */
    size_t searches;        /* so far */
    struct candidate *near; /* rows: the neighbours that a search finds of one row */
};

/* The rows that a breadth-first search reaches from its first row, in that order. */
struct search {
    size_t *row;
    size_t count;
    size_t depth;      /* levels below the first */
    size_t last_level; /* where the deepest level begins in `row` */
};

static struct error *graph_new(struct graph *g, const struct csr *m)
{
    struct error *err;
    *g = (struct graph){.m = m};
    g->seen = calloc(size_max(m->rows, 1), sizeof *g->seen);
    g->near = malloc(size_max(m->rows, 1) * sizeof *g->near);
    if (!g->seen || !g->near) {
        err = error_memory("an order of the rows");
        goto out;
    }
    TRY(csr_transpose(m, &g->transposed));
out:
    return err;
}

static void graph_free(struct graph *g)
{
    csr_free(&g->transposed);
    free(g->seen);
    free(g->near);
}

static size_t degree_of(const struct graph *g, size_t row)
{
    const size_t *out = g->m->start + row, *in = g->transposed.start + row;
    return out[1] - out[0] + in[1] - in[0];
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->degree != y->degree)
        return x->degree < y->degree ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Adds the neighbours along the entries of m (or of its transpose) that this search has not
 * reached. */
static size_t collect(struct graph *g, const struct csr *m, size_t row, size_t count)
{
    for (size_t e = m->start[row]; e < m->start[row + 1]; e++) {
        size_t j = m->col[e];
        if (g->seen[j] == g->searches)
            continue;
        g->seen[j] = g->searches;
        g->near[count++] = (struct candidate){degree_of(g, j), j};
    }
    return count;
}

/* The search by Cuthill and McKee: among the neighbours of a row, those with fewer neighbours come
 * first. `row` has room for the component. */
static struct search search_from(struct graph *g, size_t first, size_t *row)
{
    struct search s = {.row = row, .count = 1};
    size_t level_end = 1;
    g->searches++;
    g->seen[first] = g->searches;
    row[0] = first;
    for (size_t at = 0; at < s.count; at++) {
        if (at == level_end) {
            s.depth++;
            s.last_level = at;
            level_end = s.count;
        }
        size_t near = collect(g, g->m, row[at], 0);
        near = collect(g, &g->transposed, row[at], near);
        qsort(g->near, near, sizeof *g->near, compare_candidates);
        for (size_t k = 0; k < near; k++)
            row[s.count++] = g->near[k].row;
    }
    return s;
}

/* The row of the deepest level with the fewest neighbours. */
static size_t lightest_end(const struct graph *g, const struct search *s)
{
    size_t best = s->row[s->last_level];
    for (size_t k = s->last_level + 1; k < s->count; k++)
        if (degree_of(g, s->row[k]) < degree_of(g, best))
            best = s->row[k];
    return best;
}

/* Orders the component of `first` into `row`, from one of its far ends; returns its size. */
static size_t order_component(struct graph *g, size_t first, size_t *row)
{
    struct search s = search_from(g, first, row);
    for (;;) {
        size_t depth = s.depth;
        s = search_from(g, lightest_end(g, &s), row);
        if (s.depth <= depth)
            break;
    }
    for (size_t low = 0, high = s.count; low + 1 < high; low++) {
        size_t swap = row[low];
        row[low] = row[--high];
        row[high] = swap;
    }
    return s.count;
}

struct error *band_order(const struct csr *m, size_t *order)
{
    struct error *err;
    struct graph g;
    TRY(graph_new(&g, m));
    for (size_t i = 0, placed = 0; i < m->rows; i++)
        if (g.seen[i] == 0)
            placed += order_component(&g, i, order + placed);
out:
    graph_free(&g);
    return err;
}

/* Entry by entry in the new rows' order; their columns are still out of order. */
static void copy_permuted(const struct csr *m, const size_t *order, const size_t *place,
                          struct csr *to)
{
    size_t entry = 0;
    for (size_t p = 0; p < m->rows; p++) {
        for (size_t e = m->start[order[p]]; e < m->start[order[p] + 1]; e++) {
            to->col[entry] = place[m->col[e]];
            to->value[entry++] = m->value[e];
        }
        to->start[p + 1] = entry;
    }
}

struct error *band_order_permute(const struct csr *m, const size_t *order, struct csr *permuted)
{
    struct error *err;
    struct csr mixed = {0}, transposed = {0};
    size_t *place = malloc(size_max(m->rows, 1) * sizeof *place);
    *permuted = (struct csr){0};
    if (!place) {
        err = error_memory("an order of the rows");
        goto out;
    }
    for (size_t p = 0; p < m->rows; p++)
        place[order[p]] = p;
    TRY(csr_new(&mixed, m->rows, m->cols, m->nonzeros));
    copy_permuted(m, order, place, &mixed);
    /* The rows of a transposed matrix are in order; the second one restores m's orientation. */
    TRY(csr_transpose(&mixed, &transposed));
    TRY(csr_transpose(&transposed, permuted));
out:
    free(place);
    csr_free(&mixed);
    csr_free(&transposed);
    return err;
}

size_t band_order_half_width(const struct csr *m)
{
    size_t width = 0;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
            width = size_max(width, i > m->col[e] ? i - m->col[e] : m->col[e] - i);
    return width;
}
