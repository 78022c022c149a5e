/* Which rows of two tables are the same snapshots. */
#include "expect.h"
#include "run/rows/row_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct table table(const char *text)
{
    struct table t;
    expect_good(table_parse(&t, text, false, "test"));
    return t;
}

/* "a-b a-b": the pairs of rows. */
static void check(const char *a_text, const char *b_text, const char *run, const char *expected)
{
    struct table a = table(a_text), b = table(b_text);
    struct row_match match;
    char text[200] = "";
    int length = 0;
    expect_good(row_match_find(&match, &a, a.rows, &b, b.rows, run, NULL));
    for (size_t i = 0; i < match.count; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%s%zu-%zu", i ? " " : "",
                           match.a[i], match.b[i]);
    assert_string_equal(text, expected);
    row_match_free(&match);
    table_free(&a);
    table_free(&b);
}

static void files_go_before_runs_and_steps(void **state)
{
    (void)state;
    check("file\trun\tstep\nx\ta\t1\ny\ta\t2\nz\ta\t3\n",
          "run\tfile\tstep\nb\tz\t9\na\tw\t1\na\tx\t2\n", NULL, "2-0 0-2");
    check("file\nx\ny\n", "file\nv\nw\n", NULL, "");
}

static void runs_and_steps_match_where_files_do_not(void **state)
{
    (void)state;
    check("file\trun\tstep\nA/x\ta\t1\nA/y\ta\t2\n", "file\trun\tstep\nB/y\ta\t2\nB/x\ta\t1\n",
          NULL, "1-0 0-1");
    check("run\tstep\na\t1\nb\t1\n", "run\tstep\nb\t1\nb\t2\n", NULL, "1-0");
    check("net\tepoch\na\t1\nb\t1\n", "net\tepoch\nb\t1\nb\t2\n", "net", "1-0");
}

static void rows_of_a_log_without_runs_match_by_their_steps(void **state)
{
    (void)state;
    check("file\tstep\nlog\t0\nlog\t1\n", "file\tstep\nlog\t1\nlog\t2\nlog\t0\n", NULL, "1-0 0-2");
    check("file\tstep\nlog\t0\nlog\t1\n", "file\tstep\nother\t0\nother\t1\n", NULL, "");
}

static void what_appears_twice_matches_nothing(void **state)
{
    (void)state;
    check("file\nx\nx\ny\n", "file\nx\ny\n", NULL, "2-1");
    check("file\nx\ny\n", "file\nx\ny\nx\n", NULL, "1-1");
}

static void without_names_rows_are_taken_in_order(void **state)
{
    (void)state;
    struct table named = table("file\nx\ny\n");
    struct row_match match;
    check("loss\n1\n2\n", "loss\n3\n4\n", NULL, "0-0 1-1");
    expect_good(row_match_find(&match, NULL, 2, &named, 2, NULL, NULL));
    assert_int_equal(match.count, 2);
    row_match_free(&match);
    expect_error(row_match_find(&match, NULL, 2, NULL, 3, NULL, NULL), "2 rows and 3");
    row_match_free(&match);
    table_free(&named);
}

static void rows_that_are_named_otherwise_are_not_taken_in_order(void **state)
{
    (void)state;
    struct table files = table("file\nx\ny\n"), steps = table("run\tstep\na\t1\na\t2\n");
    struct row_match match;
    expect_error(row_match_find(&match, &files, 2, &steps, 2, NULL, NULL),
                 "give both tables the same columns");
    row_match_free(&match);
    table_free(&files);
    table_free(&steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_go_before_runs_and_steps),
        cmocka_unit_test(runs_and_steps_match_where_files_do_not),
        cmocka_unit_test(rows_of_a_log_without_runs_match_by_their_steps),
        cmocka_unit_test(what_appears_twice_matches_nothing),
        cmocka_unit_test(without_names_rows_are_taken_in_order),
        cmocka_unit_test(rows_that_are_named_otherwise_are_not_taken_in_order),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
