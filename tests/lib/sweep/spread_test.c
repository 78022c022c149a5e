/* What the places of a sweep's pictures tell: spread, stability of groups, distances off the mean;
 * by hand, of three pictures of five snapshots: of all, of the first three and of the last two. */
#include "numbers.h"
#include "sweep/settings.h"
#include "sweep/spread.h"
#include "sweep/stability.h"

enum { ROWS = 5, PICTURES = 3 };

/* The snapshots 0 and 1 are the first group, 2 the second, 3 and 4 the third. */
static size_t rows_of[ROWS] = {0, 1, 2, 3, 4}, group_of[ROWS] = {0, 0, 1, 2, 2},
              seen[ROWS] = {2, 2, 2, 2, 2};
static double one[] = {0, 0, 2, 0, 1, 3, 5, 5, 5, 7}, other[] = {0, 2, 2, 2, 1, 7},
              last[] = {5, 5, 5, 9}, mean[] = {0, 1, 2, 1, 1, 5, 5, 5, 5, 8};

static const struct subset all = {rows_of, ROWS}, some = {rows_of, 3}, end = {rows_of + 3, 2};
static struct picture_result pictures[PICTURES] = {
    {.setting = {.k = 5, .left_out = GRID_ALL_RUNS}, .rows = &all, .coords = {one, ROWS, 2}},
    {.setting = {.k = 4, .left_out = 0}, .rows = &some, .coords = {other, 3, 2}},
    {.setting = {.k = 4, .left_out = 1}, .rows = &end, .coords = {last, 2, 2}}};
static struct sweep sweep = {.count = PICTURES,
                             .pictures = pictures,
                             .consensus = {.mean = {mean, ROWS, 2}, .seen = seen},
                             .component = group_of,
                             .components = 3};

static void spread_is_that_of_the_pictures_that_have_the_snapshot(void **state)
{
    (void)state;
    struct spread s;
    expect_good(spread_find(&s, &sweep));
    const double expected[ROWS] = {1, 1, 4, 0, 1}; /* of y alone */
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(s.covariance.a[3 * i] == 0 && s.covariance.a[3 * i + 1] == 0);
        assert_true(s.covariance.a[3 * i + 2] == expected[i]);
        assert_true(s.distance.a[i] == sqrt(expected[i]));
    }
    spread_free(&s);
}

/* In space the trace of xx, xy, xz, yy, yz, zz is the first, fourth and sixth of them. */
static void spread_in_space_has_six_covariances(void **state)
{
    (void)state;
    double a[] = {1, 2, 3}, b[] = {3, 6, 9}, middle[] = {2, 4, 6};
    size_t row[] = {0}, twice[] = {2};
    struct subset rows = {row, 1};
    struct picture_result p[] = {{.rows = &rows, .coords = {a, 1, 3}},
                                 {.rows = &rows, .coords = {b, 1, 3}}};
    struct sweep three = {
        .count = 2, .pictures = p, .consensus = {.mean = {middle, 1, 3}, .seen = twice}};
    const double expected[] = {1, 2, 3, 4, 6, 9};
    struct spread s;
    expect_good(spread_find(&s, &three));
    for (size_t i = 0; i < 6; i++)
        assert_true(s.covariance.a[i] == expected[i]);
    assert_true(fabs(s.distance.a[0] - sqrt(14)) < 1e-15);
    spread_free(&s);
}

static double number_at(const struct table *t, size_t row, const char *column)
{
    double value = 0;
    assert_true(table_number(t, row, table_column(t, column), &value));
    return value;
}

/* The mean places are 2.6, 4 in the middle, their mean square about it 4.24 + 7.2. Centroids are
 * (1, 0), (1, 3), (5, 6) in the first picture, (1, 2), (1, 7) in the second. */
static void pairs_count_where_both_groups_are_whole(void **state)
{
    (void)state;
    struct sweep_source source = {0};
    struct table t;
    double unit = sqrt(4.24 + 7.2);
    expect_good(stability_table(&sweep, &source, &t));
    assert_int_equal(t.rows, 3);
    assert_string_equal(table_cell(&t, 0, 0), "component");
    assert_string_equal(table_cell(&t, 1, 1), "1");
    assert_string_equal(table_cell(&t, 1, 2), "3");
    assert_true(number_at(&t, 0, "pictures") == 2 && number_at(&t, 1, "pictures") == 1);
    assert_true(fabs(number_at(&t, 0, "distance") - 4 / unit) < 1e-14);
    assert_true(fabs(number_at(&t, 0, "cv") - 0.25) < 1e-14); /* 3 and 5 */
    assert_true(fabs(number_at(&t, 0, "least") - 3 / unit) < 1e-14);
    assert_true(fabs(number_at(&t, 0, "most") - 5 / unit) < 1e-14);
    assert_true(fabs(number_at(&t, 1, "distance") - sqrt(52) / unit) < 1e-14);
    assert_true(number_at(&t, 1, "cv") == 0);
    assert_true(fabs(number_at(&t, 2, "distance") - 5 / unit) < 1e-14);
    table_free(&t);
}

/* No picture has the third and a group of no row: their distance is not known. */
static void runs_are_the_groups_of_one_component(void **state)
{
    (void)state;
    struct run runs[] = {{.name = "a"}, {.name = "b"}};
    size_t run_of[ROWS] = {0, RUNS_NONE, 0, 1, 1};
    struct sweep_source source = {.runs = {.at = runs, .count = 2}, .run = run_of};
    struct sweep joined = sweep;
    struct table t;
    joined.components = 1;
    joined.count = 1;
    joined.pictures = &pictures[1];
    expect_good(stability_table(&joined, &source, &t));
    assert_int_equal(t.rows, 1);
    assert_string_equal(table_cell(&t, 0, 0), "run");
    assert_string_equal(table_cell(&t, 0, 1), "a");
    assert_string_equal(table_cell(&t, 0, 2), "b");
    assert_string_equal(table_cell(&t, 0, 3), "0");
    assert_string_equal(table_cell(&t, 0, 4), "nan");
    table_free(&t);
}

static void settings_tell_how_far_pictures_are_off(void **state)
{
    (void)state;
    struct run runs[] = {{.name = "a"}, {.name = "b"}};
    struct sweep_source source = {.runs = {.at = runs, .count = 2}};
    struct table t;
    expect_good(settings_table(&sweep, &source, &t));
    assert_int_equal(t.rows, PICTURES);
    assert_true(fabs(number_at(&t, 0, "off-mean") - sqrt(7.0 / 5)) < 1e-15); /* 1, 1, 4, 0, 1 */
    assert_true(fabs(number_at(&t, 1, "off-mean") - sqrt(6.0 / 3)) < 1e-15); /* 1, 1, 4 */
    assert_true(number_at(&t, 0, "rows") == 5 && number_at(&t, 1, "rows") == 3);
    assert_string_equal(table_cell(&t, 0, table_column(&t, "left-out")), "");
    assert_string_equal(table_cell(&t, 1, table_column(&t, "left-out")), "a");
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spread_is_that_of_the_pictures_that_have_the_snapshot),
        cmocka_unit_test(spread_in_space_has_six_covariances),
        cmocka_unit_test(pairs_count_where_both_groups_are_whole),
        cmocka_unit_test(runs_are_the_groups_of_one_component),
        cmocka_unit_test(settings_tell_how_far_pictures_are_off)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
