#include "matrix/eigenvalues.h"

#include "matrix/band_order.h"
#include "numbers.h"

#include "matrix/singular.h"
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void assert_same_values(double *got, double *expected, size_t n, double tolerance)
{
    qsort(got, n, sizeof *got, ascending);
    qsort(expected, n, sizeof *expected, ascending);
    for (size_t k = 0; k < n; k++)
        assert_near(got[k], expected[k], tolerance);
}

/* ---- spectra that are known ---- */

/* Of the n x n matrix with 1/2 on the diagonal and 1/4 beside it: 1/2 + 1/2 cos(k pi / (n + 1)),
 * k = 1 .. n. */
static void path_spectrum(size_t n, double *values)
{
    for (size_t k = 1; k <= n; k++)
        values[k - 1] = 0.5 + 0.5 * cos((double)k * pi / (double)(n + 1));
}

/* And with 1/4 in the far corners too, a ring: 1/2 + 1/2 cos(2 k pi / n). */
static void ring_spectrum(size_t n, double *values)
{
    for (size_t k = 0; k < n; k++)
        values[k] = 0.5 + 0.5 * cos(2 * (double)k * pi / (double)n);
}

/* The row that a shuffle by `step`, which shares no factor with n, makes of row i. */
struct shuffle {
    size_t n, step;
};

static size_t shuffled(struct shuffle s, size_t i)
{
    return i * s.step % s.n;
}

static struct matrix shuffled_path(struct shuffle s, bool is_ring)
{
    struct matrix m = zeros(s.n, s.n);
    for (size_t i = 0; i < s.n; i++) {
        size_t a = shuffled(s, i), b = shuffled(s, (i + 1) % s.n);
        m.a[a * s.n + a] = 0.5;
        if (i + 1 < s.n || is_ring)
            m.a[a * s.n + b] = m.a[b * s.n + a] = 0.25;
    }
    return m;
}

/* The matrix sparse, its rows in band order where that is wished. */
static struct csr sparse_of(const struct matrix *dense, bool ordered)
{
    struct csr m, permuted;
    size_t *order = malloc(dense->rows * sizeof *order);
    expect_good(csr_from_dense(&m, dense));
    expect_good(band_order(&m, order));
    expect_good(band_order_permute(&m, order, &permuted));
    free(order);
    if (!ordered) {
        csr_free(&permuted);
        return m;
    }
    csr_free(&m);
    return permuted;
}

static void test_known_spectra(void **state)
{
    (void)state;
    struct shuffle s = {211, 60};
    for (int is_ring = 0; is_ring < 2; is_ring++)
        for (int ordered = 0; ordered < 2; ordered++) {
            double values[211], expected[211];
            struct matrix dense = shuffled_path(s, is_ring);
            struct csr m = sparse_of(&dense, ordered);
            expect_good(eigenvalues_sparse(&m, values));
            if (is_ring)
                ring_spectrum(s.n, expected);
            else
                path_spectrum(s.n, expected);
            assert_same_values(values, expected, s.n, 1e-14);
            csr_free(&m);
            matrix_free(&dense);
        }
}

/* More rows than dsyevd is given. */
static void test_large_dense(void **state)
{
    (void)state;
    struct shuffle s = {2501, 700};
    struct matrix dense = shuffled_path(s, true), values = zeros(1, s.n), expected = zeros(1, s.n);
    ring_spectrum(s.n, expected.a);
    expect_good(eigenvalues_symmetric(&dense, values.a));
    assert_same_values(values.a, expected.a, s.n, 1e-13);
    matrix_free(&dense);
    matrix_free(&values);
    matrix_free(&expected);
}

