/* Intake: what of a stream's records is at hand, kept, and told of. */
#include "stream/intake.h"

#include "expect.h"
#include "stream/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[] = "/tmp/phatetools.XXXXXX";
static char path[64];
static const char *const wanted[] = {"gram", NULL}, *const aside[] = {"transition", NULL};

static int make_directory(void **state)
{
    (void)state;
    if (!mkdtemp(directory))
        return -1;
    snprintf(path, sizeof path, "%s/stream", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(directory);
}

static void put_rows(struct writer *w, const char *text)
{
    struct table t;
    expect_good(table_parse(&t, text, false, "a test"));
    expect_good(stream_put_table(w, "rows", &t, "a test"));
    table_free(&t);
}

/* One number, which tells which record it is. */
static void put_number(struct writer *w, const char *kind, double number)
{
    struct matrix m = {&number, 1, 1};
    struct record r;
    expect_good(record_init(&r, kind, PHM_F64, 1, 1));
    expect_good(writer_matrix(w, &r, &m));
    record_free(&r);
}

static void expect_number(const struct intake *in, const char *kind, double expected)
{
    struct matrix m;
    assert_string_equal(in->record.kind, kind);
    expect_good(reader_matrix(in->reader, &in->record, &m));
    assert_true(m.a[0] == expected);
    matrix_free(&m);
}

static bool next(struct intake *in)
{
    bool got;
    expect_good(intake_next(in, &got));
    return got;
}

static bool next_wanted(struct intake *in)
{
    bool got;
    expect_good(intake_next_wanted(in, &got));
    return got;
}

/* Two tables, of one row and of two, before the last of them two records that are not wanted. */
static void write_stream(void)
{
    struct writer *w;
    expect_good(writer_open(&w, path));
    put_rows(w, "file\na\n");
    put_number(w, "gram", 1);
    put_number(w, "distance", 2);
    put_rows(w, "file\na\nb\n");
    put_number(w, "transition", 3);
    put_number(w, "gram", 4);
    expect_good(writer_commit(w));
}

static void every_record_comes_in_its_turn(void **state)
{
    (void)state;
    struct intake in;
    const char *const kinds[] = {"rows", "gram", "distance", "rows", "transition", "gram"};
    write_stream();
    expect_good(intake_open(&in, path, "gram", NULL));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_true(next(&in));
        assert_string_equal(in.record.kind, kinds[i]);
        assert_int_equal(in.number, i + 1);
        assert_false(intake_takes(&in));
    }
    assert_false(next(&in));
    assert_int_equal(in.rows_number, 0);
    intake_close(&in);
}

static void the_row_table_before_a_wanted_record_is_kept(void **state)
{
    (void)state;
    struct intake in;
    write_stream();
    expect_good(intake_open(&in, path, "gram", wanted));
    assert_true(next_wanted(&in));
    expect_number(&in, "gram", 1);
    assert_int_equal(in.rows.rows, 1);
    assert_int_equal(in.rows_number, 1);
    assert_true(next_wanted(&in));
    expect_number(&in, "gram", 4);
    assert_int_equal(in.rows.rows, 2);
    assert_int_equal(in.rows_number, 4);
    assert_string_equal(table_cell(&in.rows, 1, 0), "b");
    assert_false(next_wanted(&in));
    intake_close(&in);
}

static void what_is_set_aside_comes_too(void **state)
{
    (void)state;
    struct intake in;
    write_stream();
    expect_good(intake_open(&in, path, "gram", wanted));
    in.aside = aside;
    assert_true(next_wanted(&in));
    assert_true(next_wanted(&in));
    expect_number(&in, "transition", 3);
    intake_close(&in);
}

static void it_is_not_enough_without_a_wanted_record(void **state)
{
    (void)state;
    struct intake in;
    struct writer *w;
    bool got;
    expect_good(writer_open(&w, path));
    put_number(w, "distance", 1);
    put_number(w, "transition", 2);
    expect_good(writer_commit(w));
    expect_good(intake_open(&in, path, "gram", wanted));
    in.aside = aside;
    assert_true(next_wanted(&in));
    expect_error(intake_next_wanted(&in, &got), "expected gram, got distance");
    intake_close(&in);
}

static void a_record_that_is_taken_over_outlives_the_next(void **state)
{
    (void)state;
    struct intake in;
    struct writer *w;
    bool got;
    expect_good(writer_open(&w, path));
    put_number(w, "operator", 1);
    put_number(w, "distance", 2);
    expect_good(writer_commit(w));
    expect_good(intake_open(&in, path, "gram", wanted));
    assert_true(next(&in));
    assert_true(next(&in));
    struct record r = intake_take_over(&in);
    expect_error(intake_next(&in, &got), "got operator"); /* the other one is not told of */
    assert_string_equal(r.kind, "distance");
    record_free(&r);
    intake_close(&in);
}

/* A companion of kind distance, before and after a gram. */
static void put_companion(struct writer *w, double number)
{
    struct matrix m = {&number, 1, 1};
    struct record r;
    expect_good(record_init(&r, "distance", PHM_F64, 1, 1));
    expect_good(record_attr_set(&r, "of", "snapshots"));
    expect_good(writer_matrix(w, &r, &m));
    record_free(&r);
}

static void companions_are_not_what_is_wanted(void **state)
{
    (void)state;
    static const char *const distances[] = {"distance", NULL};
    struct intake in;
    struct writer *w;
    bool got;
    expect_good(writer_open(&w, path));
    put_companion(w, 1);
    put_number(w, "distance", 2);
    put_companion(w, 3);
    expect_good(writer_commit(w));
    expect_good(intake_open(&in, path, "gram", distances));
    assert_true(next(&in));
    assert_int_equal(in.number, 2);
    assert_true(intake_takes(&in));
    expect_number(&in, "distance", 2);
    assert_false(next(&in));
    intake_close(&in);

    expect_good(intake_open(&in, path, "gram", distances));
    in.shows_companions = true;
    in.aside = distances;
    assert_true(next(&in));
    assert_false(intake_takes(&in));
    assert_false(in.found);
    expect_number(&in, "distance", 1);
    assert_true(next(&in));
    assert_true(intake_takes(&in));
    assert_true(next(&in));
    expect_number(&in, "distance", 3);
    assert_false(next(&in));
    intake_close(&in);

    expect_good(intake_open(&in, path, "gram", wanted)); /* told of is what is no companion */
    expect_error(intake_next_wanted(&in, &got), "expected gram, got distance:");
    intake_close(&in);
}

static void a_companion_alone_is_told_of(void **state)
{
    (void)state;
    static const char *const distances[] = {"distance", NULL};
    struct intake in;
    struct writer *w;
    bool got;
    expect_good(writer_open(&w, path));
    put_companion(w, 1);
    expect_good(writer_commit(w));
    for (int shows = 0; shows < 2; shows++) {
        expect_good(intake_open(&in, path, "gram", distances));
        in.shows_companions = shows;
        expect_error(intake_next_wanted(&in, &got), "expected distance, got distance of snapshots");
        intake_close(&in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_comes_in_its_turn),
        cmocka_unit_test(the_row_table_before_a_wanted_record_is_kept),
        cmocka_unit_test(what_is_set_aside_comes_too),
        cmocka_unit_test(it_is_not_enough_without_a_wanted_record),
        cmocka_unit_test(a_record_that_is_taken_over_outlives_the_next),
        cmocka_unit_test(companions_are_not_what_is_wanted),
        cmocka_unit_test(a_companion_alone_is_told_of),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
