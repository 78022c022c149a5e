#include "distance/rows.h"

#include "numbers.h"

/* The distance by its definition, in long double. */
static long double direct(const struct matrix *x, size_t i, size_t j, enum metric metric)
{
    const double *a = x->a + i * x->cols, *b = x->a + j * x->cols;
    long double squared = 0, aa = 0, bb = 0;
    for (size_t c = 0; c < x->cols; c++) {
        aa += (long double)a[c] * a[c];
        bb += (long double)b[c] * b[c];
    }
    long double la = metric == METRIC_COSINE ? sqrtl(aa) : 1;
    long double lb = metric == METRIC_COSINE ? sqrtl(bb) : 1;
    for (size_t c = 0; c < x->cols; c++)
        squared += (a[c] / la - b[c] / lb) * (a[c] / la - b[c] / lb);
    return metric == METRIC_COSINE ? squared / 2 : sqrtl(squared);
}

static struct matrix distances(const struct matrix *x, enum metric metric)
{
    struct matrix copy = copy_of(x), d;
    expect_good(distance_between_rows(&copy, metric, &d));
    matrix_free(&copy);
    return d;
}

/* Every distance is right to `relative` of itself. */
static void check(const struct matrix *x, enum metric metric, double relative)
{
    struct matrix d = distances(x, metric);
    size_t n = x->rows;
    assert_int_equal(d.rows, n);
    assert_int_equal(d.cols, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(d.a[i * n + i] == 0);
        for (size_t j = 0; j < n; j++) {
            double expected = (double)direct(x, i, j, metric);
            assert_near(d.a[i * n + j], expected, relative * expected);
            assert_true(d.a[i * n + j] == d.a[j * n + i]);
        }
    }
    matrix_free(&d);
}

static void test_by_hand(void **state)
{
    (void)state;
    struct matrix x = matrix_of(3, 2, (const double[]){0, 1, 3, 5, 3, 1});
    struct matrix sides = matrix_of(3, 3, (const double[]){0, 5, 3, 5, 0, 4, 3, 4, 0});
    struct matrix d = distances(&x, METRIC_EUCLIDEAN);
    assert_all_near(&d, &sides, 1e-15);
    matrix_free(&d);
    matrix_free(&x);
    matrix_free(&sides);
    x = matrix_of(3, 2, (const double[]){2, 0, 0, 1, -3, 0}); /* at right angles; opposite */
    struct matrix cosines = matrix_of(3, 3, (const double[]){0, 1, 2, 1, 0, 1, 2, 1, 0});
    d = distances(&x, METRIC_COSINE);
    assert_all_near(&d, &cosines, 1e-15);
    matrix_free(&d);
    matrix_free(&x);
    matrix_free(&cosines);
}

static void test_random(void **state)
{
    (void)state;
    static const size_t shapes[][2] = {{1, 1}, {1, 5}, {2, 2}, {3, 40}, {17, 17}, {70, 130}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        struct matrix x = random_matrix(shapes[s][0], shapes[s][1], s);
        check(&x, METRIC_EUCLIDEAN, 1e-10);
        if (shapes[s][1] > 1) /* of one column cosines are 1 or -1: noise beside 0 */
            check(&x, METRIC_COSINE, 1e-10);
        matrix_free(&x);
    }
}

/* Pairs at all distances from 1e-1 down to 1e-9 of the norms, beside a common offset. */
static void test_near_rows(void **state)
{
    (void)state;
    enum { PAIRS = 25, COLS = 60 };
    struct matrix x = random_matrix(2 * PAIRS, COLS, 7);
    uint64_t seed = 8;
    for (size_t p = 0; p < PAIRS; p++)
        for (size_t c = 0; c < COLS; c++) {
            double *a = x.a + 2 * p * COLS + c;
            *a += 16;
            a[COLS] = *a + pow(10, -1 - (double)p / 3) * random_number(&seed);
        }
    check(&x, METRIC_EUCLIDEAN, 1e-10);
    matrix_free(&x);
}

static void test_equal_rows(void **state)
{
    (void)state;
    enum { ROWS = 40, COLS = 33 };
    struct matrix x = random_matrix(ROWS, COLS, 9);
    for (size_t i = ROWS / 2; i < ROWS; i++)
        memcpy(x.a + i * COLS, x.a + i * 7 % (ROWS / 2) * COLS, COLS * sizeof *x.a);
    for (int metric = METRIC_EUCLIDEAN; metric <= METRIC_CORRELATION; metric++) {
        struct matrix d = distances(&x, (enum metric)metric);
        for (size_t i = ROWS / 2; i < ROWS; i++)
            assert_true(d.a[i * ROWS + i * 7 % (ROWS / 2)] == 0);
        matrix_free(&d);
    }
    matrix_free(&x);
}

static void test_all_equal(void **state)
{
    (void)state;
    struct matrix x = zeros(7, 11), none = zeros(7, 7);
    for (size_t i = 0; i < 77; i++)
        x.a[i] = 0.1;
    for (int metric = METRIC_EUCLIDEAN; metric <= METRIC_COSINE; metric++) {
        struct matrix d = distances(&x, (enum metric)metric);
        assert_all_near(&d, &none, 0);
        matrix_free(&d);
    }
    matrix_free(&x);
    matrix_free(&none);
}

static void test_triangle_inequality(void **state)
{
    (void)state;
    enum { N = 30 };
    struct matrix x = random_matrix(N, 4, 10), d = distances(&x, METRIC_EUCLIDEAN);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            for (size_t k = 0; k < N; k++)
                assert_true(d.a[i * N + j] <= d.a[i * N + k] + d.a[k * N + j] + 1e-14);
    matrix_free(&x);
    matrix_free(&d);
}

