/* Row tables: parsing, escapes, columns. Expected values are written by hand from RFC 4180 and from
 * the rules in table.h. */
#include "expect.h"
#include "stream/table/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void parse(struct table *t, const char *text, bool csv)
{
    expect_good(table_parse(t, text, csv, "runs"));
}

static void refuse(const char *text, bool csv, const char *message)
{
    struct table t;
    expect_error(table_parse(&t, text, csv, "runs"), message);
}

static void check_cell(const struct table *t, size_t row, const char *column, const char *value)
{
    size_t c = table_column(t, column);
    assert_int_not_equal(c, TABLE_NONE);
    assert_string_equal(table_cell(t, row, c), value);
}

static void tsv_cells_stand_where_they_were_written(void **state)
{
    (void)state;
    struct table t;
    parse(&t, "file\trun\tstep\na\tr1\t0\nb\t\t007\n", false);
    assert_int_equal(t.rows, 2);
    assert_int_equal(t.columns.count, 3);
    check_cell(&t, 0, "run", "r1");
    check_cell(&t, 1, "run", "");
    check_cell(&t, 1, "step", "007");
    assert_int_equal(table_column(&t, "loss"), TABLE_NONE);
    table_free(&t);
}

static void escapes_stand_for_tab_newline_return_and_backslash(void **state)
{
    (void)state;
    struct table t;
    char *text;
    parse(&t, "file\tnote\nC:\\data\\\\x\tone\\ttwo\\nthree\\r\n", false);
    check_cell(&t, 0, "file", "C:\\data\\x");
    check_cell(&t, 0, "note", "one\ttwo\nthree\r");
    expect_good(table_format(&t, &text));
    assert_string_equal(text, "file\tnote\nC:\\\\data\\\\x\tone\\ttwo\\nthree\\r\n");
    free(text);
    table_free(&t);
}

static void csv_quotes_protect_commas_quotes_and_newlines(void **state)
{
    (void)state;
    struct table t;
    parse(&t, "file,note\r\n\"a,b\",\"say \"\"hi\"\"\"\r\nc,\"two\nlines\"\r\n\"\",x", true);
    assert_int_equal(t.rows, 3);
    check_cell(&t, 0, "file", "a,b");
    check_cell(&t, 0, "note", "say \"hi\"");
    check_cell(&t, 1, "note", "two\nlines");
    check_cell(&t, 2, "file", "");
    check_cell(&t, 2, "note", "x");
    table_free(&t);
}

static void line_ends_and_empty_lines_of_other_programs_are_taken(void **state)
{
    (void)state;
    struct table t;
    parse(&t, "file\tstep\r\na\rb\t1\r\n\r\n\n", false);
    assert_int_equal(t.rows, 1);
    check_cell(&t, 0, "file", "a\rb");
    check_cell(&t, 0, "step", "1");
    table_free(&t);
}

static void an_empty_line_is_an_empty_cell_of_a_table_of_one_column(void **state)
{
    (void)state;
    struct table t;
    parse(&t, "note\n\nx\n", false);
    assert_int_equal(t.rows, 2);
    check_cell(&t, 0, "note", "");
    check_cell(&t, 1, "note", "x");
    table_free(&t);
}

static void a_table_of_headings_alone_has_no_rows(void **state)
{
    (void)state;
    struct table t;
    parse(&t, "file\tstep", false);
    assert_int_equal(t.rows, 0);
    assert_int_equal(t.columns.count, 2);
    table_free(&t);
}

static void malformed_tables_are_refused_with_the_line(void **state)
{
    (void)state;
    refuse("", false, "no heading line");
    refuse("\nfile\n", false, "no heading line");
    refuse("file\tstep\na\t1\nb\n", false, "runs:3: 1 fields");
    refuse("file\tstep\na\t1\t2\n", false, "3 fields where the heading has 2");
    refuse("file\t\tstep\n", false, "column 2 has no heading");
    refuse("file\tstep\tfile\n", false, "column file appears twice");
    refuse("file,note\na,\"open\n", true, "runs:2: a quote never closes");
    refuse("file,note\na,\"", true, "a quote never closes");
    refuse("file,note\na,\"x\"\"", true, "a quote never closes");
    refuse("file,note\na,\"x\"y\n", true, "runs:2: text after a closing quote");
    refuse("file,note\na,x\"y\"\n", true, "a quote within a value");
}

static void more_columns_than_a_table_may_have_are_refused(void **state)
{
    (void)state;
    size_t length = 0;
    char *text = malloc((TABLE_COLUMNS_MAX + 1) * 8);
    assert_non_null(text);
    for (int i = 0; i <= TABLE_COLUMNS_MAX; i++)
        length += (size_t)sprintf(text + length, "%sc%d", i ? "\t" : "", i);
    refuse(text, false, "4097 columns");
    free(text);
}

static void columns_and_rows_can_be_added_in_any_order(void **state)
{
    (void)state;
    struct table t = {0};
    size_t file, run, again;
    expect_good(table_column_add(&t, "file", &file));
    expect_good(table_row_add(&t));
    expect_good(table_set(&t, 0, file, "a"));
    expect_good(table_row_add(&t));
    expect_good(table_column_add(&t, "run", &run));
    expect_good(table_set(&t, 1, run, "r"));
    expect_good(table_column_add(&t, "run", &again));
    assert_int_equal(again, run);
    check_cell(&t, 0, "file", "a");
    check_cell(&t, 0, "run", "");
    check_cell(&t, 1, "file", "");
    check_cell(&t, 1, "run", "r");

    char *text;
    expect_good(table_format(&t, &text));
    assert_string_equal(text, "file\trun\na\t\n\tr\n");
    free(text);
    expect_good(table_headings(&t, &text));
    assert_string_equal(text, "file, run");
    free(text);

    expect_error(table_column_add(&t, "", &again), "without a heading");
    table_free(&t);
}

