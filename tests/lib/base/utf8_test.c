/* UTF-8, and what is not. */
#include "base/text/utf8.h"
#include "expect.h"

#include <string.h>

static void characters_have_one_to_four_bytes(void **state)
{
    (void)state;
    static const char *const characters[] = {"a",  "\x7f",         "é", "\xc2\x80",
                                             "日", "\xef\xbf\xbd", "😀"};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        assert_int_equal(utf8_character(characters[i]), strlen(characters[i]));
}

static void what_is_no_character_has_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"\x80",      /* continues nothing */
                                        "\xe9t\xe9", /* ISO 8859-1 */
                                        "\xe6\x97",  /* cut short */
                                        "\xc0\xaf",  /* more bytes than needed */
                                        "\xe0\x80\xaf",
                                        "\xed\xa0\x80", /* half of a pair */
                                        "\xef\xbf\xbe",
                                        "\xef\xbf\xbf", /* none */
                                        "\xf4\x90\x80\x80",
                                        "\xf8\x88\x80\x80\x80",
                                        "\xff"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(utf8_character(texts[i]), 0);
}

static void a_line_has_no_control_characters_and_no_other_bytes(void **state)
{
    (void)state;
    static const char *const broken[] = {"a\tb", "a\n", "\x1b[1m", "\x7f", "caf\xe9"};
    assert_true(utf8_is_line("", 0));
    assert_true(utf8_is_line("né 日本", strlen("né 日本")));
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_false(utf8_is_line(broken[i], strlen(broken[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_have_one_to_four_bytes),
        cmocka_unit_test(what_is_no_character_has_none),
        cmocka_unit_test(a_line_has_no_control_characters_and_no_other_bytes),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
