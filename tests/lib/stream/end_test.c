/* The end of a stream: what was cut between records, or lost among them, is an error, and no caller
 * sees how that is known. */
#include "expect.h"
#include "path_fixture.h"
#include "stream/reader/reader.h"
#include "stream/record/end.h"
#include "stream/stream.h"
#include "stream/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

struct bytes {
    char at[8192];
    size_t length;
};

static void add(struct bytes *b, const void *at, size_t length)
{
    assert_true(b->length + length <= sizeof b->at);
    memcpy(b->at + b->length, at, length);
    b->length += length;
}

static void load(struct bytes *b)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    b->length = fread(b->at, 1, sizeof b->at, f);
    fclose(f);
}

static void put_number(struct writer *w, const char *kind, const char *of)
{
    static const double number = 1;
    static const struct matrix m = {(double *)(uintptr_t)&number, 1, 1};
    struct record r;
    expect_good(record_init(&r, kind, PHM_F64, 1, 1));
    if (of)
        expect_good(record_attr_set(&r, "of", "%s", of));
    expect_good(writer_matrix(w, &r, &m));
    record_free(&r);
}

/* The pieces that streams are put together of here, each by a letter: the records of one stream of
 * the writer's, and others. */
enum { RECORDS = 4, PIECES = 128 };

static struct bytes pieces[PIECES];

/* What the writer makes: record a, a companion c, records d and e, and the end, z. */
static void write_stream(void)
{
    struct writer *w;
    expect_good(writer_open(&w, path));
    put_number(w, "gram", NULL);
    put_number(w, "distance", "snapshots");
    put_number(w, "gram", NULL);
    put_number(w, "gram", NULL);
    expect_good(writer_commit(w));
}

static void split_stream(const struct bytes *whole)
{
    static const char letters[] = "acdez";
    size_t at = 0;
    for (size_t i = 0; letters[i]; i++) {
        size_t end = at + 1;
        while (end < whole->length && memcmp(whole->at + end, "phm 1\n", 6) != 0)
            end++;
        pieces[(int)letters[i]].length = 0;
        add(&pieces[(int)letters[i]], whole->at + at, end - at);
        at = end;
    }
    assert_int_equal(at, whole->length);
}

/* A record as a script makes it, without a checksum of its header. */
static void make_piece(char letter, const char *head, const void *payload, size_t length)
{
    struct bytes *b = &pieces[(int)letter];
    char trailer[32];
    b->length = 0;
    snprintf(trailer, sizeof trailer, "xxh3 %016" PRIx64 "\n", XXH3_64bits(payload, length));
    add(b, head, strlen(head));
    add(b, payload, length);
    add(b, trailer, 22);
}

static void make_end(char letter, const char *text)
{
    char head[128];
    snprintf(head, sizeof head,
             "phm 1\nkind end\ntype text\nshape 1 1\nlayout dense\nbytes %zu\nattr of stream\n\n",
             strlen(text));
    make_piece(letter, head, text, strlen(text));
}

static int make_pieces(void **state)
{
    static const char npy[] = "\x93NUMPY\1\0\x38\0{'descr': '|u1', 'fortran_order': False, "
                              "'shape': (1,)}\na";
    struct bytes whole;
    double number = 2;
    if (make_path(state) != 0)
        return -1;
    write_stream();
    load(&whole);
    split_stream(&whole);
    make_piece('o', "phm 1\nkind gram\ntype f64\nshape 1 1\nlayout dense\nbytes 8\n\n", &number,
               sizeof number);
    make_piece('f', "phm 1\nkind end\ntype f64\nshape 1 1\nlayout dense\nbytes 8\n\n", &number,
               sizeof number);
    pieces['n'].length = 0;
    add(&pieces['n'], npy, sizeof npy - 1);
    return 0;
}

static struct bytes joined(const char *letters)
{
    struct bytes b = {.length = 0};
    for (; *letters; letters++)
        add(&b, pieces[(int)*letters].at, pieces[(int)*letters].length);
    return b;
}

/* Reads all; *records counts what the reader hands out. */
static struct error *read_file(const char *from, size_t *records)
{
    struct reader *in = NULL;
    struct error *err;
    *records = 0;
    TRY(reader_open(&in, from, "gram"));
    for (;;) {
        struct record r;
        bool got;
        TRY(reader_next(in, &r, &got));
        if (!got)
            break;
        assert_null(record_attr(&r, END_PROMISE_KEY));
        assert_string_not_equal(r.kind, END_KIND);
        record_free(&r);
        ++*records;
    }
out:
    reader_close(in);
    return err;
}

