/* Reading a stream: every layout gives its numbers, and no damage goes unseen. */
#include "stream/reader/reader.h"

#include "expect.h"
#include "path_fixture.h"
#include "stream/record/end.h"
#include "stream/writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A stream in memory, and where its records end: each with the end record behind it. */
struct bytes {
    unsigned char *at;
    size_t length;
    size_t trailers[8]; /* where those of records end, and end records begin */
    size_t ends[8], records;
};

static void load(struct bytes *b)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    b->length = (size_t)ftell(f);
    rewind(f);
    free(b->at);
    b->at = malloc(b->length);
    assert_non_null(b->at);
    assert_int_equal(fread(b->at, 1, b->length, f), b->length);
    fclose(f);
}

static void store(const void *at, size_t length)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, length, f), length);
    fclose(f);
}

/* Appends a record with that payload to b. */
static void append(struct bytes *b, struct record *r, const void *payload)
{
    struct writer *w;
    expect_good(writer_open(&w, path));
    if (b->length > 0)
        expect_good(writer_raw(w, b->at, b->length));
    expect_good(writer_begin(w, r));
    expect_good(writer_data(w, payload, r->bytes));
    expect_good(writer_end(w));
    expect_good(writer_commit(w));
    record_free(r);
    load(b);
    b->trailers[b->records] = b->length - strlen(END_BEGINNING);
    while (memcmp(b->at + b->trailers[b->records], END_BEGINNING, strlen(END_BEGINNING)) != 0)
        b->trailers[b->records]--;
    b->ends[b->records++] = b->length;
}

static const char table[] = "file\tstep\na\t1\nb\t2\n";
static const double dense[6] = {1, 2, 3, 4, 5, 6}; /* 3 x 2 */
/* 2 x 5 in panels of 2: columns 0 1, 2 3, 4 */
static const float panels[10] = {0, 1, 10, 11, 2, 3, 12, 13, 4, 14};
static const struct {
    uint64_t start[4], col[3];
    double value[3];
} sparse = {{0, 1, 1, 3}, {1, 0, 2}, {0.5, -1, 2}}; /* 3 x 3 */

static void sparse_record(struct record *r, size_t rows, size_t cols, size_t nonzeros)
{
    expect_good(record_init(r, "affinity", PHM_F64, rows, cols));
    r->layout = PHM_CSR;
    r->nonzeros = nonzeros;
    r->bytes = 8 * (rows + 1 + 2 * nonzeros);
}

/* One record of every layout and type. */
static struct bytes make_stream(void)
{
    struct bytes b = {0};
    struct record r;
    expect_good(record_init(&r, "rows", PHM_TEXT, 2, 2));
    r.bytes = strlen(table);
    expect_good(record_from_add(&r, "snapcat a b"));
    append(&b, &r, table);
    expect_good(record_init(&r, "gram", PHM_F64, 3, 2));
    expect_good(record_attr_set(&r, "k", "5"));
    append(&b, &r, dense);
    expect_good(record_init_panel(&r, "snapshots", PHM_F32, 2, 5, 2));
    append(&b, &r, panels);
    sparse_record(&r, 3, 3, 3);
    append(&b, &r, &sparse);
    return b;
}

/* ---- what a program would do with a stream ---- */

enum way { AS_MATRIX, AS_PANELS, AS_BYTES, AS_NOTHING, WAYS };

static struct error *take_panels(struct reader *in, const struct record *r)
{
    struct error *err;
    struct panel panel;
    bool got;
    do
        err = reader_panel(in, r, 3, &panel, &got);
    while (!err && got);
    return err;
}

static struct error *take_bytes(struct reader *in)
{
    struct error *err;
    unsigned char some[16];
    size_t length;
    do
        err = reader_bytes(in, some, sizeof some, &length);
    while (!err && length > 0);
    return err;
}

static struct error *take_record(struct reader *in, const struct record *r, enum way way)
{
    struct error *err = NULL;
    struct matrix m = {0};
    char *text = NULL;
    if (way == AS_BYTES)
        err = take_bytes(in);
    else if (way == AS_MATRIX && r->type == PHM_TEXT)
        err = reader_text(in, r, &text);
    else if (way == AS_MATRIX)
        err = reader_matrix(in, r, &m);
    else if (way == AS_PANELS && r->type != PHM_TEXT && r->layout != PHM_CSR)
        err = take_panels(in, r);
    free(text);
    matrix_free(&m);
    return err;
}

/* Reads all of it; *records counts those that were whole. */
static struct error *read_all(const char *from, enum way way, size_t *records)
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
        err = take_record(in, &r, way);
        record_free(&r);
        if (err)
            break;
        ++*records;
    }
