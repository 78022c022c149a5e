/* Substitutions; expected results are those of sed -E, and of POSIX where GNU's sed takes a
 * delimiter behind a backslash for an operator. */
#include "base/text/substitution.h"
#include "expect.h"

#include <stdlib.h>

static void refuse(const char *text, const char *why)
{
    struct substitution_list list = {0};
    expect_error(substitution_add(&list, text), why);
    assert_int_equal(list.count, 0);
    substitution_free(&list);
}

static void malformed_substitutions_are_refused(void **state)
{
    (void)state;
    static const char *const forms[] = {"",         "s",         "a/b/",     "y/a/b/", "s/a",
                                        "s/a/b",    "s/a/b/i",   "s/a/b/gg", "s//b/",  "s\\a\\b\\",
                                        "s/a/b\\/", "s/a\\/b/c", "s/a/b/ g", "s/a/b\\"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        refuse(forms[i], "': not of the form s/OLD/NEW/ or s/OLD/NEW/g");
    refuse("s/(a/b/", "substitution 's/(a/b/': malformed regular expression: ");
    refuse("s/a/\\1/", "'s/a/\\1/': refers to group \\1, but has 0: add parentheses");
    refuse("s/(a)(b)/\\3\\1/", "refers to group \\3, but has 2");
}

static void check(const char *substitution, const char *text, const char *expected)
{
    struct substitution_list list = {0};
    char *result;
    expect_good(substitution_add(&list, substitution));
    expect_good(substitution_apply(&list, text, &result));
    assert_string_equal(result, expected);
    free(result);
    substitution_free(&list);
}

static void substitutions_give_what_sed_gives(void **state)
{
    (void)state;
    check("s/a/b/", "xaya", "xbya");
    check("s/a/b/g", "xaya", "xbyb");
    check("s/a/b/", "xyz", "xyz");
    check("s/a//", "aa", "a");
    check("s/^/net./", "fc.w", "net.fc.w");
    check("s/$/.w/", "fc", "fc.w");
    check("s/$/.w/g", "", ".w");
    check("s/^a/b/g", "aaa", "baa");
    check("s/a*/x/g", "baaac", "xbxcx");
    check("s/b*/-/g", "abc", "-a-c-");
    check("s/(fc)([0-9]+)/\\2_\\1/", "net.fc12.w", "net.12_fc.w");
    check("s/[0-9]+/<&>/g", "1.22", "<1>.<22>");
    check("s/a/\\&\\\\/", "a", "&\\");
    check("s/(x)|y/[\\1]/g", "xy", "[x][]");
}

static void any_delimiter_can_stand_for_itself(void **state)
{
    (void)state;
    check("s/\\//./g", "a/b/c", "a.b.c");
    check("s,/,.,g", "a/b/c", "a.b.c");
    check("s/[\\/]/./", "a/b", "a.b");
    check("s|a\\|b|X|g", "a|b", "X");
    check("s.a\\.b.c\\.d.", "axb a.b", "axb c.d");
    check("s&a&\\&b&", "a", "&b");
    check("s1a1\\11", "a", "1");
}

static void each_substitution_sees_what_the_one_before_made(void **state)
{
    (void)state;
    struct substitution_list list = {0};
    char *result;
    expect_good(substitution_add(&list, "s/a/b/"));
    expect_good(substitution_add(&list, "s/b/c/g"));
    expect_good(substitution_apply(&list, "ab", &result));
    assert_string_equal(result, "cc");
    assert_int_equal(list.texts.count, 2);
    free(result);
    substitution_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_substitutions_are_refused),
        cmocka_unit_test(substitutions_give_what_sed_gives),
        cmocka_unit_test(any_delimiter_can_stand_for_itself),
        cmocka_unit_test(each_substitution_sees_what_the_one_before_made),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
