/* The tensors of parts, and of all of them. */
#include "part/tensors.h"

#include "expect.h"

#include <stdlib.h>

static struct table table_of(const char *text)
{
    struct table t;
    expect_good(table_parse(&t, text, false, "tensors"));
    return t;
}

/* Frees the table. */
static void expect_table(struct table *t, const char *expected)
{
    char *text;
    expect_good(table_format(t, &text));
    assert_string_equal(text, expected);
    free(text);
    table_free(t);
}

static const char whole[] = "name\tdtype\tshape\tfirst\tcount\n"
                            "a\tf32\t2x5\t0\t10\n"
                            "b\tf64\t7\t10\t7\n"
                            "c\tf32\tscalar\t17\t1\n";

/* Columns [first, end) of the 18. */
static struct table piece(size_t first, size_t end)
{
    struct table t = table_of(whole);
    const struct span range = {first, end - first};
    expect_good(part_tensors_narrow(&t, 18, &range));
    return t;
}

static void a_range_has_pieces_of_tensors(void **state)
{
    (void)state;
    struct table t = piece(3, 17);
    expect_table(&t, "name\tdtype\tshape\tfirst\tcount\toffset\n"
                     "a\tf32\t2x5\t0\t7\t3\n"
                     "b\tf64\t7\t7\t7\t0\n");
    t = piece(17, 18);
    expect_table(&t, "name\tdtype\tshape\tfirst\tcount\toffset\nc\tf32\tscalar\t0\t1\t0\n");
}

static void no_table_stays_none(void **state)
{
    (void)state;
    struct table t = {0};
    const struct span range = {0, 1};
    expect_good(part_tensors_narrow(&t, 18, &range));
    assert_int_equal(t.columns.count, 0);
}

static struct error *join(struct table *joined, struct table *parts, size_t count)
{
    const struct table *at[4];
    *joined = (struct table){0};
    for (size_t i = 0; i < count; i++)
        at[i] = &parts[i];
    struct error *err = part_tensors_join(joined, at, count);
    for (size_t i = 0; i < count; i++)
        table_free(&parts[i]);
    return err;
}

static void pieces_make_the_whole(void **state)
{
    (void)state;
    for (size_t i = 1; i < 17; i++)
        for (size_t j = i + 1; j < 18; j++) {
            struct table joined, parts[] = {piece(0, i), piece(i, j), piece(j, 18)};
            expect_good(join(&joined, parts, 3));
            expect_table(&joined, whole);
        }
}

static void pieces_that_do_not_go_on_are_refused(void **state)
{
    (void)state;
    struct table joined, gap[] = {piece(0, 4), piece(5, 18)};
    expect_error(join(&joined, gap, 2), "tensor a: a part begins with its element 5, but the parts "
                                        "before have 4 of them");
    table_free(&joined);
    struct table twice[] = {piece(0, 6), piece(5, 18)};
    expect_error(join(&joined, twice, 2), "tensor a: a part begins with its element 5");
    table_free(&joined);
    struct table late[] = {piece(0, 10), piece(12, 18)};
    expect_error(join(&joined, late, 2), "tensor b: a part begins with its element 2, but the "
                                         "parts before have 0");
    table_free(&joined);
}

static void tensors_that_lack_elements_are_refused(void **state)
{
    (void)state;
    struct table joined, begun[] = {piece(0, 4), piece(10, 18)}, ended[] = {piece(0, 14)};
    expect_error(join(&joined, begun, 2), "tensor a: the parts have 4 of its 10 elements (2x5)");
    table_free(&joined);
    expect_error(join(&joined, ended, 1), "tensor b: the parts have 4 of its 7 elements (7)");
    table_free(&joined);
    struct table none[] = {table_of("name\tshape\tfirst\tcount\na\t2 by 5\t0\t4\nb\t\t4\t1\n"
                                    "c\t3x\t5\t1\n")};
    expect_good(join(&joined, none, 1)); /* what is no shape tells nothing */
    table_free(&joined);
}

static void groups_of_sketches_stay_and_their_parameters_add_up(void **state)
{
    (void)state;
    struct table joined;
    struct table parts[] = {table_of("name\tdtype\tshape\tfirst\tcount\tparams\na\tf32\t64\t0\t64\t"
                                     "5\nb\tf32\t64\t64\t64\t0\n"),
                            table_of("name\tdtype\tshape\tfirst\tcount\tparams\na\tf32\t64\t0\t64\t"
                                     "1\nb\tf32\t64\t64\t64\t9\n")};
    expect_good(join(&joined, parts, 2));
    expect_table(&joined, "name\tdtype\tshape\tfirst\tcount\tparams\n"
                          "a\tf32\t64\t0\t64\t6\nb\tf32\t64\t64\t64\t9\n");
    struct table other[] = {table_of("name\tfirst\tcount\tparams\na\t0\t64\t5\n"),
                            table_of("name\tfirst\tcount\tparams\nc\t0\t64\t5\n")};
    expect_error(join(&joined, other, 2), "the parts have sketches of other groups");
    table_free(&joined);
    struct table more[] = {table_of("name\tfirst\tcount\tparams\na\t0\t64\t5\n"),
                           table_of("name\tfirst\tcount\tparams\na\t0\t64\t5\nb\t64\t64\t5\n")};
    expect_error(join(&joined, more, 2), "the parts have sketches of other groups");
    table_free(&joined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_has_pieces_of_tensors),
        cmocka_unit_test(no_table_stays_none),
        cmocka_unit_test(pieces_make_the_whole),
        cmocka_unit_test(pieces_that_do_not_go_on_are_refused),
        cmocka_unit_test(tensors_that_lack_elements_are_refused),
        cmocka_unit_test(groups_of_sketches_stay_and_their_parameters_add_up),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