out:
    reader_close(in);
    return err;
}

static struct error *read_all_from_pipe(const void *at, size_t length, enum way way,
                                        size_t *records)
{
    int ends[2];
    char name[32];
    assert_int_equal(pipe(ends), 0); /* it holds 64 KB: more than is written here */
    assert_int_equal(write(ends[1], at, length), (ssize_t)length);
    close(ends[1]);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    struct error *err = read_all(name, way, records);
    close(ends[0]);
    return err;
}

static bool ends_a_record(const struct bytes *b, size_t cut, size_t *records)
{
    for (size_t i = 0; i < b->records; i++)
        if (b->ends[i] == cut) {
            *records = i + 1;
            return true;
        }
    return false;
}

static void expect_cut_seen(const struct bytes *b, size_t cut, struct error *err, size_t records)
{
    size_t whole;
    if (ends_a_record(b, cut, &whole)) {
        expect_good(err);
        assert_int_equal(records, whole);
    } else {
        if (!err)
            fail_msg("cut at byte %zu, and nothing said", cut);
        expect_error(err, cut == 0 ? "empty stream" : "cut short");
    }
}

static void every_cut_of_a_file_is_found(void **state)
{
    (void)state;
    struct bytes b = make_stream();
    for (enum way way = 0; way < WAYS; way++)
        for (size_t cut = 0; cut <= b.length; cut++) {
            size_t records;
            store(b.at, cut);
            struct error *err = read_all(path, way, &records);
            expect_cut_seen(&b, cut, err, records);
        }
    free(b.at);
}

static void every_cut_of_a_pipe_is_found(void **state)
{
    (void)state;
    struct bytes b = make_stream();
    for (enum way way = 0; way < WAYS; way++)
        for (size_t cut = 0; cut <= b.length; cut++) {
            size_t records;
            struct error *err = read_all_from_pipe(b.at, cut, way, &records);
            expect_cut_seen(&b, cut, err, records);
        }
    free(b.at);
}

static void every_flipped_bit_is_found(void **state)
{
    (void)state;
    struct bytes b = make_stream();
    for (size_t bit = 0; bit < 8 * b.length; bit++) {
        size_t records;
        unsigned char mask = (unsigned char)(1 << bit % 8);
        b.at[bit / 8] ^= mask;
        struct error *err = read_all_from_pipe(b.at, b.length, (enum way)(bit % WAYS), &records);
        b.at[bit / 8] ^= mask;
        if (!err)
            fail_msg("bit %zu of byte %zu flipped, and nothing said", bit % 8, bit / 8);
        error_free(err);
    }
    free(b.at);
}

/* ---- numbers ---- */

/* Opens b's nth record (from 1). */
static struct reader *open_at(const struct bytes *b, size_t n, struct record *r)
{
    struct reader *in;
    bool got;
    store(b->at, b->length);
    expect_good(reader_open(&in, path, "gram"));
    for (size_t i = 1; i <= n; i++) {
        expect_good(reader_next(in, r, &got));
        assert_true(got);
        if (i < n)
            record_free(r);
    }
    return in;
}

static void expect_matrix(struct reader *in, struct record *r, const double *expected, size_t rows,
                          size_t cols)
{
    struct matrix m;
    expect_good(reader_matrix(in, r, &m));
    assert_int_equal(m.rows, rows);
    assert_int_equal(m.cols, cols);
    for (size_t i = 0; i < rows * cols; i++)
        assert_true(m.a[i] == expected[i]);
    matrix_free(&m);
    record_free(r);
    reader_close(in);
}

static void each_layout_gives_its_matrix(void **state)
{
    (void)state;
    static const double from_panels[10] = {0, 1, 2, 3, 4, 10, 11, 12, 13, 14};
    static const double from_sparse[9] = {0, 0.5, 0, 0, 0, 0, -1, 0, 2};
    struct bytes b = make_stream();
    struct record r;
    struct reader *in = open_at(&b, 2, &r);
    expect_matrix(in, &r, dense, 3, 2);
    in = open_at(&b, 3, &r);
    expect_matrix(in, &r, from_panels, 2, 5);
    in = open_at(&b, 4, &r);
    expect_matrix(in, &r, from_sparse, 3, 3);
    free(b.at);
}

