/* Elements of arrays as text. */
#include "base/text/decimal.h"
#include "expect.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_have_all_their_digits),
        cmocka_unit_test(the_other_byte_order_is_read),
        cmocka_unit_test(fractions_are_the_shortest_of_their_type),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
