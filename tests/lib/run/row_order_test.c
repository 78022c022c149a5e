/* Whether snapshots stand in one order. */
#include "expect.h"
#include "run/rows/row_order.h"

static struct error *check(const char *first_text, const char *text)
{
    struct table first, t;
    expect_good(table_parse(&first, first_text, false, "first"));
    expect_good(table_parse(&t, text, false, "other"));
    struct error *err = row_order_check(&first, &t, "other");
    table_free(&first);
    table_free(&t);
    return err;
}

static void snapshots_in_another_order_are_refused(void **state)
{
    (void)state;
    expect_error(check("run\tstep\na\t0\na\t1\nb\t0\n", "run\tstep\na\t0\nb\t0\na\t1\n"),
                 "other: row 1 is the snapshot of row 2");
    expect_error(check("run\tstep\na\t0\na\t1\n", "step\trun\n1\ta\n0\ta\n"),
                 "other: row 0 is the snapshot of row 1");
    expect_error(check("epoch\n0\n1\n", "epoch\n1\n0\n"), "row 0 is the snapshot of row 1");
    expect_good(check("run\tstep\na\t0\na\t1\n", "step\trun\n0\ta\n1\ta\n"));
}

static void only_keys_that_both_have_count(void **state)
{
    (void)state;
    expect_error(check("run\tstep\na\t0\nb\t1\n", "step\n1\n0\n"),
                 "row 0 is the snapshot of row 1");
    expect_error(check("step\n0\n1\n", "run\tstep\na\t1\nb\t0\n"),
                 "row 0 is the snapshot of row 1");
    expect_good(check("run\na\nb\n", "step\n1\n0\n"));
    expect_good(check("file\na\nb\n", "file\nb\na\n"));
}

static void snapshots_that_are_not_known_may_stand_anywhere(void **state)
{
    (void)state;
    expect_good(check("run\tstep\na\t0\na\t1\n", "run\tstep\nc\t1\nc\t0\n"));
    expect_good(check("run\tstep\na\t0\na\t0\n", "run\tstep\na\t0\na\t0\n"));
    expect_good(check("step\n0\n", "step\n0\n0\n"));
    expect_good(check("step\n0\n1\n", "step\n0\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(snapshots_in_another_order_are_refused),
        cmocka_unit_test(only_keys_that_both_have_count),
        cmocka_unit_test(snapshots_that_are_not_known_may_stand_anywhere),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
