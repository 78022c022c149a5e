#include "distance/knngraph.h"

#include "base/size.h"
#include "matrix/check.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The k nearest others of each vertex. */
struct nearest {
    size_t k;
    size_t *vertex; /* vertices x k; by distance */
};

static struct error *nearest_new(struct nearest *near, size_t vertices, size_t k)
{
    size_t count, bytes;
    *near = (struct nearest){.k = k};
    if (size_mul(vertices, k, &count) && size_mul(count, sizeof *near->vertex, &bytes))
        near->vertex = malloc(bytes);
    return near->vertex ? NULL : error_memory("nearest neighbours");
}

/* Inserts vertex j, which comes after all vertices in the list, behind those that are equally near.
 */
static size_t insert(size_t *list, size_t length, size_t k, const double *distance,
                     const size_t *row, size_t j)
{
    size_t place = length < k ? length : k - 1;
    if (length == k && !(distance[row[j]] < distance[row[list[place]]]))
        return length;
    for (; place > 0 && distance[row[list[place - 1]]] > distance[row[j]]; place--)
        list[place] = list[place - 1];
    list[place] = j;
    return length < k ? length + 1 : k;
}

static void nearest_find(struct nearest *near, const struct matrix *d, const size_t *row,
                         size_t count)
{
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < count; i++) {
        const double *distance = d->a + row[i] * d->cols;
        size_t length = 0;
        for (size_t j = 0; j < count; j++)
            if (j != i)
                length = insert(near->vertex + i * near->k, length, near->k, distance, row, j);
    }
}

static bool is_near(const struct nearest *near, size_t from, size_t to)
{
    const size_t *list = near->vertex + from * near->k;
    for (size_t e = 0; e < near->k; e++)
        if (list[e] == to)
            return true;
    return false;
}

/* Whether vertex i makes the edge to j from its list: where each is in the other's list, the first
 * does. */
static bool makes_edge(const struct nearest *near, size_t i, size_t j)
{
    return i < j || !is_near(near, j, i);
}

/* Fills degree (vertices), all zero before; returns the number of edges. */
static size_t count_edges(const struct nearest *near, size_t vertices, size_t *degree)
{
    size_t edges = 0;
    for (size_t i = 0; i < vertices; i++)
        for (size_t e = 0; e < near->k; e++) {
            size_t j = near->vertex[i * near->k + e];
            if (!makes_edge(near, i, j))
                continue;
            degree[i]++;
            degree[j]++;
            edges++;
        }
    return edges;
}

/* Enters the edges, where `start` has the places: next (vertices) is where each vertex's next entry
 * goes. */
static void enter_edges(struct knngraph *graph, const struct nearest *near, size_t *next)
{
    for (size_t i = 0; i < graph->vertices; i++)
        for (size_t e = 0; e < near->k; e++) {
            size_t j = near->vertex[i * near->k + e];
            if (!makes_edge(near, i, j))
                continue;
            graph->neighbour[next[i]++] = j;
            graph->neighbour[next[j]++] = i;
        }
    for (size_t i = 0; i < graph->vertices; i++)
        qsort(graph->neighbour + graph->start[i], graph->start[i + 1] - graph->start[i],
              sizeof *graph->neighbour, size_compare);
}

static struct error *join_nearest(struct knngraph *graph, const struct nearest *near, size_t count)
{
    struct error *err = NULL;
    size_t *next = calloc(count, sizeof *next);
    graph->start = calloc(count + 1, sizeof *graph->start);
    if (!next || !graph->start) {
        err = error_memory("a graph of neighbours");
        goto out;
    }
    graph->vertices = count;
    graph->edges = count_edges(near, count, next);
    graph->neighbour = malloc(2 * graph->edges * sizeof *graph->neighbour);
    if (!graph->neighbour) {
        err = error_memory("a graph of neighbours");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        graph->start[i + 1] = graph->start[i] + next[i];
        next[i] = graph->start[i];
    }
    enter_edges(graph, near, next);
out:
    free(next);
    return err;
}

struct error *knngraph_new(struct knngraph *graph, const struct matrix *d, const size_t *row,
                           size_t count, size_t k)
{
    struct error *err;
    struct nearest near = {0};
    *graph = (struct knngraph){0};
    TRY(matrix_check(d, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL, "distance"));
    if (count <= k) {
        err = error_new(
            "%zu rows have no %zu nearest others each: use -k %zu at most, or more snapshots",
            count, k, count - 1);
        goto out;
    }
    TRY(nearest_new(&near, count, k));
    nearest_find(&near, d, row, count);
    TRY(join_nearest(graph, &near, count));
out:
    free(near.vertex);
    if (err)
        knngraph_free(graph);
    return err;
}

void knngraph_free(struct knngraph *graph)
{
    free(graph->start);
    free(graph->neighbour);
    *graph = (struct knngraph){0};
}