static void rows_can_be_filtered(void **state)
{
    (void)state;
    struct table t;
    char *text;
    parse(&t, "file\tstep\na\t1\nb\t2\nc\t3\nd\t4\n", false);
    table_filter(&t, (const bool[]){false, true, false, true});
    expect_good(table_format(&t, &text));
    assert_string_equal(text, "file\tstep\nb\t2\nd\t4\n");
    free(text);
    table_free(&t);
}

static void a_cell_is_a_number_only_when_all_of_it_is(void **state)
{
    (void)state;
    struct table t;
    double x = -1;
    parse(&t, "v\n1.5e-3\n007\n nan \ninf\n\n12a\nrun\n1 2\n", false);
    assert_true(table_number(&t, 0, 0, &x) && x == 1.5e-3);
    assert_true(table_number(&t, 1, 0, &x) && x == 7);
    assert_true(table_number(&t, 2, 0, &x) && isnan(x));
    assert_true(table_number(&t, 3, 0, &x) && isinf(x));
    for (size_t row = 4; row < 8; row++)
        assert_false(table_number(&t, row, 0, &x));
    table_free(&t);
}

static void a_table_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct table t;
    expect_error(table_read(&t, "/no/such/table.tsv"), "/no/such/table.tsv");
}

/* Reads a file of that text; `expected` is the table as TSV, or, where there is an error, what the
 * message says. */
static void check_file(const char *text, const char *expected, bool good)
{
    char path[] = "/tmp/table_test.XXXXXX", *got;
    struct table t;
    FILE *f = fdopen(mkstemp(path), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    struct error *err = table_read(&t, path);
    unlink(path);
    if (!good) {
        expect_error(err, expected);
        return;
    }
    expect_good(err);
    expect_good(table_format(&t, &got));
    assert_string_equal(got, expected);
    free(got);
    table_free(&t);
}

static void bad_files_are_refused(void **state)
{
    (void)state;
    check_file("a,,b\n1,2,3\n", "column 2 has no heading", false);
    check_file(",a\nx,1\n", "column 1 has no heading, and is not an index", false);
    check_file(",a\n,1\n", "column 1 has no heading, and is not an index", false);
    check_file(",\n1,2\n", "column 1 has no heading", false);
    check_file("a, a\n1,2\n", "column a appears twice", false);
    check_file("a,b,\n1,2,3\n", "3 fields where the heading has 2", false);
    check_file("a;b\n1\n", "separated by semicolons", false);
}

static void files_of_other_programs_are_read(void **state)
{
    (void)state;
    check_file("a;b\n\"1;5\";2,5\n", "a\tb\n1;5\t2,5\n", true);
    check_file("\"a;x\",b\n1,2\n", "a;x\tb\n1\t2\n", true);
    check_file(" a ,b\t\n 1,2\n", "a ,b\n 1,2\n", true); /* a tab: a TSV */
    check_file(" a , b\n 1,2\n", "a\tb\n 1\t2\n", true);
    check_file("a,b,,\r\n1,2,,\r\n3,\r\n", "a\tb\n1\t2\n3\t\n", true);
    check_file(",a\n0,x\n1,y\n", "a\nx\ny\n", true);
    check_file("Unnamed: 0,a\n0,x\n", "a\nx\n", true);
    check_file("Unnamed: 0,a\nz,x\n", "Unnamed: 0\ta\nz\tx\n", true);
}

static void rows_can_be_reordered_and_columns_removed(void **state)
{
    (void)state;
    struct table t;
    char *text;
    parse(&t, "file\tstep\tx\na\t1\t5\nb\t2\t6\nc\t3\t7\n", false);
    expect_good(table_reorder(&t, (size_t[]){2, 0, 1}));
    table_column_remove(&t, 1);
    expect_good(table_row_add(&t));
    expect_good(table_format(&t, &text));
    assert_string_equal(text, "file\tx\nc\t7\na\t5\nb\t6\n\t\n");
    free(text);
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tsv_cells_stand_where_they_were_written),
        cmocka_unit_test(escapes_stand_for_tab_newline_return_and_backslash),
        cmocka_unit_test(csv_quotes_protect_commas_quotes_and_newlines),
        cmocka_unit_test(line_ends_and_empty_lines_of_other_programs_are_taken),
        cmocka_unit_test(an_empty_line_is_an_empty_cell_of_a_table_of_one_column),
        cmocka_unit_test(a_table_of_headings_alone_has_no_rows),
        cmocka_unit_test(malformed_tables_are_refused_with_the_line),
        cmocka_unit_test(more_columns_than_a_table_may_have_are_refused),
        cmocka_unit_test(columns_and_rows_can_be_added_in_any_order),
        cmocka_unit_test(rows_can_be_filtered),
        cmocka_unit_test(a_cell_is_a_number_only_when_all_of_it_is),
        cmocka_unit_test(a_table_that_is_not_there_is_named),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(files_of_other_programs_are_read),
        cmocka_unit_test(rows_can_be_reordered_and_columns_removed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
