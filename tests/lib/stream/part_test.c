/* Parts of a whole: their text, their attributes, their ranges, and whether all are there. */
#include "stream/record/part_set.h"

#include "base/array.h"
#include "expect.h"

#include <stdio.h>

/* ---- text and attributes ---- */

static void a_part_is_one_of_so_many(void **state)
{
    (void)state;
    struct part p;
    expect_good(part_parse("3/16", &p));
    assert_int_equal(p.index, 3);
    assert_int_equal(p.count, 16);
    expect_good(part_parse("1/1", &p));
    expect_good(part_parse("1000000/1000000", &p));
}

static void what_is_no_part_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "3",
                                      "/",
                                      "3/",
                                      "/3",
                                      "0/3",
                                      "4/3",
                                      "1/0",
                                      "1/3 ",
                                      " 1/3",
                                      "1/3/4",
                                      "-1/3",
                                      "+1/3",
                                      "1:3",
                                      "1/1000001",
                                      "18446744073709551617/3",
                                      "1/18446744073709551617"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        struct part p;
        expect_error(part_parse(bad[i], &p), "not a part: write I/N");
    }
}

static struct part_share share(size_t index, size_t count, size_t held, size_t whole)
{
    return (struct part_share){{index, count}, held, whole};
}

static void a_record_tells_its_part(void **state)
{
    (void)state;
    struct record r;
    struct part_share set = share(2, 3, 10, 31), got;
    expect_good(record_init(&r, "gram", PHM_F64, 4, 4));
    assert_false(part_is(&r));
    expect_good(part_share_of(&r, PART_PARAMS, &got));
    assert_int_equal(got.part.count, 0);
    expect_good(part_share_set(&r, PART_PARAMS, &set));
    assert_true(part_is(&r));
    assert_string_equal(record_attr(&r, "part"), "2/3");
    expect_good(part_share_of(&r, PART_PARAMS, &got));
    assert_memory_equal(&got, &set, sizeof got);
    expect_good(part_make_whole(&r, PART_PARAMS));
    assert_false(part_is(&r));
    assert_null(record_attr(&r, "whole"));
    assert_string_equal(record_attr(&r, "params"), "31");
    record_free(&r);
}

static void attributes_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *part, *params, *whole, *error;
    } bad[] = {{"4/3", "1", "9", "attribute part: 4/3: not a part"},
               {"1/3", NULL, "9", "no attribute params"},
               {"1/3", "1", NULL, "no attribute whole"},
               {"1/3", "x", "9", "attribute params: 'x'"},
               {"1/3", "10", "9", "attribute whole: '9' is not a whole number from 10 on"}};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        struct record r;
        struct part_share got;
        expect_good(record_init(&r, "gram", PHM_F64, 4, 4));
        expect_good(record_attr_set(&r, "part", "%s", bad[i].part));
        if (bad[i].params)
            expect_good(record_attr_set(&r, "params", "%s", bad[i].params));
        if (bad[i].whole)
            expect_good(record_attr_set(&r, "whole", "%s", bad[i].whole));
        expect_error(part_share_of(&r, PART_PARAMS, &got), bad[i].error);
        record_free(&r);
    }
}

/* ---- ranges ---- */

static const struct part_run runs[] = {{7, 8}, {0, 4}, {100, 2}, {1, 1}, {50, 4}, {0, 8}};
enum { ITEMS = 158 };

/* The size of the first `items` items of the runs. */
static size_t size_of(size_t items)
{
    size_t size = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(runs); i++) {
        size_t of_run = items < runs[i].items ? items : runs[i].items;
        size += of_run * runs[i].size;
        items -= of_run;
    }
    return size;
}

static void parts_follow_each_other_and_none_is_empty(void **state)
{
    (void)state;
    for (size_t n = 1; n <= ITEMS; n++) {
        size_t before = 0, first, end = 0;
        for (size_t i = 1; i <= n; i++) {
            expect_good(
                part_cut(&(struct part){i, n}, runs, ARRAY_LENGTH(runs), "columns", &first, &end));
            assert_int_equal(first, before);
            assert_true(end > first);
            before = end;
        }
        assert_int_equal(end, ITEMS);
    }
}

/* 457 bytes: an edge is at most half an item, four bytes, from an equal share. */
static void parts_are_of_equal_size(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 20; n++)
        for (size_t i = 1; i <= n; i++) {
            size_t first, end, size = size_of(ITEMS);
            expect_good(
                part_cut(&(struct part){i, n}, runs, ARRAY_LENGTH(runs), "columns", &first, &end));
            double at = (double)size_of(end), equal = (double)(size * i) / (double)n;
            assert_true(at - equal <= 4 && equal - at <= 4);
        }
}