static struct error *read_bytes(const struct bytes *b, size_t *records)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->at, 1, b->length, f), b->length);
    fclose(f);
    return read_file(path, records);
}

/* By pieces of seven bytes, so that no beginning is in the buffer as a whole. */
static struct error *read_pipe(const struct bytes *b, size_t *records)
{
    char command[64];
    struct error *err = read_bytes(b, records);
    size_t of_file = *records;
    error_free(err);
    snprintf(command, sizeof command, "dd bs=7 status=none if=%s", path);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    snprintf(command, sizeof command, "/dev/fd/%d", fileno(f));
    err = read_file(command, records);
    pclose(f);
    assert_int_equal(*records, of_file);
    return err;
}

static void expect_whole(const char *letters, size_t expected)
{
    struct bytes b = joined(letters);
    size_t records;
    expect_good(read_pipe(&b, &records));
    assert_int_equal(records, expected);
}

static void expect_bad(const char *letters, const char *part)
{
    struct bytes b = joined(letters);
    size_t records;
    expect_error(read_pipe(&b, &records), part);
}

/* ---- what the reader finds ---- */

static void a_stream_is_read_without_a_sign_of_its_end(void **state)
{
    (void)state;
    expect_whole("acdez", RECORDS);
}

static void a_cut_between_any_two_records_is_found(void **state)
{
    (void)state;
    expect_bad("a", "record 1 (gram): cut short behind this record");
    expect_bad("ac", "record 2 (distance): cut short behind this record");
    expect_bad("acd", "record 3 (gram): cut short behind this record");
    expect_bad("acde", "record 4 (gram): cut short behind this record");
    expect_bad("acdeza", "record 5 (gram): cut short behind this record");
    expect_bad("acde", "a script that made the record drops the attribute");
}

static void what_was_lost_or_came_twice_among_records_is_found(void **state)
{
    (void)state;
    expect_bad("cdez", "the end record counts 3 records, but 2 came");
    expect_bad("acdz", "the end record counts 3 records, but 2 came");
    expect_bad("acddez", "the end record counts 3 records, but 4 came");
    expect_bad("acdezz", "the end record counts 3 records, but 0 came");
    expect_bad("acdacdez", "the end record counts 3 records, but 5 came");
    expect_bad("acdzo", "a script that adds records or leaves some out drops the end record and");
    expect_bad("z", "the end record counts 3 records, but 0 came");
}

static void streams_are_joined(void **state)
{
    (void)state;
    expect_whole("acdezacdez", 2 * RECORDS);
    expect_bad("acdeacdez", "counts 3 records, but 6 came");
}

static void streams_without_an_end_are_read_and_joined(void **state)
{
    (void)state;
    expect_whole("o", 1);
    expect_whole("on", 2);
    expect_whole("ooacdez", 2 + RECORDS);
    expect_whole("acdezoo", RECORDS + 2);
    expect_whole("acdezn", RECORDS + 1);
}

static void a_script_may_put_its_record_in_the_place_of_another(void **state)
{
    (void)state;
    expect_whole("acdoz", RECORDS);
    expect_whole("acnez", RECORDS);
    expect_whole("ocdez", RECORDS);
    expect_whole("acdn", RECORDS);
}

static void companions_come_and_go(void **state)
{
    (void)state;
    expect_whole("adez", RECORDS - 1);
    expect_whole("accdecz", RECORDS + 2);
}

static void what_only_looks_like_an_end_record_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"records\n3",
                                        "records\n+3\n",
                                        "records\n03\n",
                                        "records\n3\n3\n",
                                        "record\n3\n",
                                        "",
                                        "3",
                                        "records\n18446744073709551619\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        make_end('y', texts[i]);
        expect_bad("acdey", "record 5");
    }
    make_end('y', "record\n3\n");
    expect_bad("acdey", "record 5 (end): this kind is for the record that ends a stream");
    expect_bad("acdef", "record 5 (end): this kind is for the record that ends a stream");
    make_end('y', "records\n3\n");
    expect_whole("acdey", RECORDS);
}

static void damage_of_an_end_record_is_found(void **state)
{
    (void)state;
    struct bytes whole = joined("acdez");
    size_t start = whole.length - pieces['z'].length, records;
    for (size_t bit = 8 * start; bit < 8 * whole.length; bit++) {
        whole.at[bit / 8] = (char)(whole.at[bit / 8] ^ 1 << bit % 8);
        struct error *err = read_bytes(&whole, &records);
        whole.at[bit / 8] = (char)(whole.at[bit / 8] ^ 1 << bit % 8);
        if (!err)
            fail_msg("bit %zu of the end record flipped, and nothing said", bit - 8 * start);
        assert_int_equal(records, RECORDS);
        error_free(err);
    }
    for (whole.length--; whole.length > start; whole.length--)
        expect_error(read_bytes(&whole, &records), "cut short");
}

