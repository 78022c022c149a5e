/* What of distances from elsewhere is rounding. */
#include "distance/rounding.h"

#include "numbers.h"

static void check(size_t rows, size_t cols, const double *given, const double *expected)
{
    struct matrix d = matrix_of(rows, cols, given), e = matrix_of(rows, cols, expected);
    distance_round(&d);
    assert_memory_equal(d.a, e.a, rows * cols * sizeof *d.a);
    matrix_free(&d);
    matrix_free(&e);
}

/* Of a largest distance of 2. */
static void a_millionth_of_the_largest_is_rounding(void **state)
{
    (void)state;
    check(2, 2, (const double[]){1e-6, 2, 2 - 1e-6, -1e-6},
          (const double[]){0, 2 - 1e-6, 2 - 1e-6, 0});
    check(3, 3, (const double[]){0, -1e-16, 2, -2e-16, 0, 1, 2, 1, 0},
          (const double[]){0, 0, 2, 0, 0, 1, 2, 1, 0});
}

static void what_is_more_stays(void **state)
{
    (void)state;
    const double diagonal[] = {3e-6, 2, 2, -3e-6}, askew[] = {0, 2, 2 - 3e-6, 0},
                 below[] = {0, -3e-6, 2, -3e-6, 0, 1, 2, 1, 0}, endless[] = {0, INFINITY, 5, NAN},
                 oblong[] = {1e-9, 1, 2};
    check(2, 2, diagonal, diagonal);
    check(2, 2, askew, askew);
    check(3, 3, below, below);
    check(2, 2, endless, endless);
    check(1, 3, oblong, oblong);
}

/* More rows than a tile has. */
static void the_lower_side_counts_everywhere(void **state)
{
    (void)state;
    enum { N = 150 };
    struct matrix d = random_matrix(N, N, 1);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j <= i; j++) {
            d.a[i * N + j] = i == j ? 1e-9 : 2 + d.a[i * N + j];
            d.a[j * N + i] = d.a[i * N + j] + (i == j ? 0 : 1e-9 * (double)(j % 3));
        }
    struct matrix lower = copy_of(&d);
    distance_round(&d);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j <= i; j++) {
            assert_true(d.a[i * N + j] == (i == j ? 0 : lower.a[i * N + j]));
            assert_true(d.a[j * N + i] == d.a[i * N + j]);
        }
    matrix_free(&d);
    matrix_free(&lower);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_millionth_of_the_largest_is_rounding),
        cmocka_unit_test(what_is_more_stays),
        cmocka_unit_test(the_lower_side_counts_everywhere),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