static void panels_come_as_wide_as_is_wanted(void **state)
{
    (void)state;
    /* Stored two columns wide: wanted widths are rounded down to whole stored panels. */
    static const size_t wanted[] = {0, 1, 2, 3, 4, 5, 100}, widths[] = {2, 2, 2, 2, 4, 4, 5};
    struct bytes b = make_stream();
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        struct record r;
        struct panel p;
        bool got;
        struct reader *in = open_at(&b, 3, &r);
        for (size_t first = 0; first < 5; first += p.cols) {
            expect_good(reader_panel(in, &r, wanted[w], &p, &got));
            assert_true(got);
            assert_int_equal(p.first, first);
            assert_int_equal(p.rows, 2);
            assert_int_equal(p.cols, first + widths[w] <= 5 ? widths[w] : 5 - first);
            assert_int_equal(p.type, PHM_F32);
            for (size_t i = 0; i < 2; i++)
                for (size_t j = 0; j < p.cols; j++)
                    assert_true(p.f[i * p.cols + j] == (float)(10 * i + first + j));
        }
        expect_good(reader_panel(in, &r, wanted[w], &p, &got));
        assert_false(got);
        record_free(&r);
        reader_close(in);
    }
    free(b.at);
}

static void text_comes_whole(void **state)
{
    (void)state;
    struct bytes b = make_stream();
    struct record r;
    struct reader *in = open_at(&b, 1, &r);
    char *text;
    expect_good(reader_text(in, &r, &text));
    assert_string_equal(text, table);
    assert_string_equal(r.from.at[0], "snapcat a b");
    free(text);
    record_free(&r);
    reader_close(in);
    free(b.at);
}

static void text_is_no_numbers_and_numbers_are_no_text(void **state)
{
    (void)state;
    struct bytes b = make_stream();
    struct record r;
    struct matrix m;
    struct panel p;
    bool got;
    char *text;
    struct reader *in = open_at(&b, 1, &r);
    expect_error(reader_matrix(in, &r, &m), "expected numbers");
    record_free(&r);
    reader_close(in);
    in = open_at(&b, 2, &r);
    expect_error(reader_text(in, &r, &text), "expected text");
    record_free(&r);
    reader_close(in);
    in = open_at(&b, 4, &r);
    expect_error(reader_panel(in, &r, 0, &p, &got), "got a sparse matrix");
    record_free(&r);
    reader_close(in);
    free(b.at);
}

/* ---- .npy ---- */

/* Appends an array to b: a header of numpy's, then the data. */
static void append_npy(struct bytes *b, const char *text, const void *data, size_t length)
{
    size_t header = 10 + strlen(text);
    b->at = realloc(b->at, b->length + header + length);
    assert_non_null(b->at);
    unsigned char *to = b->at + b->length;
    memcpy(to, "\x93NUMPY\1\0", 8);
    to[8] = (unsigned char)strlen(text);
    to[9] = 0;
    memcpy(to + 10, text, strlen(text));
    memcpy(to + header, data, length);
    b->length += header + length;
}

static void an_array_may_stand_where_a_record_may(void **state)
{
    (void)state;
    static const double expected[6] = {1, 2, 3, 4, 5, 6};
    static const unsigned char big_endian[12] = {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6};
    static const unsigned char by_columns[12] = {1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0};
    struct bytes b = make_stream();
    struct record r;
    append_npy(&b, "{'descr': '>i2', 'fortran_order': False, 'shape': (3, 2)}", big_endian, 12);
    append_npy(&b, "{'descr': '<u2', 'fortran_order': True, 'shape': (2, 3)}", by_columns, 12);
    struct reader *in = open_at(&b, 5, &r);
    assert_true(record_is(&r, "gram"));
    assert_int_equal(r.type, PHM_F32);
    expect_matrix(in, &r, expected, 3, 2);
    in = open_at(&b, 6, &r);
    assert_int_equal(r.layout, PHM_PANEL);
    expect_matrix(in, &r, expected, 2, 3);
    free(b.at);
}

static void the_bytes_of_an_array_are_those_of_its_record(void **state)
{
    (void)state;
    static const unsigned char halves[6] = {0x3c, 0, 0xc0, 0, 0x38, 0}; /* 1, -2, 0.5 */
    static const float expected[3] = {1, -2, 0.5F};
    struct bytes b = {0};
    struct record r;
    unsigned char got[12];
    size_t length, used = 0;
    append_npy(&b, "{'descr': '>f2', 'fortran_order': False, 'shape': (3,)}", halves, 6);
    struct reader *in = open_at(&b, 1, &r);
    assert_int_equal(r.bytes, sizeof expected);
    do { /* in pieces of two elements */
        unsigned char piece[8];
        expect_good(reader_bytes(in, piece, sizeof piece, &length));
        assert_true(used + length <= sizeof got);
        memcpy(got + used, piece, length);
        used += length;
    } while (length > 0);
    assert_int_equal(used, sizeof expected);
    assert_memory_equal(got, expected, sizeof expected);
    record_free(&r);
    reader_close(in);
    free(b.at);
}

