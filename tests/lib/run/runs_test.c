#include "run/runs.h"

#include "expect.h"

#include <stdlib.h>

/* Runs in the order of their first rows; the third row is in none, and steps do not matter. */
static void each_row_knows_its_run(void **state)
{
    (void)state;
    static const size_t expected[] = {0, 1, RUNS_NONE, 0, 1};
    struct table t;
    struct runs runs;
    size_t *run;
    expect_good(table_parse(&t, "run\tstep\nb\t2\na\t1\n\t3\nb\t1\na\t0\n", false, "rows"));
    expect_good(runs_find(&runs, &t, 5, NULL, NULL, NULL));
    expect_good(runs_of_rows(&runs, &run));
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(run[i], expected[i]);
    free(run);
    runs_free(&runs);
    table_free(&t);
}

static void without_a_table_rows_are_in_no_run(void **state)
{
    (void)state;
    struct runs runs;
    size_t *run;
    expect_good(runs_find(&runs, NULL, 2, NULL, NULL, NULL));
    expect_good(runs_of_rows(&runs, &run));
    assert_true(run[0] == RUNS_NONE && run[1] == RUNS_NONE);
    free(run);
    runs_free(&runs);
}

static void refuse(const char *text, const char *message)
{
    struct table t;
    struct runs runs;
    expect_good(table_parse(&t, text, false, "rows"));
    expect_error(runs_find(&runs, &t, t.rows, NULL, NULL, NULL), message);
    table_free(&t);
}

static void steps_that_are_not_numbers_are_refused(void **state)
{
    (void)state;
    refuse("file\tstep\nx.pt\t1\ny.pt\te10\n",
           "y.pt: step is 'e10', not a number, so the order of the rows is not known: write "
           "'e{step}' in the template (snapcat -n)");
    refuse("epoch\nlast\n", "row 0: epoch is 'last', not a number");
    refuse("step\nepoch=1-step=2\n", "correct the column (snapcat -n or -m)");
}

static void a_row_without_a_step_is_the_last_of_its_run(void **state)
{
    (void)state;
    static const size_t expected[] = {2, 1, 0};
    struct table t;
    struct runs runs;
    expect_good(table_parse(&t, "run\tstep\na\t\na\t10\na\t2\n", false, "rows"));
    expect_good(runs_find(&runs, &t, 3, NULL, NULL, NULL));
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(runs.order[i], expected[i]);
    runs_free(&runs);
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_knows_its_run),
        cmocka_unit_test(without_a_table_rows_are_in_no_run),
        cmocka_unit_test(steps_that_are_not_numbers_are_refused),
        cmocka_unit_test(a_row_without_a_step_is_the_last_of_its_run),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