static void more_parts_than_items_are_refused(void **state)
{
    (void)state;
    size_t first, end;
    expect_error(
        part_cut(&(struct part){3, ITEMS + 1}, runs, ARRAY_LENGTH(runs), "columns", &first, &end),
        "part 3/159: there are only 158 columns: take at most so many parts");
    expect_error(part_cut(&(struct part){1, 1}, NULL, 0, "columns", &first, &end),
                 "there are only 0 columns");
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    size_t first, end;
    const struct part_run large[] = {{SIZE_MAX / 2, 1}, {SIZE_MAX / 4, 4}};
    expect_error(part_cut(&(struct part){1, 2}, large, 2, "columns", &first, &end), "overflows");
    expect_good(part_cut(&(struct part){999999, 1000000}, large, 1, "columns", &first, &end));
    assert_true(end - first <= SIZE_MAX / 2 / 999999 && first > SIZE_MAX / 2 / 1000 * 999);
}

/* ---- sets ---- */

static struct error *add(struct part_set *set, size_t index, size_t held, const char *name,
                         const char *stream)
{
    struct part_share s = share(index, 4, held, 40);
    return part_set_add(set, &s, name, stream);
}

static void all_parts_in_any_order_are_the_whole(void **state)
{
    (void)state;
    struct part_set set = {0};
    expect_good(part_set_check(&set));
    expect_good(add(&set, 3, 10, NULL, "c"));
    expect_good(add(&set, 1, 5, "a", "a"));
    expect_good(add(&set, 4, 10, NULL, "d"));
    expect_good(add(&set, 1, 5, "b", "a"));
    assert_int_equal(part_set_missing(&set, 1), 2);
    expect_good(add(&set, 2, 10, "a", "b"));
    assert_int_equal(part_set_missing(&set, 1), 0);
    expect_good(part_set_check(&set));
    part_set_free(&set);
}

static void missing_parts_are_named(void **state)
{
    (void)state;
    struct part_set set = {0};
    expect_good(add(&set, 2, 10, NULL, "b"));
    expect_good(add(&set, 4, 10, NULL, "d"));
    assert_true(part_set_has(&set, 2));
    assert_false(part_set_has(&set, 3));
    assert_false(part_set_has(&set, 5));
    expect_error(part_set_check(&set),
                 "parts 1, 3 of 4 are missing: give the streams of --part 1/4 "
                 "and of the others, too");
    expect_good(add(&set, 1, 10, NULL, "a"));
    expect_error(part_set_check(&set),
                 "part 3 of 4 is missing: give the stream of --part 3/4, too");
    part_set_free(&set);
}

static void many_missing_parts_are_counted(void **state)
{
    (void)state;
    struct part_set set = {0};
    struct part_share s = share(1, PART_COUNT_MAX, 1, PART_COUNT_MAX);
    expect_good(part_set_add(&set, &s, NULL, "a"));
    expect_error(part_set_check(&set),
                 "parts 2, 3, 4, 5, 6, 7, 8, 9 and 999991 more of 1000000 are missing");
    part_set_free(&set);
}

static void what_appears_twice_is_named_with_both_files(void **state)
{
    (void)state;
    struct part_set set = {0};
    expect_good(add(&set, 2, 1, NULL, "x"));
    expect_good(add(&set, 2, 1, "w", "y"));
    expect_error(add(&set, 2, 1, NULL, "z"), "z: part 2/4 appears twice, first in x");
    expect_error(add(&set, 2, 1, "w", "z"), "z: part 2/4, w appears twice, first in y");
    part_set_free(&set);
}

static void parts_of_different_wholes_are_refused(void **state)
{
    (void)state;
    struct part_set set = {0};
    struct part_share of_five = share(2, 5, 1, 40), larger = share(2, 4, 1, 41);
    expect_good(add(&set, 1, 10, NULL, "a"));
    expect_error(part_set_add(&set, &of_five, NULL, "b"),
                 "b: part 2/5, but a is one of 4 parts: give the parts of one division");
    expect_error(part_set_add(&set, &larger, NULL, "b"), "b: part 2/4 of 41 numbers, but a is a "
                                                         "part of 40");
    expect_error(add(&set, 2, 31, NULL, "b"), "hold more than the whole, 40 numbers");
    part_set_free(&set);
}

static void parts_that_lack_numbers_are_no_whole(void **state)
{
    (void)state;
    struct part_set set = {0};
    for (size_t i = 1; i <= 4; i++)
        expect_good(add(&set, i, i == 2 ? 9 : 10, NULL, "a"));
    expect_error(part_set_check(&set), "the parts hold 39 numbers, but 40 are the whole");
    part_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_one_of_so_many),
        cmocka_unit_test(what_is_no_part_is_refused),
        cmocka_unit_test(a_record_tells_its_part),
        cmocka_unit_test(attributes_that_contradict_each_other_are_refused),
        cmocka_unit_test(parts_follow_each_other_and_none_is_empty),
        cmocka_unit_test(parts_are_of_equal_size),
        cmocka_unit_test(more_parts_than_items_are_refused),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(all_parts_in_any_order_are_the_whole),
        cmocka_unit_test(missing_parts_are_named),
        cmocka_unit_test(many_missing_parts_are_counted),
        cmocka_unit_test(what_appears_twice_is_named_with_both_files),
        cmocka_unit_test(parts_of_different_wholes_are_refused),
        cmocka_unit_test(parts_that_lack_numbers_are_no_whole),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
