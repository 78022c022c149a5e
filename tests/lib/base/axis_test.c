/* Positions along a grid's side. */
#include "base/axis.h"
#include "expect.h"

#include <math.h>

static struct axis axis(const char *text)
{
    struct axis a;
    expect_good(axis_parse(&a, text));
    return a;
}

static void refused(const char *text)
{
    struct axis a;
    expect_error(axis_parse(&a, text), text);
}

static void an_axis_is_two_ends_and_a_count(void **state)
{
    (void)state;
    struct axis a = axis("-1:2.5:51");
    assert_true(a.from == -1 && a.to == 2.5);
    assert_int_equal(a.count, 51);
    a = axis("1e-3:.5e2:2");
    assert_true(a.from == 1e-3 && a.to == 50);
    assert_int_equal(a.count, 2);
}

static void what_is_no_axis_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "1",
                                        "0:1",
                                        "0:1:",
                                        ":1:3",
                                        "0::3",
                                        "0:1:1",
                                        "0:1:0",
                                        "0:1:-3",
                                        "0:1:+3",
                                        "0:1: 3",
                                        "0:1:3 ",
                                        "0:1:3:4",
                                        "0,1,3",
                                        "0:1:3.5",
                                        "1:0:3",
                                        "1:1:3",
                                        "nan:1:3",
                                        "0:inf:3",
                                        "x:1:3",
                                        "0:1x:3",
                                        "0:1:1e3",
                                        "0:1:1048577",
                                        "0:1:99999999999999999999",
                                        "-1.7e308:1.7e308:3"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refused(texts[i]);
}

static void both_ends_are_met_exactly(void **state)
{
    (void)state;
    static const char *const texts[] = {"0.1:0.7:7", "-0.3:1.3:17", "0.1:0.3:1000",
                                        "-1e-9:1e-9:10"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct axis a = axis(texts[i]);
        assert_true(axis_at(&a, 0) == a.from);
        assert_true(axis_at(&a, a.count - 1) == a.to);
    }
}

/* Where a snapshot stands, a grid that has a position there is to be exactly there. */
static void zero_and_one_are_met_exactly(void **state)
{
    (void)state;
    for (int tenths = 1; tenths <= 30; tenths++) {
        struct axis a = {-tenths / 10., 1 + tenths / 10., (size_t)(11 + 2 * tenths)};
        assert_true(axis_at(&a, (size_t)tenths) == 0);
        assert_true(axis_at(&a, (size_t)tenths + 10) == 1);
    }
}

static void positions_are_evenly_spaced(void **state)
{
    (void)state;
    struct axis a = axis("-1.5:4.5:13");
    for (size_t i = 0; i < a.count; i++)
        assert_true(fabs(axis_at(&a, i) - (-1.5 + 0.5 * (double)i)) < 1e-14);
    a = axis("1e-9:3e-9:3");
    assert_true(fabs(axis_at(&a, 1) - 2e-9) < 1e-22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_axis_is_two_ends_and_a_count),
        cmocka_unit_test(what_is_no_axis_is_refused),
        cmocka_unit_test(both_ends_are_met_exactly),
        cmocka_unit_test(zero_and_one_are_met_exactly),
        cmocka_unit_test(positions_are_evenly_spaced),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
