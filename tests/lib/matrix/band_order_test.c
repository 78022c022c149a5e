#include "matrix/band_order.h"

#include "numbers.h"

#include <stdbool.h>

enum { N = 97 }; /* a prime: multiples of a step meet every row */

/* Rows i and j, under the labels of a shuffle, are neighbours. */
static void connect(struct matrix *m, size_t i, size_t j)
{
    size_t n = m->rows, a = i * 37 % n, b = j * 37 % n;
    m->a[a * n + b] = m->a[b * n + a] = 1 + (double)(i + j);
}

static struct matrix path(void)
{
    struct matrix m = zeros(N, N);
    for (size_t i = 1; i < N; i++)
        connect(&m, i - 1, i);
    return m;
}

static struct matrix ring(void)
{
    struct matrix m = path();
    connect(&m, 0, N - 1);
    return m;
}

/* 7 x 13 points, each beside four; the rest of the rows are alone. */
static struct matrix grid(void)
{
    enum { WIDTH = 7, HEIGHT = 13 };
    struct matrix m = zeros(N, N);
    for (size_t y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < WIDTH; x++) {
            if (x > 0)
                connect(&m, y * WIDTH + x - 1, y * WIDTH + x);
            if (y > 0)
                connect(&m, (y - 1) * WIDTH + x, y * WIDTH + x);
        }
    return m;
}

/* Three paths, and rows without any neighbour between them. */
static struct matrix pieces(void)
{
    struct matrix m = zeros(N, N);
    for (size_t i = 1; i < N; i++)
        if (i % 30 > 2)
            connect(&m, i - 1, i);
    return m;
}

static void assert_permutation(const size_t *order)
{
    bool seen[N] = {false};
    for (size_t p = 0; p < N; p++) {
        assert_true(order[p] < N);
        assert_false(seen[order[p]]);
        seen[order[p]] = true;
    }
}

/* In its order the matrix has no more than that half-width, and is the same matrix. */
static void expect_half_width(struct matrix dense, size_t expected)
{
    struct csr m, permuted;
    size_t order[N];
    expect_good(csr_from_dense(&m, &dense));
    expect_good(band_order(&m, order));
    assert_permutation(order);
    expect_good(band_order_permute(&m, order, &permuted));
    expect_good(csr_check_structure(&permuted));
    assert_int_equal(permuted.nonzeros, m.nonzeros);
    for (size_t p = 0; p < N; p++)
        for (size_t q = 0; q < N; q++)
            assert_true(csr_at(&permuted, p, q) == dense.a[order[p] * N + order[q]]);
    assert_in_range(band_order_half_width(&permuted), 0, expected);
    csr_free(&m);
    csr_free(&permuted);
    matrix_free(&dense);
}

static void test_path(void **state)
{
    (void)state;
    expect_half_width(path(), 1);
}

static void test_ring(void **state)
{
    (void)state;
    expect_half_width(ring(), 2);
}

/* Ordered diagonal by diagonal, a grid's points have the next diagonal's neighbours at their own
 * place in it or a place on, and no diagonal is longer than the shorter side. */
static void test_grid(void **state)
{
    (void)state;
    expect_half_width(grid(), 7 + 1);
}

static void test_pieces(void **state)
{
    (void)state;
    expect_half_width(pieces(), 1);
    expect_half_width(zeros(N, N), 0);
}

/* A one-way path: each row has an entry for the next one only. */
static void test_directed(void **state)
{
    (void)state;
    struct matrix m = zeros(N, N);
    for (size_t i = 1; i < N; i++)
        m.a[((i - 1) * 37 % N) * N + i * 37 % N] = 1;
    expect_half_width(m, 1);
}

/* The rows of the component with the smallest row come first, and so on. */
static void test_components_stay_together(void **state)
{
    (void)state;
    struct matrix dense = zeros(6, 6);
    const size_t edges[3][2] = {{0, 4}, {1, 5}, {5, 2}};
    for (size_t e = 0; e < 3; e++)
        dense.a[edges[e][0] * 6 + edges[e][1]] = dense.a[edges[e][1] * 6 + edges[e][0]] = 1;
    struct csr m;
    size_t order[6];
    expect_good(csr_from_dense(&m, &dense));
    expect_good(band_order(&m, order));
    assert_int_equal(order[0] + order[1], 0 + 4);
    assert_int_equal(order[3], 5); /* between 1 and 2, whichever is first */
    assert_int_equal(order[5], 3);
    csr_free(&m);
    matrix_free(&dense);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a shuffled path is found to be one", test_path, NULL, NULL, NULL},
        {"a shuffled ring has a half-width of 2 at most", test_ring, NULL, NULL, NULL},
        {"a shuffled grid has the half-width of its shorter side, or one more", test_grid, NULL,
         NULL, NULL},
        {"rows alone, and several paths, are in order too", test_pieces, NULL, NULL, NULL},
        {"entries count in both directions", test_directed, NULL, NULL, NULL},
        {"components stay together, in the order of their first rows",
         test_components_stay_together, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
