#include "distance/neighbours.h"

#include "numbers.h"

#include <stdlib.h>

enum { N = 1500 };

/* Six blocks and a rest, in clusters of 250 that are 40 apart: some blocks lie in one, some in two;
 * most are far from each other. Within a cluster rows are up to 2 apart. */
static struct matrix clusters(void)
{
    struct matrix x;
    expect_good(matrix_new(&x, N, 2));
    for (size_t i = 0; i < N; i++) {
        x.a[2 * i] = 40.0 * (double)(i / 250) + sin((double)(i * i));
        x.a[2 * i + 1] = cos((double)(3 * i * i));
    }
    return x;
}

static double distance_of(const struct matrix *x, size_t i, size_t j)
{
    return sqrt(pow(x->a[2 * i] - x->a[2 * j], 2) + pow(x->a[2 * i + 1] - x->a[2 * j + 1], 2));
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each bandwidth is the rank-th of all distances, and the distances are those of all pairs that
 * either bandwidth, times the reach, covers. */
static void check(const struct matrix *x, size_t rank, double reach)
{
    struct matrix copy = copy_of(x);
    struct points points;
    struct neighbour_options options = {.rank = rank, .scale = 1, .reach = reach};
    static double bandwidth[N], farthest[N], sorted[N];
    struct csr found;
    expect_good(
        points_from_matrix(&copy, &(struct points_options){METRIC_EUCLIDEAN, false, 0}, &points));
    expect_good(neighbours_find(&points, &options, NULL, bandwidth, farthest, &found));
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++)
            sorted[j] = distance_of(x, i, j);
        qsort(sorted, N, sizeof *sorted, compare_numbers);
        assert_near(bandwidth[i], sorted[rank], 1e-9); /* sorted[0] is the row itself */
    }
    for (size_t i = 0, e = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            double distance = distance_of(x, i, j),
                   limit = reach * fmax(bandwidth[i], bandwidth[j]);
            bool is_found = e < found.start[i + 1] && found.col[e] == j;
            if (fabs(distance - limit) > 1e-9)
                assert_int_equal(is_found, distance < limit);
            e += is_found;
        }
    csr_free(&found);
    points_free(&points);
}

static void test_finds_what_all_pairs_show(void **state)
{
    (void)state;
    struct matrix x = clusters();
    check(&x, 5, 1.2);
    check(&x, 5, 30);  /* reaches a little into the next cluster */
    check(&x, 260, 1); /* more than a cluster has */
    for (size_t e = 0; e < N * 2; e++)
        x.a[e] /= 256; /* squares of distances below 1 are less than these */
    check(&x, 5, 1.2);
    check(&x, 5, 300); /* far into it */
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_all_pairs_show),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
