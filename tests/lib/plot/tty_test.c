/* What terminals answer; tests/cmd/trajplot/screen.t has the conversation. */
#include "expect.h"
#include "plot/gnuplot/tty.h"

static struct tty_traits answered(const char *answer)
{
    struct tty_traits traits;
    assert_true(tty_parse(answer, strlen(answer), &traits));
    return traits;
}

static void attribute_4_is_sixels(void **state)
{
    (void)state;
    assert_true(answered("\033[?62;4;6;22c").sixel);
    assert_true(answered("\033[?63;1;2;4c").sixel);
    assert_false(answered("\033[?62;6;22c").sixel);
    assert_false(answered("\033[?62;14;40;24;44c").sixel);
}

static void the_first_number_is_the_terminals_kind(void **state)
{
    (void)state;
    assert_false(answered("\033[?4;6c").sixel); /* a VT132 */
    assert_false(answered("\033[?6c").sixel);
    assert_false(answered("\033[?c").sixel);
}

static void the_windows_size_stands_before_the_attributes(void **state)
{
    (void)state;
    struct tty_traits traits = answered("\033[4;600;750t\033[?62;4c");
    assert_int_equal(traits.width, 750);
    assert_int_equal(traits.height, 600);
    assert_true(traits.sixel);
    assert_int_equal(answered("\033[8;24;80t\033[?62;4c").width, 0); /* characters */
    assert_int_equal(answered("\033[4;600t\033[?62;4c").width, 0);
}

static void what_else_was_typed_is_passed_over(void **state)
{
    (void)state;
    assert_true(answered("ls\n\033[A\033\033[c\033[?62;4c").sixel);
    assert_int_equal(answered("4t\033[4;1;2t\033[1;5R\033[?1c").width, 2);
}

static void an_answer_cut_short_is_none(void **state)
{
    (void)state;
    static const char answer[] = "\033[4;600;750t\033[?62;4;6c";
    struct tty_traits traits;
    for (size_t length = 0; length < sizeof answer - 1; length++)
        assert_false(tty_parse(answer, length, &traits));
    assert_true(tty_parse(answer, sizeof answer - 1, &traits));
}

static void no_answer_is_too_long(void **state)
{
    (void)state;
    char answer[4096];
    struct tty_traits traits;
    memset(answer, '4', sizeof answer);
    memcpy(answer, "\033[?", 3);
    answer[sizeof answer - 1] = 'c';
    assert_false(tty_parse(answer, sizeof answer, &traits));
    for (size_t i = 4; i < sizeof answer - 1; i += 2)
        answer[i] = ';';
    answer[200] = 'c';
    assert_true(tty_parse(answer, sizeof answer, &traits));
    assert_true(traits.sixel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attribute_4_is_sixels),
        cmocka_unit_test(the_first_number_is_the_terminals_kind),
        cmocka_unit_test(the_windows_size_stands_before_the_attributes),
        cmocka_unit_test(what_else_was_typed_is_passed_over),
        cmocka_unit_test(an_answer_cut_short_is_none),
        cmocka_unit_test(no_answer_is_too_long),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
