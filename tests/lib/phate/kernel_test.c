#include "phate/kernel.h"

#include "numbers.h"

#include <float.h>

enum { MAX = 8 };

static void check_row(struct kernel kernel, double bandwidth, double farthest, size_t count,
                      const double *distances, const double *expected)
{
    double row[MAX] = {0};
    memcpy(row, distances, count * sizeof *row);
    kernel_row(&kernel, row, count, bandwidth, farthest);
    for (size_t j = 0; j < count; j++)
        assert_near(row[j], expected[j], 1e-15);
}

/* Bandwidth 2: exp(-(d/2)^3) at 0, 1, 2, 3 is 1, e^-0.125, e^-1, e^-3.375 = 0.0342. */
static void test_decay(void **state)
{
    (void)state;
    const double d[] = {0, 1, 2, 3}, all[] = {1, exp(-0.125), exp(-1), exp(-3.375)};
    check_row(kernel_make(3, 0), 2, INFINITY, 4, d, all);
    check_row(kernel_make(3, 0.03), 2, INFINITY, 4, d, all);
    check_row(kernel_make(3, 0.04), 2, INFINITY, 4, d,
              (const double[]){1, exp(-0.125), exp(-1), 0});
    check_row(kernel_make(3, 1), 2, INFINITY, 4, d, (const double[]){1, 0, 0, 0});
}

static void test_no_decay(void **state)
{
    (void)state;
    const double d[] = {0, 2, nextafter(2, 3), 1e300};
    check_row(kernel_make(0, 1e-4), 2, INFINITY, 4, d, (const double[]){1, 1, 0, 0});
    check_row(kernel_make(0, 0), 2, INFINITY, 4, d, (const double[]){1, 1, 0, 0});
    check_row(kernel_make(0, 1), 2, INFINITY, 4, d, (const double[]){1, 1, 0, 0});
    check_row(kernel_make(0, 1e-4), 0, INFINITY, 4, d, (const double[]){1, 0, 0, 0});
}

static void test_farthest(void **state)
{
    (void)state;
    const double d[] = {3, 1, 0, 2};
    check_row(kernel_make(1, 0), 1, 2, 4, d, (const double[]){0, exp(-1), 1, exp(-2)});
    check_row(kernel_make(0, 0), 9, 1, 4, d, (const double[]){0, 1, 1, 0});
    check_row(kernel_make(1, 0), 1, 0, 4, d, (const double[]){0, 0, 1, 0});
}

static void test_zero_bandwidth(void **state)
{
    (void)state;
    const double d[] = {0, DBL_MIN, 1}, expected[] = {1, 0, 0};
    check_row(kernel_make(40, 1e-4), 0, INFINITY, 3, d, expected);
    check_row(kernel_make(40, 0), 0, INFINITY, 3, d, expected);
}

/* Nothing beyond the radius has an affinity, and what is a little nearer has, down to decays and
 * thresholds at the ends of their ranges. */
static void test_radius(void **state)
{
    (void)state;
    static const double decays[] = {0, 1e-3, 0.5, 2, 40, 1e6}, thresholds[] = {1e-300, 1e-4, 0.9};
    for (size_t a = 0; a < sizeof decays / sizeof *decays; a++)
        for (size_t t = 0; t < sizeof thresholds / sizeof *thresholds; t++) {
            struct kernel kernel = kernel_make(decays[a], thresholds[t]);
            double radius = kernel_radius(&kernel, 3);
            if (isinf(radius) || radius == 0) /* beyond what a double holds */
                continue;
            double row[] = {nextafter(radius, INFINITY) * (1 + 1e-15), radius * (1 - 1e-6)};
            kernel_row(&kernel, row, 2, 3, INFINITY);
            assert_true(row[0] == 0);
            assert_true(row[1] > 0);
        }
    struct kernel dense = kernel_make(40, 0);
    assert_true(isinf(kernel_radius(&dense, 3)));
    assert_true(isinf(kernel_radius(&dense, 0)));
}

/* Places 0, 1, 3, 7: of each the nearest other, the second and the third. */
static void test_nearest(void **state)
{
    (void)state;
    const double d[] = {0, 1, 3, 7, 1, 0, 2, 6, 3, 2, 0, 4, 7, 6, 4, 0};
    const double expected[3][4] = {{1, 1, 2, 4}, {3, 2, 3, 6}, {7, 6, 4, 7}};
    struct matrix m = matrix_of(4, 4, d);
    for (size_t rank = 1; rank <= 3; rank++) {
        double nearest[4];
        expect_good(kernel_nearest_distances(&m, rank, nearest));
        for (size_t i = 0; i < 4; i++)
            assert_near(nearest[i], expected[rank - 1][i], 0);
    }
    matrix_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"with a decay the kernel is exp(-(d / bandwidth)^decay) above the threshold", test_decay,
         NULL, NULL, NULL},
        {"without decay it is 1 within the bandwidth and 0 beyond, whatever the threshold",
         test_no_decay, NULL, NULL, NULL},
        {"what is farther than the farthest neighbour is 0, what is as far is not", test_farthest,
         NULL, NULL, NULL},
        {"a bandwidth of 0 leaves distance 0", test_zero_bandwidth, NULL, NULL, NULL},
        {"affinities end at the kernel's radius", test_radius, NULL, NULL, NULL},
        {"bandwidths are distances to the nearest other of a rank", test_nearest, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
