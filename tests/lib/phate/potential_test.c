#include "phate/potential.h"

#include "distance/rows.h"

#include "numbers.h"
#include "phate/potential_distance.h"

static struct matrix example(void)
{
    return matrix_of(3, 3, (const double[]){1, 0, 0, 0.25, 0.5, 0.25, 0, 0.0625, 0.9375});
}

static void check(double gamma, const double *expected, double tolerance)
{
    struct matrix p = example(), u = matrix_of(3, 3, expected);
    expect_good(potential_transform(&p, gamma));
    assert_all_near(&p, &u, tolerance);
    matrix_free(&p);
    matrix_free(&u);
}

/* -ln(1 + 1e-7) = -9.9999995e-8, -ln 1e-7 = 16.118095650958319, -ln(0.25 + 1e-7) =
 * 1.3862939611199706, -ln(0.5 + 1e-7) = 0.69314698055996529, -ln(0.0625 + 1e-7) =
 * 2.7725871222410611, -ln(0.9375 + 1e-7) = 0.06453841447091019 (to 16 digits, by Python's decimal).
 */
static void test_logarithm(void **state)
{
    (void)state;
    const double u[] = {-9.9999995000000333e-8, 16.11809565095832,  16.11809565095832,
                        1.3862939611199706,     0.6931469805599653, 1.3862939611199706,
                        16.11809565095832,      2.772587122241061,  0.06453841447091019};
    check(1, u, 2e-15);
}

static void test_none(void **state)
{
    (void)state;
    struct matrix p = example();
    check(-1, p.a, 0);
    matrix_free(&p);
}

/* gamma 0: c = 1/2, 2 sqrt(p). gamma 0.5: c = 1/4, 4 p^(1/4). gamma -0.5: c = 3/4, 4/3 p^(3/4). */
static void test_powers(void **state)
{
    (void)state;
    check(0, (const double[]){2, 0, 0, 1, 1.4142135623730951, 1, 0, 0.5, 1.9364916731037085},
          1e-15);
    check(0.5,
          (const double[]){4, 0, 0, 2.8284271247461903, 3.3635856610148585, 2.8284271247461903, 0,
                           2, 3.9359793425308609},
          1e-15);
    check(-0.5,
          (const double[]){1.3333333333333333, 0, 0, 0.47140452079103173, 0.79280474333514738,
                           0.47140452079103173, 0, 0.16666666666666667, 1.2703318703865368},
          1e-15);
}

static void refused(const double *p, size_t rows, size_t cols, const char *part)
{
    struct matrix m = matrix_of(rows, cols, p);
    expect_error(potential_transform(&m, 1), part);
    matrix_free(&m);
}

static void test_bad_operators(void **state)
{
    (void)state;
    refused((const double[]){0.5, 0.5, 0.5, 0.4}, 2, 2, "row 1 sums to 0.9, not 1");
    refused((const double[]){0.5, 0.5, 0.5, 0.49999}, 2, 2, "row 1 sums to 0.99999, not 1");
    refused((const double[]){1.5, -0.5, 0, 1}, 2, 2, "row 0, column 1: -0.5 is negative");
    refused((const double[]){1, 0, NAN, 1}, 2, 2, "row 1, column 0: nan");
    refused((const double[]){1, 0, INFINITY, 1}, 2, 2, "row 1, column 0: inf");
    refused((const double[]){1, 0, 0, 0, 1, 0}, 2, 3, "square: got 2 x 3");
    refused(NULL, 0, 0, "empty");
}

/* An operator of two components, whose rows are even and odd ones. */
static struct matrix two_components(void)
{
    enum { ROWS = 9 };
    struct matrix p = random_matrix(ROWS, ROWS, 5);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0;
        for (size_t j = 0; j < ROWS; j++) {
            p.a[i * ROWS + j] = i % 2 == j % 2 ? fabs(p.a[i * ROWS + j]) : 0;
            sum += p.a[i * ROWS + j];
        }
        for (size_t j = 0; j < ROWS; j++)
            p.a[i * ROWS + j] /= sum;
    }
    return p;
}

static void test_distances_of_components(void **state)
{
    (void)state;
    for (enum metric metric = METRIC_EUCLIDEAN; metric <= METRIC_CORRELATION; metric++)
        for (double gamma = -1; gamma <= 1; gamma++) {
            struct matrix p = two_components(), whole = copy_of(&p), d, expected;
            struct components c;
            expect_good(potential_distances(&p, gamma, metric, NULL, &d, &c));
            assert_int_equal(c.count, 2);
            expect_good(potential_transform(&whole, gamma));
            expect_good(distance_between_rows(&whole, metric, &expected));
            assert_all_near(&d, &expected, 1e-12);
            components_free(&c);
            matrix_free(&d);
            matrix_free(&p);
            matrix_free(&whole);
            matrix_free(&expected);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"gamma 1 is the logarithm above a floor of 1e-7", test_logarithm, NULL, NULL, NULL},
        {"gamma -1 leaves the operator as it is", test_none, NULL, NULL, NULL},
        {"a gamma between is a power", test_powers, NULL, NULL, NULL},
        {"components' distances are those of all rows of the potential",
         test_distances_of_components, NULL, NULL, NULL},
        {"what is no operator is refused by row and column", test_bad_operators, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
