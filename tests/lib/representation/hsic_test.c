/* Rows of activations whose products are HSIC. */
#include "numbers.h"
#include "representation/hsic.h"

/* ---- what there is no row of ---- */

static void rows_that_overflow_are_refused(void **state)
{
    (void)state;
    size_t columns = 7;
    assert_false(hsic_columns(SIZE_MAX / 16, HSIC_BIASED, &columns));
    assert_false(hsic_columns((size_t)1 << 31, HSIC_DEBIASED, &columns));
    assert_int_equal(columns, 7);
}

/* The row of x (samples x features), whose length is in *columns; to free. x is overwritten. */
static struct error *row_of(struct matrix *x, enum hsic estimator, struct matrix *k)
{
    *k = zeros(x->rows, x->rows);
    expect_good(hsic_add_features(k, x));
    return hsic_row(k, estimator);
}

static void refuses(const double *values, size_t samples, size_t features, enum hsic estimator,
                    const char *part)
{
    struct matrix x = matrix_of(samples, features, values), k;
    expect_error(row_of(&x, estimator, &k), part);
    matrix_free(&x);
    matrix_free(&k);
}

static void samples_that_are_all_the_same_have_no_row(void **state)
{
    (void)state;
    /* The sum of ten times 0.1 is not 1: the mean of the column is not its number. */
    double same[20];
    for (size_t i = 0; i < 20; i++)
        same[i] = i % 2 ? 7 : 0.1;
    const double nearly[] = {0, 1e-157, 3e-157, 4e-157};
    refuses(nearly, 4, 1, HSIC_BIASED, "all samples have the same activations");
    refuses(same, 10, 2, HSIC_BIASED, "all samples have the same activations");
    refuses(same, 10, 2, HSIC_DEBIASED, "all samples have the same activations");
}

static void samples_equally_far_apart_have_no_debiased_row(void **state)
{
    (void)state;
    double simplex[25] = {0};
    for (size_t i = 0; i < 5; i++)
        simplex[6 * i] = 0.3;
    refuses(simplex, 5, 5, HSIC_DEBIASED, "equally far apart");
}

static void numbers_whose_squares_overflow_are_refused(void **state)
{
    (void)state;
    refuses((const double[]){1e200, 0, 1, 2}, 4, 1, HSIC_BIASED, "beyond 1e150");
    refuses((const double[]){1.7e308, -1.7e308, 1, 2}, 4, 1, HSIC_DEBIASED, "beyond 1e150");
}

/* ---- numbers ---- */

static double product_of(const struct matrix *a, const struct matrix *b, enum hsic estimator)
{
    size_t columns;
    double sum = 0;
    assert_true(hsic_columns(a->rows, estimator, &columns));
    for (size_t i = 0; i < columns; i++)
        sum += a->a[i] * b->a[i];
    return sum;
}

/* HSIC of two sets of activations by their rows. */
static double by_rows(const struct matrix *x, const struct matrix *y, enum hsic estimator)
{
    struct matrix a = copy_of(x), b = copy_of(y), k, l;
    expect_good(row_of(&a, estimator, &k));
    expect_good(row_of(&b, estimator, &l));
    double product = product_of(&k, &l, estimator);
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&k);
    matrix_free(&l);
    return product;
}

/* Of one feature: covariance^2. (1, 2, 4) and (3, 0, 0): means 7/3 and 1; the sum of products of
 * what is left is 7 - 7 = -4, over N - 1 = 2. */
static void of_one_feature_it_is_the_squared_covariance(void **state)
{
    (void)state;
    struct matrix x = matrix_of(3, 1, (const double[]){1, 2, 4}),
                  y = matrix_of(3, 1, (const double[]){3, 0, 0});
    assert_near(by_rows(&x, &y, HSIC_BIASED), 4, 1e-14);
    matrix_free(&x);
    matrix_free(&y);
}

/* The products of all samples, about the origin, with a diagonal of zeros. */
static struct matrix products_of(const struct matrix *x)
{
    struct matrix k = zeros(x->rows, x->rows);
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j < x->rows; j++)
            for (size_t c = 0; i != j && c < x->cols; c++)
                k.a[i * x->rows + j] += x->a[i * x->cols + c] * x->a[j * x->cols + c];
    return k;
}

/* Song et al. 2012, eq. 5, as it stands there: neither matrix is centred. */
static double by_song(const struct matrix *x, const struct matrix *y)
{
    struct matrix k = products_of(x), l = products_of(y), kl = naive_product(&k, &l);
    double n = (double)x->rows, trace = 0, sum_k = 0, sum_l = 0, sum_kl = 0;
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j < x->rows; j++) {
            trace += i == j ? kl.a[i * x->rows + j] : 0;
            sum_k += k.a[i * x->rows + j];
            sum_l += l.a[i * x->rows + j];
            sum_kl += kl.a[i * x->rows + j];
        }
    matrix_free(&k);
    matrix_free(&l);
    matrix_free(&kl);
    return (trace + sum_k * sum_l / ((n - 1) * (n - 2)) - 2 * sum_kl / (n - 2)) / (n * (n - 3));
}

static void the_debiased_estimate_is_song_s(void **state)
{
    (void)state;
    for (size_t samples = 4; samples < 12; samples++) {
        struct matrix x = random_matrix(samples, 3, samples), y = random_matrix(samples, 5, 70);
        assert_near(by_rows(&x, &y, HSIC_DEBIASED), by_song(&x, &y), 1e-14);
        assert_near(by_rows(&x, &x, HSIC_DEBIASED), by_song(&x, &x), 1e-14);
        matrix_free(&x);
        matrix_free(&y);
    }
}

static void features_may_come_in_strips(void **state)
{
    (void)state;
    struct matrix whole = random_matrix(6, 4, 1), k = zeros(6, 6), parts = zeros(6, 6);
    struct matrix left = zeros(6, 1), right = zeros(6, 3);
    for (size_t i = 0; i < 6; i++) {
        left.a[i] = whole.a[4 * i];
        memcpy(right.a + 3 * i, whole.a + 4 * i + 1, 3 * sizeof *right.a);
    }
    expect_good(hsic_add_features(&k, &whole));
    expect_good(hsic_add_features(&parts, &left));
    expect_good(hsic_add_features(&parts, &right));
    assert_all_near(&parts, &k, 1e-15);
    matrix_free(&whole);
    matrix_free(&left);
    matrix_free(&right);
    matrix_free(&k);
    matrix_free(&parts);
}

/* Behind 1e8 there is room for eight digits, of which a mean of sevenths needs all. */
static void a_far_mean_costs_no_digits(void **state)
{
    (void)state;
    struct matrix near = matrix_of(7, 1, (const double[]){0, 1, 2, 4, 7, 11, 16}),
                  far = copy_of(&near);
    for (size_t i = 0; i < 7; i++)
        far.a[i] += 1e8;
    for (enum hsic estimator = HSIC_BIASED; estimator <= HSIC_DEBIASED; estimator++)
        assert_true(by_rows(&near, &near, estimator) == by_rows(&far, &far, estimator));
    matrix_free(&near);
    matrix_free(&far);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_overflow_are_refused),
        cmocka_unit_test(samples_that_are_all_the_same_have_no_row),
        cmocka_unit_test(samples_equally_far_apart_have_no_debiased_row),
        cmocka_unit_test(numbers_whose_squares_overflow_are_refused),
        cmocka_unit_test(of_one_feature_it_is_the_squared_covariance),
        cmocka_unit_test(the_debiased_estimate_is_song_s),
        cmocka_unit_test(features_may_come_in_strips),
        cmocka_unit_test(a_far_mean_costs_no_digits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
