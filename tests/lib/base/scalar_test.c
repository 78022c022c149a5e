/* Numbers beside tensors as text: the same number has the same text in every file. */
#include "base/text/scalar.h"
#include "expect.h"

#include <math.h>

static void expect_number(double number, enum dtype type, const char *expected)
{
    char text[DECIMAL_ROOM], element_text[DECIMAL_ROOM];
    unsigned char element[8];
    scalar_number(text, number, type);
    assert_string_equal(text, expected);
    assert_true(dtype_from_f64(element, &number, 1, type, true));
    scalar_element(element_text, element, type, true);
    assert_string_equal(element_text, expected);
}

static void few_digits_give_the_number_of_the_type_back(void **state)
{
    (void)state;
    expect_number(0.0999755859375, DTYPE_F16, "0.1");
    expect_number(0.10009765625, DTYPE_BF16, "0.1");
    expect_number((double)0.1F, DTYPE_F32, "0.1");
    expect_number((double)0.1F, DTYPE_F64, "0.10000000149011612");
    expect_number(-1.0 / 3, DTYPE_F64, "-0.3333333333333333");
}

static void whole_numbers_have_no_exponent(void **state)
{
    (void)state;
    expect_number(1e10, DTYPE_F32, "10000000000");
    expect_number(-49984, DTYPE_F16, "-49984");
    expect_number(1e14, DTYPE_F64, "100000000000000");
    expect_number(1e15, DTYPE_F64, "1e+15");
}

static void what_is_not_finite_is_named(void **state)
{
    (void)state;
    expect_number(INFINITY, DTYPE_F16, "inf");
    expect_number(-INFINITY, DTYPE_F32, "-inf");
    expect_number(NAN, DTYPE_F64, "nan");
}

static void integers_have_all_their_digits_and_booleans_are_words(void **state)
{
    (void)state;
    char text[DECIMAL_ROOM];
    scalar_element(text, &(int64_t){INT64_MAX}, DTYPE_I64, false);
    assert_string_equal(text, "9223372036854775807");
    scalar_element(text, &(unsigned char){1}, DTYPE_BOOL, false);
    assert_string_equal(text, "true");
    scalar_element(text, &(unsigned char){0}, DTYPE_BOOL, false);
    assert_string_equal(text, "false");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_digits_give_the_number_of_the_type_back),
        cmocka_unit_test(whole_numbers_have_no_exponent),
        cmocka_unit_test(what_is_not_finite_is_named),
        cmocka_unit_test(integers_have_all_their_digits_and_booleans_are_words),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
