#include "matrix/lapack.h"

#include "numbers.h"

static const char what[] = "some eigenvectors", remedy[] = "is it finite?";

/* Checks that the pairs are eigenpairs of m, orthonormal and ascending. */
static void assert_eigenpairs(const struct matrix *m, const double *value,
                              const struct matrix *vector)
{
    size_t n = m->rows;
    for (size_t c = 0; c < vector->rows; c++) {
        const double *v = vector->a + c * n;
        for (size_t i = 0; i < n; i++) {
            double image = 0;
            for (size_t j = 0; j < n; j++)
                image += m->a[i * n + j] * v[j];
            assert_near(image, value[c] * v[i], 1e-12 * (double)n);
        }
        for (size_t d = 0; d <= c; d++) {
            double product = 0;
            for (size_t j = 0; j < n; j++)
                product += v[j] * vector->a[d * n + j];
            assert_near(product, c == d, 1e-12 * (double)n);
        }
        assert_true(c == 0 || value[c] >= value[c - 1]);
    }
}

/* The `count` largest eigenpairs; the values are left in `value`. */
static void check_largest(const struct matrix *m, size_t count, double *value)
{
    struct matrix work = copy_of(m), vector = zeros(count, m->rows);
    expect_good(lapack_largest_eigenpairs(&work, value, &vector, what, remedy));
    assert_eigenpairs(m, value, &vector);
    matrix_free(&work);
    matrix_free(&vector);
}

static void test_by_hand(void **state)
{
    (void)state;
    /* 1 and 3 of the block, and 2 */
    struct matrix m = matrix_of(3, 3, (const double[]){2, 1, 0, 1, 2, 0, 0, 0, 2});
    double value[3];
    check_largest(&m, 2, value);
    assert_near(value[0], 2, 1e-14);
    assert_near(value[1], 3, 1e-14);
    check_largest(&m, 3, value);
    assert_near(value[0], 1, 1e-14);
    matrix_free(&m);
}

/* The double-centred squared distances of a hub at 1 from `leaves` leaves that are 2 apart. On what
 * sums to 0 over the leaves they are -1/2 (-2^2) = 2, `leaves` - 1 times. */
static struct matrix star(size_t leaves)
{
    size_t n = leaves + 1;
    struct matrix m = zeros(n, n), mean = zeros(1, n);
    double total = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            m.a[i * n + j] = i == j ? 0 : i * j == 0 ? 1 : 4;
            mean.a[i] += m.a[i * n + j] / (double)n;
        }
    for (size_t i = 0; i < n; i++)
        total += mean.a[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            m.a[i * n + j] = -0.5 * (m.a[i * n + j] - mean.a[i] - mean.a[j] + total);
    matrix_free(&mean);
    return m;
}

static void test_equal_values(void **state)
{
    (void)state;
    const size_t leaves[] = {9, 299, 500};
    for (size_t s = 0; s < sizeof leaves / sizeof *leaves; s++) {
        struct matrix m = star(leaves[s]);
        double value[3];
        check_largest(&m, 3, value);
        for (size_t i = 0; i < 3; i++)
            assert_near(value[i], 2, 1e-12);
        matrix_free(&m);
    }
}

static void test_constant(void **state)
{
    (void)state;
    struct matrix m = zeros(300, 300);
    double value[2];
    check_largest(&m, 2, value);
    assert_near(value[0], 0, 0);
    for (size_t i = 0; i < m.rows; i++)
        m.a[i * m.cols + i] = 7;
    check_largest(&m, 2, value);
    assert_near(value[0], 7, 1e-14);
    matrix_free(&m);
}

static void test_not_finite(void **state)
{
    (void)state;
    struct matrix m = matrix_of(2, 2, (const double[]){1, NAN, NAN, 1}), vector = zeros(1, 2);
    double value;
    expect_error(lapack_largest_eigenpairs(&m, &value, &vector, what, remedy), "is it finite");
    matrix_free(&m);
    matrix_free(&vector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the largest eigenpairs are those calculated by hand", test_by_hand, NULL, NULL, NULL},
        {"hundreds of equal eigenvalues are found, as of a star", test_equal_values, NULL, NULL,
         NULL},
        {"so are those of multiples of the identity", test_constant, NULL, NULL, NULL},
        {"what is not finite is refused", test_not_finite, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
