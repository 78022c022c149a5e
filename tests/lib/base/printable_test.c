/* What a person is shown of a text. */
#include "base/text/printable.h"
#include "expect.h"

#include <stdlib.h>

/* What is shown of a text, which may have a NUL in it. */
static char *shown_of(const char *text, size_t length)
{
    char *to = NULL;
    size_t size;
    FILE *f = open_memstream(&to, &size);
    assert_non_null(f);
    printable_put(f, text, length);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(printable_length(text, length), size);
    return to;
}

static void expect_shown(const char *text, const char *expected)
{
    char *shown = shown_of(text, strlen(text)), *own;
    assert_string_equal(shown, expected);
    expect_good(printable_text(text, &own));
    assert_string_equal(own, expected);
    assert_int_equal(printable_is(text, strlen(text)), strcmp(text, expected) == 0);
    free(shown);
    free(own);
}

static void what_is_printable_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "fc1.weight",
                                        "a b~",
                                        "C:\\runs",
                                        "naïve 日本 😀",
                                        "\xc2\xa0",
                                        "\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_shown(texts[i], texts[i]);
}

static void what_a_terminal_obeys_is_escaped(void **state)
{
    (void)state;
    expect_shown("a\nb\tc\rd", "a\\nb\\tc\\rd");
    expect_shown("\x1b]0;own\a\x7f", "\\x1b]0;own\\x07\\x7f");
    expect_shown("\xc2\x9b"
                 "31m",
                 "\\xc2\\x9b31m"); /* U+009B */
    expect_shown("\xc2\x80\xc2\x9f", "\\xc2\\x80\\xc2\\x9f");
}

/* Of U+2028 to U+202E and of U+2066 to U+2069 the first and the last. */
static void so_is_what_ends_lines_or_turns_the_direction(void **state)
{
    (void)state;
    expect_shown("\xe2\x80\xa8", "\\xe2\\x80\\xa8");
    expect_shown("\xe2\x80\xae", "\\xe2\\x80\\xae");
    expect_shown("\xe2\x81\xa6", "\\xe2\\x81\\xa6");
    expect_shown("\xe2\x81\xa9", "\\xe2\\x81\\xa9");
}

static void and_so_is_what_is_not_utf_8(void **state)
{
    (void)state;
    expect_shown("caf\xe9", "caf\\xe9");
    expect_shown("cut \xe3\x83", "cut \\xe3\\x83");
    expect_shown("\xc0\xaf", "\\xc0\\xaf");
    expect_shown("\xed\xa0\x80", "\\xed\\xa0\\x80");
    expect_shown("\xef\xbf\xbe", "\\xef\\xbf\\xbe");
    expect_shown("\x80é\xff", "\\x80é\\xff");
}

static void a_text_may_end_anywhere(void **state)
{
    (void)state;
    char *shown = shown_of("a日", 3);
    assert_string_equal(shown, "a\\xe6\\x97");
    free(shown);
    shown = shown_of("\0b", 2);
    assert_string_equal(shown, "\\x00b");
    free(shown);
    assert_int_equal(printable_character("日", 3), 3);
    assert_int_equal(printable_character("日", 2), 0);
    assert_int_equal(printable_character("", 0), 0);
}

static void what_was_made_printable_stays_so(void **state)
{
    (void)state;
    char *once, *twice;
    expect_good(printable_text("\n\x1b\xff\\n", &once));
    expect_good(printable_text(once, &twice));
    assert_string_equal(once, twice);
    free(once);
    free(twice);
}

static void lines_keep_their_ends_and_tabs(void **state)
{
    (void)state;
    static const char text[] = "a\tb\r\n\x1b\n";
    char *to = NULL;
    size_t size;
    FILE *f = open_memstream(&to, &size);
    assert_non_null(f);
    printable_put_lines(f, text, sizeof text - 1);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(to, "a\tb\\r\n\\x1b\n");
    free(to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printable_stays),
        cmocka_unit_test(what_a_terminal_obeys_is_escaped),
        cmocka_unit_test(so_is_what_ends_lines_or_turns_the_direction),
        cmocka_unit_test(and_so_is_what_is_not_utf_8),
        cmocka_unit_test(a_text_may_end_anywhere),
        cmocka_unit_test(what_was_made_printable_stays_so),
        cmocka_unit_test(lines_keep_their_ends_and_tabs),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
