/* The lines that evaluators answer with. */
#include "evaluation/answer.h"

#include "expect.h"

#include <math.h>
#include <stdio.h>

static void numbers_are_read_in_every_form(void **state)
{
    (void)state;
    struct answer a;
    const char line[] = " 1\t-2.5e-3  inf -nan 8.\r";
    expect_good(answer_parse(&a, line, strlen(line)));
    assert_int_equal(a.count, 5);
    assert_true(a.numbers[0] == 1 && a.numbers[1] == -2.5e-3 && isinf(a.numbers[2]) &&
                a.numbers[4] == 8);
    assert_true(isnan(a.numbers[3]) && !signbit(a.numbers[3]));
    assert_true(!a.file && !a.block && a.block_bytes == 0);
    answer_free(&a);
}

static void a_line_holds_so_many_numbers(void **state)
{
    (void)state;
    struct answer a;
    char line[2 * ANSWER_NUMBERS_MAX + 3] = "";
    for (size_t i = 0; i < ANSWER_NUMBERS_MAX; i++)
        memcpy(line + 2 * i, "1 ", 3);
    expect_good(answer_parse(&a, line, strlen(line)));
    assert_int_equal(a.count, ANSWER_NUMBERS_MAX);
    answer_free(&a);
    strcat(line, "1");
    expect_error(answer_parse(&a, line, strlen(line)), "not a line of numbers: \"1 1 ");
}

static void predictions_are_the_last_field(void **state)
{
    (void)state;
    struct answer a;
    expect_good(answer_parse(&a, "1 2 file:/tmp/my file.npy \r", 27));
    assert_int_equal(a.count, 2);
    assert_string_equal(a.file, "/tmp/my file.npy");
    answer_free(&a);
    expect_good(answer_parse(&a, "1 block:4294967296 ", 19));
    assert_true(a.count == 1 && a.block_bytes == 4294967296);
    assert_null(a.block);
    answer_free(&a);
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line, *part;
    } bad[] = {
        {"", "not a line of numbers: \"\""},
        {"loss 1", "not a line of numbers: \"loss 1\""},
        {"1 2x", "not a line of numbers"},
        {"1,2", "not a line of numbers"},
        {"0x10", "not a line of numbers: \"0x10\""},
        {"0x1p3", "not a line of numbers"},
        {"1e999", "not a line of numbers: \"1e999\""},
        {"1 -1e999", "not a line of numbers"},
        {"nan(3)", "not a line of numbers"},
        {"1.5.2", "not a line of numbers"},
        {"1e", "not a line of numbers"},
        {"1_000", "not a line of numbers"},
        {"loss=1", "not a line of numbers"},
        {"file:a.npy", "not a line of numbers"},
        {"block:3", "not a line of numbers"},
        {"1 blocks:3", "not a line of numbers"},
        {"1 file: ", "names no file"},
        {"1 block:", "not a number of bytes: \"\""},
        {"1 block:0", "not a number of bytes: \"0\""},
        {"1 block:-4", "not a number of bytes"},
        {"1 block: 4", "not a number of bytes"},
        {"1 block:4k", "not a number of bytes: \"4k\""},
        {"1 block:4 2", "not a number of bytes: \"4 2\""},
        {"1 block:18446744073709551616", "not a number of bytes"},
    };
    struct answer a;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_error(answer_parse(&a, bad[i].line, strlen(bad[i].line)), bad[i].part);
    expect_error(answer_parse(&a, "1\0002", 3), "\"1?2\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_every_form),
        cmocka_unit_test(a_line_holds_so_many_numbers),
        cmocka_unit_test(predictions_are_the_last_field),
        cmocka_unit_test(anything_else_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
