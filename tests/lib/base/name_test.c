/* The parts of tensors' names. */
#include "base/text/name.h"

#include "expect.h"

static void parts_stand_between_dots_slashes_and_brackets(void **state)
{
    (void)state;
    static const char *const names[] = {"a.bc.d", "a/bc/d", "['a']['bc'].d", ".a[bc].d",
                                        "a//bc./d:0"};
    static const char *const words[] = {"a", "bc", "d"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct name parts;
        name_split(&parts, names[i]);
        assert_int_equal(parts.count, 3);
        for (size_t k = 0; k < 3; k++)
            assert_true(name_part_is(&parts.at[k], words[k]));
    }
}

static void a_part_is_a_word_or_ends_in_one(void **state)
{
    (void)state;
    struct name parts;
    name_split(&parts, "x/conv_u");
    assert_false(name_part_is(&parts.at[1], "conv"));
    assert_false(name_part_is(&parts.at[1], "conv_u2"));
    assert_true(name_part_ends_in(&parts.at[1], "u"));
    assert_false(name_part_ends_in(&parts.at[1], "nv_u"));
    assert_false(name_part_ends_in(&parts.at[1], "conv_u"));
}

static void the_part_before_is_found_whatever_separates(void **state)
{
    (void)state;
    const char *name = "a['params']['w']";
    const struct name_part before = name_part_before(name, strchr(name, 'w'));
    assert_true(name_part_is(&before, "params"));
    assert_string_equal(name_rest(before.text + before.length), "w']");
    assert_int_equal(name_part_before(name, name).length, 0);
    name = "['w";
    assert_int_equal(name_part_before(name, name + 2).length, 0);
}

static void the_last_part_counts_of_however_many(void **state)
{
    (void)state;
    char name[4 * NAME_PARTS] = "";
    struct name parts;
    for (int i = 0; i < NAME_PARTS + 3; i++)
        strcat(name, "a.");
    strcat(name, "end");
    name_split(&parts, name);
    assert_int_equal(parts.count, NAME_PARTS);
    assert_true(name_part_is(&parts.at[NAME_PARTS - 1], "end"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_stand_between_dots_slashes_and_brackets),
        cmocka_unit_test(a_part_is_a_word_or_ends_in_one),
        cmocka_unit_test(the_part_before_is_found_whatever_separates),
        cmocka_unit_test(the_last_part_counts_of_however_many),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
