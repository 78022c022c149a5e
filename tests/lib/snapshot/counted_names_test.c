/* Names that a program counts on. */
#include "expect.h"
#include "snapshot/counted_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16 };

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct counted_names counted_of(const char *const *names)
{
    struct tensor tensors[MOST] = {0};
    struct checkpoint c = {.tensors = tensors};
    struct counted_names n;
    for (; names[c.count]; c.count++) {
        assert_true(c.count < MOST);
        tensors[c.count].name = (char *)(uintptr_t)names[c.count];
    }
    expect_good(counted_names_of(&n, &c));
    return n;
}

/* Ranked names of two checkpoints are equal or not. */
static void check_alike(const char *const *names, const char *name, const char *const *others,
                        const char *other, bool alike)
{
    struct counted_names n = counted_of(names), m = counted_of(others);
    char *ranked, *other_ranked;
    expect_good(counted_names_rank(&n, name, &ranked));
    expect_good(counted_names_rank(&m, other, &other_ranked));
    assert_int_equal(strcmp(ranked, other_ranked) == 0, alike);
    free(ranked);
    free(other_ranked);
    counted_names_free(&n);
    counted_names_free(&m);
}

static void parts_that_nobody_counts_keep_their_text(void **state)
{
    (void)state;
    static const char *const others[] = {"b/dense_01", "b/dense_0", "b/_1", "b/1",
                                         "b/dense1",   "b/d_1x",    "c/d"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            check_alike(NAMES(others[i]), others[i], NAMES(others[k]), others[k], i == k);
    check_alike(NAMES("a/_1"), "a/_1", NAMES("a/_2"), "a/_2", false);
    check_alike(NAMES("fc_1.w"), "fc_1.w", NAMES("fc_2.w"), "fc_2.w", false);
    check_alike(NAMES("a/d_1"), "a/d_1", NAMES("a/d_1000000000000000000"),
                "a/d_1000000000000000000", false);
}

static void names_of_one_checkpoint_stay_different(void **state)
{
    (void)state;
    const char *const *names =
        NAMES("a/d", "a/d_1", "a/d_2", "a/d_3", "a/d_4", "a/d_5", "a/d_6", "a/d_7", "a/d_8",
              "a/d_9", "a/d_10", "a/d1", "a/d_1\n1", "a/d\n1", "a\nd", "a_1/d");
    for (size_t i = 0; names[i]; i++)
        for (size_t k = 0; names[k]; k++)
            check_alike(names, names[i], names, names[k], i == k);
}

static void ranks_follow_numbers_and_begin_without_one(void **state)
{
    (void)state;
    const char *const *first = NAMES("a/d", "a/d_1", "a/d_2");
    const char *const *later = NAMES("a/d_10", "a/d_100", "a/d_9");
    check_alike(first, "a/d", later, "a/d_9", true);
    check_alike(first, "a/d_1", later, "a/d_10", true);
    check_alike(first, "a/d_2", later, "a/d_100", true);
    check_alike(first, "a/d_1", later, "a/d_9", false);
}

static void each_stem_counts_by_itself_wherever_it_stands(void **state)
{
    (void)state;
    const char *const *first = NAMES("m/dense/net/dense/w", "m/conv/net/conv/w", "m/dense_1/net/v");
    const char *const *later =
        NAMES("m/dense_3/net_1/dense_3/w", "m/conv_7/net_1/conv_7/w", "m/dense_4/net_1/v");
    for (size_t i = 0; i < 3; i++)
        check_alike(first, first[i], later, later[i], true);
    check_alike(first, first[0], later, later[2], false);
}

static void the_text_lists_what_has_another_number(void **state)
{
    (void)state;
    struct counted_names n = counted_of(NAMES("b", "m/c/w", "m/d/w", "m/d_1/w"));
    struct counted_names m = counted_of(NAMES("b_1", "m/c/w", "m/d_9/w", "m/d_10/w", "m/d_11/w"));
    char *text;
    expect_good(counted_names_compare(&n, &m, &text));
    assert_string_equal(text, "d_9, d_10 taken for d, d_1");
    free(text);
    counted_names_free(&n);
    counted_names_free(&m);
}

/* More parts than the list has room for at first, most of them again and again. */
static void parts_are_kept_once(void **state)
{
    (void)state;
    static char name[4000];
    for (size_t i = 0; i < 300; i++)
        sprintf(name + strlen(name), "d_%zu/d_%zu/", 1 + i % 7, 1 + i % 99);
    struct counted_names n = counted_of(NAMES(name));
    assert_int_equal(n.count, 1 + 99); /* the last part is empty */
    for (size_t i = 1; i < n.count; i++)
        assert_int_equal(n.at[i].number, n.at[i].rank + 1);
    counted_names_free(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_that_nobody_counts_keep_their_text),
        cmocka_unit_test(names_of_one_checkpoint_stay_different),
        cmocka_unit_test(ranks_follow_numbers_and_begin_without_one),
        cmocka_unit_test(each_stem_counts_by_itself_wherever_it_stands),
        cmocka_unit_test(the_text_lists_what_has_another_number),
        cmocka_unit_test(parts_are_kept_once),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