/* 1/2 on the diagonal and 1/4 in so many places from it: as many paths, one in the other. */
static void test_wide_band(void **state)
{
    (void)state;
    enum { N = 2300, APART = 70 };
    struct triangle s;
    struct matrix values = zeros(1, N), expected = zeros(1, N);
    expect_good(triangle_new(&s, N, APART));
    assert_true(s.stride < N);
    for (size_t i = 0; i < N; i++) {
        triangle_row(&s, i)[i] = 0.5;
        if (i + APART < N)
            triangle_row(&s, i)[i + APART] = 0.25;
    }
    for (size_t path = 0, at = 0; path < APART; path++) {
        size_t length = (N - path - 1) / APART + 1;
        path_spectrum(length, expected.a + at);
        at += length;
    }
    expect_good(eigenvalues_triangle(&s, values.a));
    assert_same_values(values.a, expected.a, N, 1e-13);
    triangle_free(&s);
    matrix_free(&values);
    matrix_free(&expected);
}

/* ---- singular values: sparse as dense ---- */

/* Squares are good to rounding; of those that are 0 the roots are to the root of that. */
static void square(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] *= values[i];
}

static void expect_same_singular_values(const struct matrix *p, bool narrow)
{
    size_t n = p->rows;
    struct matrix dense = zeros(1, n);
    expect_good(singular_values(p, dense.a));
    square(dense.a, n);
    for (int ordered = 0; ordered < 2; ordered++) {
        struct matrix sparse = zeros(1, n);
        struct csr m = sparse_of(p, ordered);
        if (ordered)
            assert_int_equal(2 * band_order_half_width(&m) < n / 32, narrow);
        expect_good(singular_values_sparse(&m, sparse.a));
        square(sparse.a, n);
        assert_same_values(sparse.a, dense.a, n, 1e-13);
        csr_free(&m);
        matrix_free(&sparse);
    }
    matrix_free(&dense);
}

enum { N = 401 };

/* Row i is tied to the one that is `back` rows before it; shares differ, so that P is no P'. */
static void tie(struct matrix *p, size_t i, size_t back, uint64_t *seed)
{
    struct shuffle s = {N, 100};
    size_t a = shuffled(s, i), b = shuffled(s, i - back);
    p->a[a * N + b] = fabs(random_number(seed));
    p->a[b * N + a] = fabs(random_number(seed));
    p->a[a * N + a] = 0.5;
}

static void test_path_and_tree(void **state)
{
    (void)state;
    uint64_t seed = 1;
    struct matrix path = zeros(N, N), tree = zeros(N, N);
    for (size_t i = 1; i < N; i++) {
        tie(&path, i, 1, &seed);
        tie(&tree, i, i - i / 2, &seed); /* each row has two children */
    }
    expect_same_singular_values(&path, true);
    expect_same_singular_values(&tree, false);
    matrix_free(&path);
    matrix_free(&tree);
}

static void test_components(void **state)
{
    (void)state;
    uint64_t seed = 2;
    struct matrix pieces = zeros(N, N);
    for (size_t i = 1; i < N; i++)
        if (i % 40 > 1) /* and a row alone between each two */
            tie(&pieces, i, 1, &seed);
    expect_same_singular_values(&pieces, true);
    matrix_free(&pieces);
}

/* Each row three times over: two thirds of the values are 0. */
static void test_duplicates(void **state)
{
    (void)state;
    enum { COPIES = 3, ROWS = 399 };
    struct matrix p = zeros(ROWS, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++) {
            size_t a = i / COPIES, b = j / COPIES;
            if (a == b || a + 1 == b || b + 1 == a)
                p.a[i * ROWS + j] = 1.0 / (3 + (double)a);
        }
    expect_same_singular_values(&p, true);
    matrix_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"paths and rings, shuffled, have the spectra of theory, as a band and dense",
         test_known_spectra, NULL, NULL, NULL},
        {"a large dense matrix has the spectrum of theory", test_large_dense, NULL, NULL, NULL},
        {"a wide band has the spectrum of theory", test_wide_band, NULL, NULL, NULL},
        {"singular values of a path and a tree are the same by their entries", test_path_and_tree,
         NULL, NULL, NULL},
        {"so are those of several components and rows alone", test_components, NULL, NULL, NULL},
        {"so are those of duplicates", test_duplicates, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
