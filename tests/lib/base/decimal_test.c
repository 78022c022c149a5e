/* Numbers as text, and back. */
#include "base/text/decimal.h"
#include "expect.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static void expect_text(const void *element, enum dtype type, bool swapped, const char *expected)
{
    char text[DECIMAL_ROOM];
    assert_int_equal(decimal_element(text, element, type, swapped), strlen(expected));
    assert_string_equal(text, expected);
}

static void integers_have_all_their_digits(void **state)
{
    (void)state;
    const int64_t odd = -((INT64_C(1) << 53) + 1); /* no float64 is equal */
    const int32_t small = -7;
    expect_text(&(uint64_t){UINT64_MAX}, DTYPE_U64, false, "18446744073709551615");
    expect_text(&odd, DTYPE_I64, false, "-9007199254740993");
    expect_text(&small, DTYPE_I32, false, "-7");
}

static void the_other_byte_order_is_read(void **state)
{
    (void)state;
    const uint64_t one = UINT64_C(1) << 56;
    expect_text(&one, DTYPE_I64, true, "1");
    expect_text(&one, DTYPE_U64, true, "1");
}

static void fractions_are_the_shortest_of_their_type(void **state)
{
    (void)state;
    expect_text(&(float){0.1F}, DTYPE_F32, false, "0.1");
    expect_text(&(double){0.1}, DTYPE_F64, false, "0.1");
    expect_text(&(unsigned char){1}, DTYPE_BOOL, false, "1");
}

static void decimals_are_read_up_to_their_end(void **state)
{
    (void)state;
    static const struct {
        const char *text, *rest;
        double value;
    } good[] = {{"1", "", 1},
                {"-2.5e-3 x", " x", -2.5e-3},
                {"+.5,", ",", .5},
                {"7.", "", 7},
                {"1e-999", "", 0},
                {"inf nan", " nan", INFINITY},
                {"-Infinity", "", -INFINITY},
                {"1e", "e", 1}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *end;
        double value;
        assert_true(decimal_scan(good[i].text, &end, &value));
        assert_true(value == good[i].value);
        assert_string_equal(end, good[i].rest);
    }
}

static void other_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",       " 1",     "0x10", "0x1p3", "1e999", "-1e309",
                                      "nan(3)", "-nan()", "e5",   ".",     "+",     "x"};
    double value = 5;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *end;
        if (decimal_scan(bad[i], &end, &value))
            fail_msg("taken: %s", bad[i]);
    }
    assert_false(decimal_read("1 2", &value) || decimal_read(" ", &value));
    assert_true(value == 5);
    assert_true(decimal_read(" 1.5\n", &value) && value == 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_have_all_their_digits),
        cmocka_unit_test(the_other_byte_order_is_read),
        cmocka_unit_test(fractions_are_the_shortest_of_their_type),
        cmocka_unit_test(decimals_are_read_up_to_their_end),
        cmocka_unit_test(other_numbers_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
