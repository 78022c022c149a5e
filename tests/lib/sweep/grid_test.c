/* The settings of a sweep: lists as users write them, and their combinations. */
#include "sweep/grid.h"

#include "expect.h"

#include <stdio.h>
#include <string.h>

static void assert_list(const struct grid_list *list, size_t count, const size_t *values)
{
    assert_int_equal(list->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list->at[i], values[i]);
}

static void lists_keep_the_order_of_users(void **state)
{
    (void)state;
    struct grid g = grid_defaults;
    expect_good(grid_take_k("9,3:5", &g));
    assert_list(&g.k, 4, (size_t[]){9, 3, 4, 5});
    expect_good(grid_take_powers("20,auto,relaxation,1000000000", &g));
    assert_list(&g.powers, 4, (size_t[]){20, GRID_KNEE, GRID_RELAXATION, 1000000000});
    expect_good(grid_take_seeds("0:2,7", &g));
    assert_list(&g.seeds, 4, (size_t[]){0, 1, 2, 7});
    expect_good(grid_take_metrics("cosine,euclidean", &g));
    assert_list(&g.metrics, 2, (size_t[]){METRIC_COSINE, METRIC_EUCLIDEAN});
    expect_good(grid_take_grounds("0.5,0,1", &g));
    assert_true(g.grounds == 3 && g.ground[0] == 0.5 && g.ground[1] == 0 && g.ground[2] == 1);
}

static void lists_print_as_they_may_be_taken(void **state)
{
    (void)state;
    char text[GRID_TEXT_MAX];
    struct grid g = grid_defaults;
    grid_print_numbers(&g.k, text);
    assert_string_equal(text, "5,4,7");
    expect_good(grid_take_powers("20,auto,relaxation", &g));
    grid_print_powers(&g, text);
    assert_string_equal(text, "20,auto,relaxation");
    expect_good(grid_take_metrics("cosine,euclidean", &g));
    grid_print_metrics(&g, text);
    assert_string_equal(text, "cosine,euclidean");
    expect_good(grid_take_grounds("0.5,0", &g));
    grid_print_grounds(&g, text);
    assert_string_equal(text, "0.5,0");
}

/* A hundred values are a list, one more is not. */
static void long_lists_are_refused(void **state)
{
    (void)state;
    struct grid g = grid_defaults;
    char text[8 * GRID_LIST_MAX] = "auto", *end = text + strlen(text);
    char numbers[GRID_TEXT_MAX];
    for (size_t i = 1; i < GRID_LIST_MAX; i++)
        end += sprintf(end, ",%zu", i);
    expect_good(grid_take_powers(text, &g));
    grid_print_powers(&g, numbers);
    assert_string_equal(numbers, text);
    strcpy(end, ",1000");
    expect_error(grid_take_powers(text, &g), "more than 100 values");
    expect_good(grid_take_k("1:100", &g));
    expect_error(grid_take_k("1:101", &g), "more than 100 values");
    expect_error(grid_take_seeds("0:18446744073709551614", &g), "more than 100 values");
}

/* Whatever the lists, every combination comes once, and those with one operator side by side. */
static void every_combination_comes_once(void **state)
{
    (void)state;
    struct grid g = grid_defaults;
    size_t count;
    expect_good(grid_take_powers("auto,9", &g));
    expect_good(grid_take_grounds("0,0.5", &g));
    expect_good(grid_take_metrics("euclidean,cosine", &g));
    g.runs = 2;
    expect_good(grid_count(&g, &count));
    assert_int_equal(count, 3 * 2 * 2 * 3 * 2 * 3);
    assert_int_equal(grid_per_operator(&g), 2 * 2 * 3);
    for (size_t i = 0; i < count; i++) {
        struct grid_setting a = grid_setting(&g, i);
        struct grid_setting first = grid_setting(&g, i - i % grid_per_operator(&g));
        assert_true(a.k == first.k && a.metric == first.metric && a.left_out == first.left_out);
        for (size_t j = 0; j < i; j++) {
            struct grid_setting b = grid_setting(&g, j);
            assert_false(a.k == b.k && a.power == b.power && a.seed == b.seed &&
                         a.ground == b.ground && a.metric == b.metric && a.left_out == b.left_out);
        }
    }
    struct grid_setting first = grid_setting(&g, 0), last = grid_setting(&g, count - 1);
    assert_true(first.k == 5 && first.power == GRID_KNEE && first.left_out == GRID_ALL_RUNS);
    assert_true(last.k == 7 && last.power == 9 && last.seed == 2 && last.left_out == 1);
}

static void too_many_settings_are_refused(void **state)
{
    (void)state;
    struct grid g = grid_defaults;
    size_t count;
    expect_good(grid_take_k("1:100", &g));
    expect_good(grid_take_seeds("0:99", &g));
    expect_good(grid_count(&g, &count));
    assert_int_equal(count, GRID_SETTINGS_MAX);
    g.runs = 1;
    expect_error(grid_count(&g, &count), "at most 10000 pictures");
    g.runs = (size_t)-1 / 5000;
    expect_error(grid_count(&g, &count), "at most 10000 pictures");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lists_keep_the_order_of_users),
                                       cmocka_unit_test(lists_print_as_they_may_be_taken),
                                       cmocka_unit_test(long_lists_are_refused),
                                       cmocka_unit_test(every_combination_comes_once),
                                       cmocka_unit_test(too_many_settings_are_refused)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
