/* Number formats: every half, bfloat and byte is converted to the value its definition gives. */
#include "base/dtype.h"

#include "expect.h"

#include <math.h>

/* IEEE 754-2019, 3.4: (-1)^s 2^(e - bias) 1.m, or 0.m at the least exponent. */
static double binary_value(unsigned bits, int exponent_bits, int fraction_bits)
{
    int bias = (1 << (exponent_bits - 1)) - 1;
    int exponent = (int)(bits >> fraction_bits) & ((1 << exponent_bits) - 1);
    double fraction = ldexp((double)(bits & ((1U << fraction_bits) - 1)), -fraction_bits);
    double sign = bits >> (exponent_bits + fraction_bits) ? -1 : 1;
    if (exponent == (1 << exponent_bits) - 1)
        return fraction > 0 ? NAN : sign * INFINITY;
    return sign * (exponent > 0 ? ldexp(1 + fraction, exponent - bias) : ldexp(fraction, 1 - bias));
}

static void expect_same(double got, double expected, unsigned bits)
{
    if (isnan(expected) ? !isnan(got) : memcmp(&got, &expected, sizeof got) != 0)
        fail_msg("%04x: got %.17g, expected %.17g", bits, got, expected);
}

static void expect_all_of_16_bits(enum dtype type, int exponent_bits)
{
    for (unsigned bits = 0; bits < 65536; bits++) {
        uint16_t value = (uint16_t)bits, reversed = (uint16_t)(bits << 8 | bits >> 8);
        double expected = binary_value(bits, exponent_bits, 15 - exponent_bits), d;
        float f;
        dtype_to_f64(&d, &value, 1, type, false);
        expect_same(d, expected, bits);
        dtype_to_f32(&f, &value, 1, type, false);
        expect_same((double)f, expected, bits);
        dtype_to_f64(&d, &reversed, 1, type, true);
        expect_same(d, expected, bits);
    }
}

static void all_halves_are_converted_exactly(void **state)
{
    (void)state;
    expect_all_of_16_bits(DTYPE_F16, 5);
}

static void all_bfloats_are_converted_exactly(void **state)
{
    (void)state;
    expect_all_of_16_bits(DTYPE_BF16, 8);
}

static void integers_keep_their_sign_and_size(void **state)
{
    (void)state;
    /* Little-endian bytes of -2 (or of the unsigned number with the same bits). */
    static const unsigned char bytes[8] = {0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const struct {
        enum dtype type;
        double value;
    } cases[] = {{DTYPE_I8, -2},
                 {DTYPE_I16, -2},
                 {DTYPE_I32, -2},
                 {DTYPE_I64, -2},
                 {DTYPE_U8, 254},
                 {DTYPE_U16, 65534},
                 {DTYPE_U32, 4294967294.0},
                 {DTYPE_U64, 18446744073709551616.0}}; /* 2^64 - 2, rounded */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double d;
        float f;
        dtype_to_f64(&d, bytes, 1, cases[i].type, false);
        assert_true(d == cases[i].value);
        dtype_to_f32(&f, bytes, 1, cases[i].type, false);
        assert_true(f == (float)cases[i].value);
    }
}

static void big_endian_and_unaligned_elements_are_read(void **state)
{
    (void)state;
    /* One byte of nothing, then 1.5 and -2 as big-endian float64 and float32, 258 as int32. */
    static const unsigned char f64[] = {0, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0};
    static const unsigned char f32[] = {0, 0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0};
    static const unsigned char i32[] = {0, 0, 0, 1, 2};
    double d[2];
    float f[2];
    dtype_to_f64(d, f64 + 1, 2, DTYPE_F64, true);
    assert_true(d[0] == 1.5 && d[1] == -2);
    dtype_to_f32(f, f32 + 1, 2, DTYPE_F32, true);
    assert_true(f[0] == 1.5F && f[1] == -2);
    dtype_to_f64(d, i32 + 1, 1, DTYPE_I32, true);
    assert_true(d[0] == 258);
}