/* Programs let their output go where the input's end has been seen. */
static void the_end_is_known_before_it_is_asked_for(void **state)
{
    (void)state;
    struct bytes whole;
    struct reader *in;
    struct record r;
    bool got, end;
    size_t records;
    make_end('y', "records\n1\n");
    for (int cut = 0; cut < 2; cut++) {
        whole = joined(cut ? "a" : "ay");
        error_free(read_bytes(&whole, &records));
        expect_good(reader_open(&in, path, "gram"));
        expect_good(reader_next(in, &r, &got));
        expect_good(reader_at_end(in, &end));
        assert_false(end);
        expect_good(reader_skip(in));
        if (cut) {
            expect_error(reader_at_end(in, &end), "cut short behind this record");
        } else {
            expect_good(reader_at_end(in, &end));
            assert_true(end);
            record_free(&r);
            expect_good(reader_next(in, &r, &got));
            assert_false(got);
        }
        record_free(&r);
        reader_close(in);
    }
}

/* ---- what the writer makes ---- */

static void an_empty_stream_has_no_end_record(void **state)
{
    (void)state;
    struct writer *w;
    struct bytes b;
    expect_good(writer_open(&w, path));
    expect_good(writer_commit(w));
    load(&b);
    assert_int_equal(b.length, 0);
    expect_good(writer_open(&w, path));
    put_number(w, "gram", NULL);
    expect_good(writer_restart(w));
    expect_good(writer_raw(w, "abc", 3));
    expect_good(writer_commit(w));
    load(&b);
    assert_int_equal(b.length, 3);
}

static void companions_alone_have_an_end_record(void **state)
{
    (void)state;
    struct writer *w;
    size_t records;
    expect_good(writer_open(&w, path));
    put_number(w, "distance", "snapshots");
    expect_good(writer_commit(w));
    expect_good(read_file(path, &records));
    assert_int_equal(records, 1);
}

/* What old programs do: they pass the attribute and the end record on. */
static void the_promise_stands_once_wherever_it_comes_from(void **state)
{
    (void)state;
    static const double number = 1;
    static const struct matrix m = {(double *)(uintptr_t)&number, 1, 1};
    struct writer *w;
    struct record r;
    struct bytes b;
    expect_good(record_init(&r, "gram", PHM_F64, 1, 1));
    expect_good(record_attr_set(&r, END_PROMISE_KEY, END_PROMISE_VALUE));
    expect_error(record_attr_set(&r, END_PROMISE_KEY, "5"), "leave the attribute out");
    expect_good(writer_open(&w, path));
    expect_good(writer_matrix(w, &r, &m));
    expect_good(writer_commit(w));
    record_free(&r);
    load(&b);
    b.at[b.length] = '\0';
    const char *first = strstr(b.at, END_PROMISE_KEY);
    assert_non_null(first);
    b.at[first - b.at + 200] = '\0';
    assert_null(strstr(first + 1, END_PROMISE_KEY));
}

static void the_kind_and_the_value_are_not_for_others(void **state)
{
    (void)state;
    struct record r;
    static const char header[] = "phm 1\nkind gram\ntype f64\nshape 1 1\nlayout dense\nbytes 8\n"
                                 "attr end-record comes\n\n";
    expect_error(record_init(&r, END_KIND, PHM_F64, 1, 1), "choose another");
    expect_error(record_parse(&r, header, sizeof header - 1), "header: attribute end-record");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_read_without_a_sign_of_its_end),
        cmocka_unit_test(a_cut_between_any_two_records_is_found),
        cmocka_unit_test(what_was_lost_or_came_twice_among_records_is_found),
        cmocka_unit_test(streams_are_joined),
        cmocka_unit_test(streams_without_an_end_are_read_and_joined),
        cmocka_unit_test(a_script_may_put_its_record_in_the_place_of_another),
        cmocka_unit_test(companions_come_and_go),
        cmocka_unit_test(what_only_looks_like_an_end_record_is_refused),
        cmocka_unit_test(damage_of_an_end_record_is_found),
        cmocka_unit_test(the_end_is_known_before_it_is_asked_for),
        cmocka_unit_test(an_empty_stream_has_no_end_record),
        cmocka_unit_test(companions_alone_have_an_end_record),
        cmocka_unit_test(the_promise_stands_once_wherever_it_comes_from),
        cmocka_unit_test(the_kind_and_the_value_are_not_for_others),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_pieces, remove_path);
}
