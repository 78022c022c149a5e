#include "matrix/power.h"
#include "matrix/product.h"

#include "numbers.h"

#include <omp.h>

/* More rows than a strip of columns is wide, and than a block of rows is high. */
enum { N = 70, LARGE = 300 };

/* A ring: each row keeps a half and hands a share to the next, the rest to the one before, so that
 * there are three entries a row. Symmetric for a share of 1/4. */
static struct matrix ring(size_t n, double share)
{
    struct matrix m = zeros(n, n);
    for (size_t i = 0; i < n; i++) {
        m.a[i * n + i] = 0.5;
        m.a[i * n + (i + 1) % n] = share;
        m.a[i * n + (i + n - 1) % n] = 0.5 - share;
    }
    return m;
}

/* All entries differ from 0, the rows sum to 1. */
static struct matrix full(size_t n, bool symmetric)
{
    struct matrix m = zeros(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            m.a[i * n + j] =
                (1 + (double)((symmetric ? i * j : i * i + 3 * j) % 7)) / (4.0 * (double)n);
    return m;
}

/* Every power up to 24 against one more naive product each. */
static void expect_powers(struct matrix base, bool symmetric)
{
    struct matrix expected = copy_of(&base);
    for (size_t t = 1; t <= 24; t++) {
        struct matrix power = copy_of(&base), next;
        expect_good(power_raise(&power, t, symmetric));
        assert_all_near(&power, &expected, 1e-13);
        matrix_free(&power);
        next = naive_product(&expected, &base);
        matrix_free(&expected);
        expected = next;
    }
    matrix_free(&expected);
    matrix_free(&base);
}

static void test_sparse_powers(void **state)
{
    (void)state;
    expect_powers(ring(N, 0.25), true);
    expect_powers(ring(N, 0.125), false);
}

static void test_dense_powers(void **state)
{
    (void)state;
    expect_powers(full(N, true), true);
    expect_powers(full(N, false), false);
    expect_powers(full(1, true), true);
}

/* Long enough that squarings take part: the power of a ring of n is known, its eigenvectors are
 * waves. (P^t)_ij = 1/n sum_k (1/2 + 1/2 cos(2 pi k / n))^t cos(2 pi k (i - j) / n). */
static void test_high_power(void **state)
{
    (void)state;
    const size_t powers[] = {1000, 1023, 4096};
    const double pi = acos(-1);
    for (size_t p = 0; p < 3; p++) {
        struct matrix m = ring(N, 0.25);
        expect_good(power_raise(&m, powers[p], true));
        for (size_t i = 0; i < N; i++) {
            double expected = 0;
            for (size_t k = 0; k < N; k++) {
                double angle = 2 * pi * (double)k / N;
                expected +=
                    pow(0.5 + 0.5 * cos(angle), (double)powers[p]) * cos(angle * (double)i) / N;
            }
            assert_near(m.a[i], expected, 1e-12);
        }
        matrix_free(&m);
    }
}

static void test_threads(void **state)
{
    (void)state;
    struct matrix one = ring(LARGE, 0.25), two = ring(LARGE, 0.25);
    omp_set_num_threads(1);
    expect_good(power_raise(&one, 11, true));
    omp_set_num_threads(3);
    expect_good(power_raise(&two, 11, true));
    assert_memory_equal(one.a, two.a, (size_t)LARGE * LARGE * sizeof(double));
    matrix_free(&one);
    matrix_free(&two);
}

static void test_multiply(void **state)
{
    (void)state;
    for (int symmetric = 0; symmetric < 2; symmetric++) {
        struct matrix x = full(LARGE, symmetric), y = copy_of(&x), expected = naive_product(&x, &y);
        struct matrix room = zeros(LARGE, LARGE);
        product_multiply(&x, &y, &room, symmetric);
        assert_all_near(&x, &expected, 1e-13);
        matrix_free(&x);
        matrix_free(&y);
        matrix_free(&room);
        matrix_free(&expected);
    }
}

static void expect_outer(struct matrix m)
{
    struct matrix transposed = copy_of(&m), product, expected;
    for (size_t i = 0; i < m.rows; i++)
        for (size_t j = 0; j < m.rows; j++)
            transposed.a[i * m.rows + j] = m.a[j * m.rows + i];
    expected = naive_product(&m, &transposed);
    expect_good(product_outer(&m, &product));
    assert_all_near(&product, &expected, 1e-13);
    matrix_free(&m);
    matrix_free(&transposed);
    matrix_free(&product);
    matrix_free(&expected);
}

static void test_outer(void **state)
{
    (void)state;
    expect_outer(ring(N, 0.125));
    expect_outer(full(N, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"powers of matrices with few entries are repeated products", test_sparse_powers, NULL,
         NULL, NULL},
        {"powers of full matrices are repeated products", test_dense_powers, NULL, NULL, NULL},
        {"high powers of a ring's random walk are those of its waves", test_high_power, NULL, NULL,
         NULL},
        {"the number of threads does not change a bit of a sparse power", test_threads, NULL, NULL,
         NULL},
        {"products are products, symmetric or not", test_multiply, NULL, NULL, NULL},
        {"outer products are products with the transpose", test_outer, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