/* A rotation in every plane of neighbouring columns. */
static void rotate(struct matrix *x, double angle)
{
    for (size_t c = 0; c + 1 < x->cols; c++)
        for (size_t i = 0; i < x->rows; i++) {
            double *at = x->a + i * x->cols + c, a = at[0], b = at[1];
            at[0] = cos(angle) * a - sin(angle) * b;
            at[1] = sin(angle) * a + cos(angle) * b;
        }
}

static void test_rotation(void **state)
{
    (void)state;
    struct matrix x = random_matrix(20, 9, 11);
    for (int metric = METRIC_EUCLIDEAN; metric <= METRIC_COSINE; metric++) {
        struct matrix turned = copy_of(&x);
        rotate(&turned, 0.7);
        struct matrix before = distances(&x, (enum metric)metric),
                      after = distances(&turned, (enum metric)metric);
        assert_all_near(&after, &before, 1e-14);
        matrix_free(&turned);
        matrix_free(&before);
        matrix_free(&after);
    }
    matrix_free(&x);
}

static void test_scale(void **state)
{
    (void)state;
    struct matrix x = random_matrix(12, 5, 12);
    for (size_t i = 0; i < 12; i++) /* the lengths of rows, far enough to under- and overflow */
        for (size_t c = 0; c < 5; c++)
            x.a[i * 5 + c] *= pow(10, 50 * (double)i - 280);
    check(&x, METRIC_COSINE, 1e-10);
    matrix_free(&x);
}

static void test_row_of_zeros(void **state)
{
    (void)state;
    struct matrix x = matrix_of(2, 2, (const double[]){1, 2, 0, 0}), d;
    expect_error(distance_between_rows(&x, METRIC_COSINE, &d), "row 1 is all zeros");
    assert_null(d.a);
    matrix_free(&x);
    x = matrix_of(2, 2, (const double[]){3, 4, 0, 0});
    d = distances(&x, METRIC_EUCLIDEAN);
    assert_near(d.a[1], 5, 1e-15);
    matrix_free(&x);
    matrix_free(&d);
}

/* Cosines of the rows less their means; shifts and scales of rows are of no consequence. */
static void test_correlation(void **state)
{
    (void)state;
    enum { ROWS = 20, COLS = 50 };
    struct matrix x = random_matrix(ROWS, COLS, 13), moved = copy_of(&x);
    for (size_t i = 0; i < ROWS; i++) {
        double mean = matrix_row_sum(&x, i) / COLS;
        for (size_t c = 0; c < COLS; c++) {
            x.a[i * COLS + c] -= mean;
            moved.a[i * COLS + c] = (double)(i + 1) * moved.a[i * COLS + c] + (double)i;
        }
    }
    struct matrix cosines = distances(&x, METRIC_COSINE),
                  correlations = distances(&x, METRIC_CORRELATION),
                  shifted = distances(&moved, METRIC_CORRELATION);
    assert_all_near(&correlations, &cosines, 1e-14);
    assert_all_near(&shifted, &cosines, 1e-13);
    matrix_free(&x);
    matrix_free(&moved);
    matrix_free(&cosines);
    matrix_free(&correlations);
    matrix_free(&shifted);
}

static void test_correlation_by_hand(void **state)
{
    (void)state;
    struct matrix x = matrix_of(3, 3, (const double[]){1, 2, 3, 30, 20, 10, 5, 5, 8});
    const double h = 0.86602540378443865; /* sqrt(3) / 2 */
    struct matrix expected =
        matrix_of(3, 3, (const double[]){0, 2, 1 - h, 2, 0, 1 + h, 1 - h, 1 + h, 0});
    struct matrix d = distances(&x, METRIC_CORRELATION);
    assert_all_near(&d, &expected, 1e-15);
    matrix_free(&x);
    matrix_free(&expected);
    matrix_free(&d);
}

static void test_constant_row(void **state)
{
    (void)state;
    struct matrix x = zeros(2, 100), d;
    for (size_t c = 0; c < 100; c++) {
        x.a[c] = (double)c;
        x.a[100 + c] = 0.1;
    }
    expect_error(distance_between_rows(&x, METRIC_CORRELATION, &d), "row 1 is constant");
    assert_null(d.a);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"distances agree with a calculation by hand", test_by_hand, NULL, NULL, NULL},
        {"distances of random rows agree with the definition", test_random, NULL, NULL, NULL},
        {"distances of near rows are right to 1e-10 of themselves", test_near_rows, NULL, NULL,
         NULL},
        {"equal rows have distance 0", test_equal_rows, NULL, NULL, NULL},
        {"where all rows are equal all distances are 0", test_all_equal, NULL, NULL, NULL},
        {"the triangle inequality holds", test_triangle_inequality, NULL, NULL, NULL},
        {"a rotation leaves distances as they are", test_rotation, NULL, NULL, NULL},
        {"the lengths of rows do not matter to the cosine", test_scale, NULL, NULL, NULL},
        {"correlations agree with a calculation by hand", test_correlation_by_hand, NULL, NULL,
         NULL},
        {"correlations are cosines of the rows less their means", test_correlation, NULL, NULL,
         NULL},
        {"the correlation of a constant row is refused", test_constant_row, NULL, NULL, NULL},
        {"the cosine of a row of zeros is refused, its length is not", test_row_of_zeros, NULL,
         NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
