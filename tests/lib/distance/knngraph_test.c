#include "distance/knngraph.h"

#include "numbers.h"

/* The distances of points on a line. */
static struct matrix on_a_line(const double *x, size_t n)
{
    struct matrix d = zeros(n, n);
    for (size_t e = 0; e < n * n; e++)
        d.a[e] = fabs(x[e / n] - x[e % n]);
    return d;
}

static struct knngraph graph_of(const struct matrix *d, size_t k)
{
    struct knngraph graph;
    size_t row[64];
    for (size_t i = 0; i < d->rows; i++)
        row[i] = i;
    expect_good(knngraph_new(&graph, d, row, d->rows, k));
    return graph;
}

static void expect_neighbours(const struct knngraph *graph, size_t vertex, size_t count,
                              const size_t *neighbour)
{
    assert_int_equal(graph->start[vertex + 1] - graph->start[vertex], count);
    for (size_t e = 0; e < count; e++)
        assert_int_equal(graph->neighbour[graph->start[vertex] + e], neighbour[e]);
}

/* Pairs at 0, 1; 10, 11; 13, 14 (numbered out of order), each joined by its nearest neighbours: the
 * tree joins 1 to 10 and 11 to 13. */
static void test_join(void **state)
{
    (void)state;
    struct matrix d = on_a_line((const double[]){13, 0, 10, 1, 14, 11}, 6);
    struct knngraph graph = graph_of(&d, 1);
    size_t added;
    assert_int_equal(graph.edges, 3);
    expect_good(knngraph_join(&graph, &d, &added));
    assert_int_equal(added, 2);
    assert_int_equal(graph.edges, 5);
    assert_int_equal(graph.start[6], 10);
    expect_neighbours(&graph, 0, 2, (const size_t[]){4, 5});
    expect_neighbours(&graph, 1, 1, (const size_t[]){3});
    expect_neighbours(&graph, 2, 2, (const size_t[]){3, 5});
    expect_neighbours(&graph, 3, 2, (const size_t[]){1, 2});
    expect_neighbours(&graph, 4, 1, (const size_t[]){0});
    expect_neighbours(&graph, 5, 2, (const size_t[]){0, 2});
    knngraph_free(&graph);
    matrix_free(&d);
}

static void expect_connected(const double x[3])
{
    struct matrix d = on_a_line(x, 3);
    struct knngraph graph = graph_of(&d, 1);
    size_t added;
    expect_good(knngraph_join(&graph, &d, &added));
    assert_int_equal(added, 0);
    assert_int_equal(graph.edges, 2);
    expect_neighbours(&graph, 1, 2, (const size_t[]){0, 2});
    knngraph_free(&graph);
    matrix_free(&d);
}

/* The first joins the second, which has another neighbour; or the last does. */
static void test_connected(void **state)
{
    (void)state;
    expect_connected((const double[]){0, 1, 1.5});
    expect_connected((const double[]){1.5, 1, 0});
}

/* The components of the graph with every other edge of at most that length. */
static size_t component_count(const struct matrix *d, const struct knngraph *graph, double length)
{
    size_t label[64], n = d->rows, count = n;
    for (size_t i = 0; i < n; i++)
        label[i] = i;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            bool joined = d->a[i * n + j] <= length;
            for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++)
                joined = joined || graph->neighbour[e] == j;
            size_t from = label[i], to = label[j];
            count -= joined && from != to;
            for (size_t v = 0; joined && v < n; v++)
                label[v] = label[v] == from ? to : label[v];
        }
    return count;
}

static size_t edge_count(const struct knngraph *graph)
{
    return graph->start[graph->vertices] / 2;
}

/* The minimum spanning tree is what Kruskal's algorithm makes: an edge is in it where its length,
 * and nothing shorter, joins components. (No two lengths are the same.) */
static void test_minimal(void **state)
{
    (void)state;
    enum { N = 60 };
    struct matrix x = random_matrix(N, 2, 7), d = zeros(N, N);
    for (size_t e = 0; e < N * N; e++)
        d.a[e] = hypot(x.a[e / N * 2] - x.a[e % N * 2], x.a[e / N * 2 + 1] - x.a[e % N * 2 + 1]);
    struct knngraph sparse = graph_of(&d, 1), joined = graph_of(&d, 1);
    size_t added, components = component_count(&d, &sparse, -1);
    expect_good(knngraph_join(&joined, &d, &added));
    assert_true(components > 5);
    assert_int_equal(added, components - 1);
    assert_int_equal(edge_count(&joined), sparse.edges + added);
    assert_int_equal(component_count(&d, &joined, -1), 1);
    for (size_t i = 0; i < N; i++)
        for (size_t e = joined.start[i]; e < joined.start[i + 1]; e++) {
            size_t j = joined.neighbour[e];
            bool before = false;
            for (size_t o = sparse.start[i]; o < sparse.start[i + 1]; o++)
                before = before || sparse.neighbour[o] == j;
            double length = d.a[i * N + j];
            if (!before)
                assert_true(component_count(&d, &sparse, length) <
                            component_count(&d, &sparse, nextafter(length, 0)));
        }
    knngraph_free(&sparse);
    knngraph_free(&joined);
    matrix_free(&x);
    matrix_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a spanning tree's shortest edges join the components", test_join, NULL, NULL, NULL},
        {"a connected graph stays as it is", test_connected, NULL, NULL, NULL},
        {"each edge of the tree is a shortest one that joins", test_minimal, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
