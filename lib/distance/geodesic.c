#include "distance/geodesic.h"

#include "base/size.h"
#include "distance/pairs.h"

#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>

static const size_t not_seen = (size_t)-1;

/* One thread's search: a binary heap of the vertices seen but not yet left, the nearest on top. */
struct search {
    double *length; /* of each vertex: the length of the shortest known path */
    size_t *place;  /* of each vertex: its place in the heap, or where it was; not_seen */
    size_t *heap;
    size_t count;
};

static struct error *search_new(struct search *s, size_t vertices)
{
    size_t room = size_max(vertices, 1);
    s->length = malloc(room * sizeof *s->length);
    s->place = malloc(room * sizeof *s->place);
    s->heap = malloc(room * sizeof *s->heap);
    return s->length && s->place && s->heap ? NULL : error_memory("shortest paths");
}

static void search_free(struct search *s)
{
    free(s->length);
    free(s->place);
    free(s->heap);
}

static void put(struct search *s, size_t place, size_t vertex)
{
    s->heap[place] = vertex;
    s->place[vertex] = place;
}

/* The vertex at `place` has come nearer. */
static void rise(struct search *s, size_t place)
{
    size_t vertex = s->heap[place];
    while (place > 0 && s->length[s->heap[(place - 1) / 2]] > s->length[vertex]) {
        put(s, place, s->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(s, place, vertex);
}

/* The vertex at the top may be farther than those below it. */
static void sink(struct search *s)
{
    size_t vertex = s->heap[0], place = 0;
    for (size_t child = 1; child < s->count; child = 2 * place + 1) {
        if (child + 1 < s->count && s->length[s->heap[child + 1]] < s->length[s->heap[child]])
            child++;
        if (!(s->length[s->heap[child]] < s->length[vertex]))
            break;
        put(s, place, s->heap[child]);
        place = child;
    }
    put(s, place, vertex);
}

static size_t take_nearest(struct search *s)
{
    size_t vertex = s->heap[0];
    s->heap[0] = s->heap[--s->count];
    if (s->count > 0)
        sink(s);
    return vertex;
}

static void reach(struct search *s, size_t vertex, double length)
{
    if (!(length < s->length[vertex]))
        return;
    s->length[vertex] = length;
    if (s->place[vertex] == not_seen)
        put(s, s->count++, vertex);
    rise(s, s->place[vertex]);
}

static double edge_length(const struct matrix *d, size_t i, size_t j)
{
    return d->a[size_min(i, j) * d->cols + size_max(i, j)];
}

/* A vertex that was left is not reached again: no path to it is shorter. */
static void search_from(struct search *s, const struct knngraph *graph, const struct matrix *d,
                        size_t source)
{
    for (size_t i = 0; i < graph->vertices; i++) {
        s->length[i] = INFINITY;
        s->place[i] = not_seen;
    }
    s->count = 0;
    reach(s, source, 0);
    while (s->count > 0) {
        size_t i = take_nearest(s);
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            size_t j = graph->neighbour[e];
            reach(s, j, s->length[i] + edge_length(d, i, j));
        }
    }
}

struct error *geodesic_distances(const struct knngraph *graph, const struct matrix *d,
                                 double *geodesic)
{
    struct error *err = NULL;
    size_t n = graph->vertices, threads = (size_t)omp_get_max_threads();
    struct search *search = calloc(threads, sizeof *search);
    if (!search)
        return error_memory("shortest paths");
    for (size_t t = 0; t < threads; t++)
        TRY(search_new(&search[t], n));
#pragma omp parallel for schedule(dynamic, 8)
    for (size_t i = 0; i < n; i++) {
        struct search *s = &search[omp_get_thread_num()];
        double *row = geodesic + pairs_row(n, i);
        search_from(s, graph, d, i);
        for (size_t j = i + 1; j < n; j++)
            row[j - i - 1] = s->length[j];
    }
out:
    for (size_t t = 0; t < threads; t++)
        search_free(&search[t]);
    free(search);
    return err;
}
