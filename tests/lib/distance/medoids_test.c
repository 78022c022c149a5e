#include "distance/medoids.h"

#include "numbers.h"

enum { N = 7 };

/* Rows at 0, 1, 5; at 10, 11, 30, 31 (numbered out of order). */
static const double place[N] = {10, 0, 30, 1, 11, 5, 31};
static const size_t group[N] = {1, 0, 1, 0, 1, 0, 1};

/* Sums of distances: in the first group 6, 5, 9; in the second 42, 40, 40, 42, of which the first
 * least one is that of row 2. */
static void test_distances(void **state)
{
    (void)state;
    struct matrix d = zeros(N, N);
    size_t medoid[2];
    for (size_t e = 0; e < N * N; e++)
        d.a[e] = fabs(place[e / N] - place[e % N]);
    expect_good(medoids_of_distances(&d, group, 2, medoid));
    assert_int_equal(medoid[0], 3);
    assert_int_equal(medoid[1], 2);
    matrix_free(&d);
}

/* The means are 2 and 20.5: 1 is nearest to the one, 11 and 30 are as near to the other. */
static void test_points(void **state)
{
    (void)state;
    struct matrix x = zeros(N, 2);
    const struct row_source points = row_source_of_matrix(&x);
    size_t medoid[2];
    for (size_t i = 0; i < N; i++)
        x.a[2 * i + 1] = place[i];
    expect_good(medoids_of_points(&points, group, 2, medoid));
    assert_int_equal(medoid[0], 3);
    assert_int_equal(medoid[1], 2);
    x.a[2 * 2] = 1; /* aside, it is farther away */
    expect_good(medoids_of_points(&points, group, 2, medoid));
    assert_int_equal(medoid[1], 4);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"a medoid has the least sum of distances", test_distances, NULL, NULL, NULL},
        {"of points it is nearest to their mean", test_points, NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