static void an_array_of_three_dimensions_is_refused(void **state)
{
    (void)state;
    struct bytes b = {0};
    size_t records;
    append_npy(&b, "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1)}", "a", 1);
    expect_error(read_all_from_pipe(b.at, b.length, AS_MATRIX, &records), "3 dimensions");
    free(b.at);
}

/* ---- jumping ---- */

static void a_jump_reads_no_payload_and_a_skip_does(void **state)
{
    (void)state;
    struct bytes b = make_stream();
    struct record r;
    bool got;
    for (size_t i = 0; i < b.records; i++)
        b.at[b.trailers[i] - 30] ^= 1; /* in the payload: the trailer has 22 bytes */
    struct reader *in = open_at(&b, 1, &r);
    for (size_t i = 1; i <= b.records; i++) {
        expect_good(reader_jump(in));
        record_free(&r);
        expect_good(reader_next(in, &r, &got));
        assert_true(got == (i < b.records));
        if (!got)
            break;
    }
    reader_close(in);
    in = open_at(&b, 1, &r);
    expect_error(reader_skip(in), "checksum of the payload");
    record_free(&r);
    reader_close(in);
    free(b.at);
}

static void only_an_array_that_ends_its_file_is_safe(void **state)
{
    (void)state;
    struct bytes b = {0};
    struct record r;
    append_npy(&b, "{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", "abc", 3);
    struct reader *in = open_at(&b, 1, &r);
    assert_true(reader_is_safe(in));
    record_free(&r);
    reader_close(in);
    append_npy(&b, "{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", "abc", 3);
    in = open_at(&b, 1, &r);
    assert_false(reader_is_safe(in));
    record_free(&r);
    reader_close(in);
    free(b.at);
    b = make_stream();
    in = open_at(&b, b.records, &r);
    assert_false(reader_is_safe(in));
    record_free(&r);
    reader_close(in);
    free(b.at);
}

/* Writes the file's last byte anew, and sets its time of modification back. */
static void rewrite_in_place(void)
{
    struct stat status;
    usleep(20000); /* longer than a tick of the clock that stamps files */
    int fd = open(path, O_RDWR);
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(pwrite(fd, "\7", 1, status.st_size - 1), 1);
    const struct timespec times[] = {status.st_atim, status.st_mtim};
    assert_int_equal(futimens(fd, times), 0);
    close(fd);
}

/* By columns, which are fetched one after the other, and whole. */
static void an_array_that_is_written_while_it_is_read_is_an_error(void **state)
{
    (void)state;
    enum { COLS = 1 << 14 }; /* more than are fetched at a time */
    static const char changed[] = "changed while it was read";
    static unsigned char zeros[2 * COLS];
    struct bytes b = {0};
    struct record r;
    struct panel panel;
    struct matrix m;
    bool got;
    append_npy(&b, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 16384)}", zeros,
               sizeof zeros);
    struct reader *in = open_at(&b, 1, &r);
    expect_good(reader_panel(in, &r, 1, &panel, &got));
    assert_true(got && panel.cols < COLS);
    rewrite_in_place();
    expect_error(reader_panel(in, &r, COLS - panel.cols, &panel, &got), changed);
    record_free(&r);
    reader_close(in);
    in = open_at(&b, 1, &r);
    rewrite_in_place();
    expect_error(reader_matrix(in, &r, &m), changed);
    record_free(&r);
    reader_close(in);
    free(b.at);
}

/* ---- hostile streams ---- */

static struct error *read_text_stream(const char *stream, enum way way)
{
    size_t records;
    return read_all_from_pipe(stream, strlen(stream), way, &records);
}

static void a_shape_larger_than_the_file_is_refused_before_memory_is_asked_for(void **state)
{
    (void)state;
    static const char stream[] = "phm 1\nkind gram\ntype f64\nshape 1000000 1000000\nlayout dense\n"
                                 "bytes 8000000000000\n\n";
    size_t records;
    store(stream, sizeof stream - 1);
    expect_error(read_all(path, AS_MATRIX, &records), "the file has 0 left");
}

/* The XXH3-64 of no bytes, by its specification: 2d06800538d394c2. */
#define TRAILER_OF_NOTHING "xxh3 2d06800538d394c2\n"

