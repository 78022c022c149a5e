/* Which rows are old. */
#include "expect.h"
#include "run/rows/old_rows.h"

enum { ROWS = 8 };

struct tables {
    struct table old, all;
};

static struct tables tables_of(const char *old, const char *all)
{
    struct tables t;
    expect_good(table_parse(&t.old, old, false, "old"));
    expect_good(table_parse(&t.all, all, false, "input"));
    return t;
}

static void tables_free(struct tables *t)
{
    table_free(&t->old);
    table_free(&t->all);
}

/* The rows, as digits. */
static void expect_rows(const char *old, const char *all, const char *expected)
{
    struct tables t = tables_of(old, all);
    size_t at[ROWS];
    char got[ROWS + 1] = "";
    expect_good(old_rows_find(&t.old, "old", &t.all, at));
    for (size_t i = 0; i < t.old.rows; i++)
        got[i] = (char)('0' + at[i]);
    assert_string_equal(got, expected);
    tables_free(&t);
}

static void expect_no_rows(const char *old, const char *all, const char *message)
{
    struct tables t = tables_of(old, all);
    size_t at[ROWS];
    expect_error(old_rows_find(&t.old, "old", &t.all, at), message);
    tables_free(&t);
}

static void files_are_found_wherever_they_stand(void **state)
{
    (void)state;
    expect_rows("file\nb\na\n", "file\na\nc\nb\n", "20");
    expect_rows("file\nb\na\n", "file\nb\na\n", "01");
    expect_rows("file\n", "file\na\n", "");
    expect_rows("file\tstep\na\t1\n", "file\tstep\nb\t1\na\t2\n", "1");
}

static void rows_of_a_log_are_found_by_their_steps(void **state)
{
    (void)state;
    expect_rows("file\tstep\na\t0\na\t2\nb\t0\n",
                "file\tstep\na\t0\na\t1\na\t2\na\t10\nb\t0\nb\t1\n", "024");
    expect_rows("file\tstep\na\t1\n", "step\tfile\n2\ta\n1\ta\n", "1");
    expect_no_rows("file\tstep\na\t0\na\t2\n", "file\tstep\na\t0\na\t1\n",
                   "old: a, step 2 is not in the input");
}

static void rows_of_a_log_of_runs_are_found_by_these(void **state)
{
    (void)state;
    const char *old = "file\trun\tstep\na\tx\t0\na\tx\t1\na\ty\t0\n";
    expect_rows(old, "file\trun\tstep\na\tw\t0\na\ty\t0\na\tx\t0\na\tx\t1\n", "231");
    expect_no_rows(old, "file\trun\tstep\na\tx\t0\na\tx\t1\na\tz\t0\n",
                   "old: a, run y, step 0 is not in the input");
    expect_rows("file\trun\tstep\na\tx\t0\n", "file\trun\tstep\na\tw\t0\na\tx\t0\n", "1");
}

static void rows_of_one_name_are_found_in_their_order(void **state)
{
    (void)state;
    expect_rows("file\na\na\n", "file\na\nb\na\na\n", "02");
    expect_no_rows("file\na\na\n", "file\nb\na\n", "old: a is not in the input");
}

static void rows_that_are_not_there_are_refused(void **state)
{
    (void)state;
    expect_no_rows("file\na\nb\n", "file\na\nc\n", "old: b is not in the input");
    expect_no_rows("file\na\nz\n", "file\na\n", "old: z is not in the input");
    expect_no_rows("step\n1\n", "file\na\n", "old: has no row table with a column 'file'");
    expect_no_rows("file\na\n", "step\n1\n", "input: has no row table with a column 'file'");
}

static void expect_once(const char *old, const char *all, const char *message)
{
    struct tables t = tables_of(old, all);
    struct error *err = old_rows_check_once(&t.old, "old", &t.all);
    if (message)
        expect_error(err, message);
    else
        expect_good(err);
    tables_free(&t);
}

static void a_name_that_stands_twice_is_told(void **state)
{
    (void)state;
    expect_once("file\na\n", "file\na\nb\n", NULL);
    expect_once("file\tstep\na\t0\na\t1\n", "file\tstep\na\t1\na\t0\n", NULL);
    expect_once("file\trun\tstep\na\tx\t0\na\ty\t0\n", "file\trun\tstep\na\ty\t0\na\tx\t0\n", NULL);
    expect_once("file\na\na\n", "file\na\nb\n", "old: a appears twice");
    expect_once("file\na\n", "file\na\na\n", "input: a appears twice");
    expect_once("file\tstep\na\t0\n", "file\tstep\na\t0\na\t0\n", "input: a, step 0 appears twice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_found_wherever_they_stand),
        cmocka_unit_test(rows_of_a_log_are_found_by_their_steps),
        cmocka_unit_test(rows_of_a_log_of_runs_are_found_by_these),
        cmocka_unit_test(rows_of_one_name_are_found_in_their_order),
        cmocka_unit_test(rows_that_are_not_there_are_refused),
        cmocka_unit_test(a_name_that_stands_twice_is_told),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