static void what_float32_cannot_hold_becomes_infinite(void **state)
{
    (void)state;
    const double large[2] = {1e300, -1e300};
    float f[2];
    dtype_to_f32(f, large, 2, DTYPE_F64, false);
    assert_true(isinf(f[0]) && f[0] > 0 && isinf(f[1]) && f[1] < 0);
}

static void types_whose_values_float32_holds_are_known(void **state)
{
    (void)state;
    assert_true(dtype_fits_f32(DTYPE_F16) && dtype_fits_f32(DTYPE_BF16));
    assert_true(dtype_fits_f32(DTYPE_U16) && dtype_fits_f32(DTYPE_BOOL));
    /* 2^24 + 1 is the first whole number that float32 has not */
    assert_false(dtype_fits_f32(DTYPE_I32) || dtype_fits_f32(DTYPE_U64) ||
                 dtype_fits_f32(DTYPE_F64));
}

/* From float64 and back: exactly `value`, in both byte orders. */
static void expect_rounded(double from, enum dtype type, double expected)
{
    unsigned char code[8];
    for (int swapped = 0; swapped < 2; swapped++) {
        double back;
        bool fits = dtype_from_f64(code, &from, 1, type, swapped);
        dtype_to_f64(&back, code, 1, type, swapped);
        if (memcmp(&back, &expected, sizeof back) != 0)
            fail_msg("%s: %a became %a, expected %a", dtype_name(type), from, back, expected);
        assert_int_equal(fits, isinf(from) || !isinf(expected));
    }
}

/* Each number of 16 bits, what lies halfway to the next, and just beside that. */
static void expect_nearest_of_16_bits(enum dtype type, int exponent_bits)
{
    const int fraction_bits = 15 - exponent_bits;
    const unsigned infinite = ((1U << exponent_bits) - 1) << fraction_bits;
    for (unsigned bits = 0; bits < infinite; bits++) {
        double value = binary_value(bits, exponent_bits, fraction_bits);
        double next = binary_value(bits + 1, exponent_bits, fraction_bits);
        double below = bits ? binary_value(bits - 1, exponent_bits, fraction_bits) : 0;
        double half = isinf(next) ? value + (value - below) / 2 : value + (next - value) / 2;
        for (int sign = -1; sign < 2; sign += 2) {
            expect_rounded(sign * value, type, sign * value);
            expect_rounded(sign * half, type, sign * (bits % 2 ? next : value));
            expect_rounded(sign * nextafter(half, 0), type, sign * value);
            expect_rounded(sign * nextafter(half, INFINITY), type, sign * next);
        }
    }
    expect_rounded(1e300, type, INFINITY);
    expect_rounded(-INFINITY, type, -INFINITY);
}

static void halves_and_bfloats_are_the_nearest_of_two_equal_ones_the_even(void **state)
{
    (void)state;
    expect_nearest_of_16_bits(DTYPE_F16, 5);
    expect_nearest_of_16_bits(DTYPE_BF16, 8);
}

static void float32_and_float64_are_written_in_both_byte_orders(void **state)
{
    (void)state;
    const double nan = NAN;
    uint16_t code;
    expect_rounded(0.1, DTYPE_F64, 0.1);
    expect_rounded(1 + 0x1p-24, DTYPE_F32, 1);
    expect_rounded(1 + 0x1p-24 + 0x1p-50, DTYPE_F32, 1 + 0x1p-23);
    expect_rounded(-1e300, DTYPE_F32, -INFINITY);
    expect_rounded(-0.0, DTYPE_F32, -0.0);
    assert_true(dtype_from_f64(&code, &nan, 1, DTYPE_F16, false));
    assert_true((code & 0x7fff) > 0x7c00);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_halves_are_converted_exactly),
        cmocka_unit_test(all_bfloats_are_converted_exactly),
        cmocka_unit_test(integers_keep_their_sign_and_size),
        cmocka_unit_test(big_endian_and_unaligned_elements_are_read),
        cmocka_unit_test(what_float32_cannot_hold_becomes_infinite),
        cmocka_unit_test(halves_and_bfloats_are_the_nearest_of_two_equal_ones_the_even),
        cmocka_unit_test(float32_and_float64_are_written_in_both_byte_orders),
        cmocka_unit_test(types_whose_values_float32_holds_are_known),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
