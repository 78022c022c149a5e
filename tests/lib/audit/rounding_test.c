/* What rounding makes of numbers, against rounding itself. */
#include "audit/rounding.h"
#include "audit_fixture.h"

/* The root mean square error of numbers whose logarithms are spread evenly over 16 octaves, over
 * their length. */
static double rounding_error(enum dtype type)
{
    enum { COUNT = 1 << 16 };
    static double x[COUNT], back[COUNT];
    static unsigned char stored[COUNT * sizeof(double)];
    double error = 0, length = 0;
    uint64_t seed = 5;
    for (size_t i = 0; i < COUNT; i++)
        x[i] = exp2(4 * random_number(&seed));
    assert_true(dtype_from_f64(stored, x, COUNT, type, false));
    dtype_to_f64(back, stored, COUNT, type, false);
    for (size_t i = 0; i < COUNT; i++) {
        error += pow(back[i] - x[i], 2);
        length += pow(x[i], 2);
    }
    return sqrt(error / length);
}

static void shares_are_what_rounding_makes(void **state)
{
    (void)state;
    static const enum dtype types[] = {DTYPE_BF16, DTYPE_F16, DTYPE_F32};
    for (size_t i = 0; i < 3; i++)
        assert_near(audit_rounding_share(types[i]) / rounding_error(types[i]), 1, 0.03);
    assert_near(audit_rounding_share(DTYPE_BF16), 0.00153, 0.00001); /* the manual's */
    assert_near(audit_rounding_share(DTYPE_I32), 0, 0);
    assert_near(audit_rounding_share(DTYPE_COUNT), 0, 0);
}

static void spacings_are_those_of_neighbours(void **state)
{
    (void)state;
    assert_near(audit_rounding_spacing(DTYPE_F64), 0x1p-52, 0);
    assert_near(audit_rounding_spacing(DTYPE_F32), 0x1p-23, 0);
    assert_near(audit_rounding_spacing(DTYPE_F16), 0x1p-10, 0);
    assert_near(audit_rounding_spacing(DTYPE_BF16), 0x1p-7, 0);
    assert_near(audit_rounding_spacing(DTYPE_COUNT), 0x1p-52, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_what_rounding_makes),
        cmocka_unit_test(spacings_are_those_of_neighbours),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