static void an_empty_matrix_of_a_hostile_shape_is_read_at_once(void **state)
{
    (void)state;
    static const char *const shapes[] = {"shape 0 9223372036854775807\nlayout panel 1\n",
                                         "shape 0 9223372036854775807\nlayout dense\n",
                                         "shape 9223372036854775807 0\nlayout panel 1\n",
                                         "shape 9223372036854775807 0\nlayout dense\n"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (enum way way = 0; way < WAYS; way++) {
            char stream[256];
            snprintf(stream, sizeof stream, "phm 1\nkind gram\ntype f32\n%sbytes 0\n\n%s",
                     shapes[i], TRAILER_OF_NOTHING);
            expect_good(read_text_stream(stream, way));
        }
}

static void a_header_without_end_is_refused(void **state)
{
    (void)state;
    char *line = malloc(PHM_HEADER_MAX + 2);
    size_t records;
    assert_non_null(line);
    memset(line, 'x', PHM_HEADER_MAX + 2);
    memcpy(line, "phm ", 4);
    store(line, PHM_LINE_MAX + 2);
    expect_error(read_all(path, AS_MATRIX, &records), "header without end");
    for (size_t i = 99; i < PHM_HEADER_MAX; i += 100)
        line[i] = '\n';
    store(line, PHM_HEADER_MAX + 2);
    expect_error(read_all(path, AS_MATRIX, &records), "header without end");
    free(line);
}

static void a_nul_byte_in_text_is_refused(void **state)
{
    (void)state;
    struct bytes b = {0};
    struct record r;
    char *text;
    expect_good(record_init(&r, "rows", PHM_TEXT, 0, 1));
    r.bytes = 4;
    append(&b, &r, "a\0b\n");
    struct reader *in = open_at(&b, 1, &r);
    expect_error(reader_text(in, &r, &text), "byte 1: a NUL byte");
    record_free(&r);
    reader_close(in);
    free(b.at);
}

static void sparse_matrices_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint64_t start[3], col[2];
        double value[2];
    } cases[] = {
        {{1, 1, 2}, {0, 1}, {1, 1}},          /* does not start at 0 */
        {{0, 1, 1}, {0, 1}, {1, 1}},          /* ends before the last entry */
        {{0, 3, 2}, {0, 1}, {1, 1}},          /* falls */
        {{0, UINT64_MAX, 2}, {0, 1}, {1, 1}}, /* negative */
        {{0, 1, 2}, {0, 2}, {1, 1}},          /* no such column */
        {{0, 2, 2}, {1, 0}, {1, 1}},          /* columns fall */
        {{0, 2, 2}, {1, 1}, {1, 1}},          /* an entry stands twice */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes b = {0};
        struct record r;
        struct matrix m;
        sparse_record(&r, 2, 2, 2);
        append(&b, &r, &cases[i]);
        struct reader *in = open_at(&b, 1, &r);
        expect_error(reader_matrix(in, &r, &m), "sparse matrix");
        record_free(&r);
        reader_close(in);
        free(b.at);
    }
}

static void what_cannot_be_opened_is_named(void **state)
{
    (void)state;
    struct reader *in;
    expect_error(reader_open(&in, "/nowhere/at/all", "gram"), "/nowhere/at/all");
    expect_error(reader_open(&in, "/tmp", "gram"), "it is a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_of_a_file_is_found),
        cmocka_unit_test(every_cut_of_a_pipe_is_found),
        cmocka_unit_test(every_flipped_bit_is_found),
        cmocka_unit_test(each_layout_gives_its_matrix),
        cmocka_unit_test(panels_come_as_wide_as_is_wanted),
        cmocka_unit_test(text_comes_whole),
        cmocka_unit_test(text_is_no_numbers_and_numbers_are_no_text),
        cmocka_unit_test(an_array_may_stand_where_a_record_may),
        cmocka_unit_test(the_bytes_of_an_array_are_those_of_its_record),
        cmocka_unit_test(an_array_of_three_dimensions_is_refused),
        cmocka_unit_test(a_jump_reads_no_payload_and_a_skip_does),
        cmocka_unit_test(only_an_array_that_ends_its_file_is_safe),
        cmocka_unit_test(an_array_that_is_written_while_it_is_read_is_an_error),
        cmocka_unit_test(a_shape_larger_than_the_file_is_refused_before_memory_is_asked_for),
        cmocka_unit_test(an_empty_matrix_of_a_hostile_shape_is_read_at_once),
        cmocka_unit_test(a_header_without_end_is_refused),
        cmocka_unit_test(a_nul_byte_in_text_is_refused),
        cmocka_unit_test(sparse_matrices_that_contradict_themselves_are_refused),
        cmocka_unit_test(what_cannot_be_opened_is_named),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
