/* One picture laid on another: what was moved, turned and mirrored comes back, and no distance
 * changes. Expected values are worked out by hand. */
#include "embedding/superposition.h"
#include "expect.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const size_t all[] = {0, 1, 2, 3};

/* An L of four points; and the same mirrored, turned by 90 degrees and moved. */
static const double ell[] = {0, 0, 2, 0, 2, 1, 0, 4};
static const double moved[] = {5, 5, 5, 7, 6, 7, 9, 5};

static void expect_near(const struct matrix *m, const double *expected)
{
    for (size_t i = 0; i < m->rows * m->cols; i++)
        assert_true(fabs(m->a[i] - expected[i]) < 1e-12);
}

static void what_was_mirrored_and_turned_comes_back(void **state)
{
    (void)state;
    double a[8], b[8];
    memcpy(a, moved, sizeof a);
    memcpy(b, ell, sizeof b);
    struct matrix points = {a, 4, 2}, to = {b, 4, 2};
    expect_good(superposition_lay(&points, all, &to, all, 4));
    expect_near(&points, ell);
}

/* Twice as large it keeps its size, about the mean of the other: (1, 1.25). */
static void nothing_is_scaled(void **state)
{
    (void)state;
    double a[8], b[8];
    for (size_t i = 0; i < 8; i++) {
        a[i] = 2 * ell[i];
        b[i] = ell[i];
    }
    const double mean[] = {1, 1.25};
    struct matrix points = {a, 4, 2}, to = {b, 4, 2};
    expect_good(superposition_lay(&points, all, &to, all, 4));
    for (size_t i = 0; i < 8; i++)
        assert_true(fabs(points.a[i] - (2 * ell[i] - mean[i % 2])) < 1e-12);
}

/* Three common rows, in another order; the fourth goes with them. */
static void other_rows_go_with_the_common_ones(void **state)
{
    (void)state;
    double a[8], b[] = {2, 1, 99, 99, 0, 0, 2, 0};
    memcpy(a, moved, sizeof a);
    struct matrix points = {a, 4, 2}, to = {b, 4, 2};
    expect_good(
        superposition_lay(&points, (const size_t[]){0, 1, 2}, &to, (const size_t[]){2, 3, 0}, 3));
    expect_near(&points, ell);
}

static void one_dimension_is_only_mirrored(void **state)
{
    (void)state;
    double a[] = {4, 3, 1}, b[] = {0, 1, 3};
    const double expected[] = {0, 1, 3};
    struct matrix points = {a, 3, 1}, to = {b, 3, 1};
    expect_good(superposition_lay(&points, all, &to, all, 3));
    expect_near(&points, expected);
}

static void too_few_rows_are_refused(void **state)
{
    (void)state;
    double a[8], b[8];
    memcpy(a, moved, sizeof a);
    memcpy(b, ell, sizeof b);
    struct matrix points = {a, 4, 2}, to = {b, 4, 2};
    expect_error(superposition_lay(&points, all, &to, all, 2),
                 "2 common rows: do not tell how the picture is turned");
    expect_error(superposition_lay(&points, all, &to, all, 0), "0 common rows");
    expect_near(&points, moved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_mirrored_and_turned_comes_back),
        cmocka_unit_test(nothing_is_scaled),
        cmocka_unit_test(other_rows_go_with_the_common_ones),
        cmocka_unit_test(one_dimension_is_only_mirrored),
        cmocka_unit_test(too_few_rows_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
