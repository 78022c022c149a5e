/* Reading a range of a record's columns: of a file only these, of a pipe all. */
#include "stream/reader/reader.h"

#include "base/array.h"
#include "expect.h"
#include "path_fixture.h"
#include "stream/writer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 3, COLS = 2500 };

static float number(size_t row, size_t col)
{
    return (float)(row * COLS + col);
}

/* ---- streams ---- */

/* Panels of `width` columns; 0: dense. A second record follows. */
static void write_phm(size_t width)
{
    struct writer *w;
    struct record r;
    const float one = 1;
    expect_good(writer_open(&w, path));
    expect_good(width ? record_init_panel(&r, "snapshots", PHM_F32, ROWS, COLS, width)
                      : record_init(&r, "snapshots", PHM_F32, ROWS, COLS));
    expect_good(writer_begin(w, &r));
    size_t step = width ? width : COLS;
    for (size_t first = 0; first < COLS; first += step)
        for (size_t row = 0; row < ROWS; row++)
            for (size_t col = first; col < first + step && col < COLS; col++)
                expect_good(writer_data(w, &(float){number(row, col)}, sizeof(float)));
    expect_good(writer_end(w));
    expect_good(record_init(&r, "gram", PHM_F32, 1, 1));
    expect_good(writer_begin(w, &r));
    expect_good(writer_data(w, &one, sizeof one));
    expect_good(writer_end(w));
    expect_good(writer_commit(w));
}

/* An array of int16, whose elements are converted. */
static void write_npy(bool fortran)
{
    char header[118];
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    snprintf(header, sizeof header, "{'descr': '<i2', 'fortran_order': %s, 'shape': (%d, %d), }",
             fortran ? "True" : "False", ROWS, COLS);
    fprintf(f, "\x93NUMPY%c%c%c%c%-117s\n", 1, 0, 118, 0, header);
    for (size_t i = 0; i < (size_t)ROWS * COLS; i++) {
        size_t row = fortran ? i % ROWS : i / COLS, col = fortran ? i / ROWS : i % COLS;
        int16_t value = (int16_t)number(row, col);
        fwrite(&value, sizeof value, 1, f);
    }
    assert_int_equal(fclose(f), 0);
}

/* ---- reading ---- */

static void *pour(void *to)
{
    unsigned char chunk[4096];
    FILE *f = fopen(path, "rb");
    int fd = *(int *)to;
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, f)) > 0;)
        if (write(fd, chunk, got) != (ssize_t)got)
            break;
    fclose(f);
    close(fd);
    return NULL;
}

struct source {
    struct reader *in;
    struct record r;
    int ends[2];
    pthread_t pouring;
    bool pipe;
};

static void open_source(struct source *s, bool as_pipe)
{
    bool got;
    *s = (struct source){.pipe = as_pipe};
    if (as_pipe) {
        assert_int_equal(pipe(s->ends), 0);
        assert_int_equal(pthread_create(&s->pouring, NULL, pour, &s->ends[1]), 0);
        expect_good(reader_open_fd(&s->in, s->ends[0], "snapshots"));
    } else {
        expect_good(reader_open(&s->in, path, "snapshots"));
    }
    expect_good(reader_next(s->in, &s->r, &got));
    assert_true(got);
}

static void close_source(struct source *s)
{
    record_free(&s->r);
    reader_close(s->in);
    if (s->pipe) {
        pthread_join(s->pouring, NULL);
        close(s->ends[0]);
    }
}

static struct error *take_range(struct source *s, size_t first, size_t count, size_t wanted)
{
    struct error *err;
    size_t next = 0;
    reader_narrow(s->in, &s->r, first, count);
    assert_int_equal(s->r.cols, count);
    for (;;) {
        struct panel p;
        bool got;
        TRY(reader_panel(s->in, &s->r, wanted, &p, &got));
        if (!got)
            break;
        assert_int_equal(p.first, next);
        for (size_t row = 0; row < ROWS; row++)
            for (size_t col = 0; col < p.cols; col++)
                assert_true(p.f[row * p.cols + col] == number(row, first + p.first + col));
        next += p.cols;
    }
    assert_int_equal(next, count);
out:
    return err;
}

static void expect_ranges(bool record_follows)
{
    static const struct span ranges[] = {{0, COLS}, {0, 1},     {COLS - 1, 1}, {0, 1024},
                                         {1, 2498}, {299, 302}, {300, 300},    {1000, 1500},
                                         {7, 14},   {2200, 300}};
    static const size_t wanted[] = {0, 1, 1500, 10000};
    for (size_t i = 0; i < ARRAY_LENGTH(ranges) * ARRAY_LENGTH(wanted) * 2; i++) {
        struct source s;
        struct record next;
        bool got;
        const struct span *range = &ranges[i / 2 % ARRAY_LENGTH(ranges)];
        open_source(&s, i % 2);
        expect_good(
            take_range(&s, range->first, range->count, wanted[i / 2 / ARRAY_LENGTH(ranges)]));
        expect_good(reader_next(s.in, &next, &got));
        assert_int_equal(got, record_follows);
        assert_true(!got || record_is(&next, "gram"));
        record_free(&next);
        close_source(&s);
    }
}

static void each_range_of_panels_has_its_columns(void **state)
{
    (void)state;
    static const size_t widths[] = {1, 7, 300, 1100, COLS};
    for (size_t i = 0; i < ARRAY_LENGTH(widths); i++) {
        write_phm(widths[i]);
        expect_ranges(true);
    }
}

static void each_range_of_a_dense_matrix_has_its_columns(void **state)
{
    (void)state;
    write_phm(0);
    expect_ranges(true);
}

static void each_range_of_an_array_has_its_columns(void **state)
{
    (void)state;
    write_npy(false);
    expect_ranges(false);
    write_npy(true);
    expect_ranges(false);
}

/* ---- damage ---- */

/* The checksum is that of all columns: a file's, of which some are not read, cannot be compared. */
static void a_pipe_is_checked_and_a_file_is_not(void **state)
{
    (void)state;
    struct source s;
    write_phm(300);
    FILE *f = fopen(path, "rb+");
    fseek(f, 3 * 2400 * 4, SEEK_SET); /* in the payload's last panel but one */
    fputc(1, f);
    fclose(f);
    open_source(&s, false);
    expect_good(take_range(&s, 0, 300, 100));
    close_source(&s);
    open_source(&s, true);
    expect_error(take_range(&s, 0, 300, 100), "the trailer is not the checksum");
    close_source(&s);
}

static void a_file_cut_short_is_an_error(void **state)
{
    (void)state;
    struct source s;
    write_phm(300);
    open_source(&s, false);
    assert_int_equal(truncate(path, 20000), 0);
    expect_error(take_range(&s, 1200, 1300, 100), "cut short");
    close_source(&s);
}

static void a_file_that_is_written_while_it_is_read_is_an_error(void **state)
{
    (void)state;
    struct source s;
    write_phm(300);
    open_source(&s, false);
    FILE *f = fopen(path, "ab");
    fputc('x', f);
    fclose(f);
    expect_error(take_range(&s, 0, 300, 100), "changed while it was read");
    close_source(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_range_of_panels_has_its_columns),
        cmocka_unit_test(each_range_of_a_dense_matrix_has_its_columns),
        cmocka_unit_test(each_range_of_an_array_has_its_columns),
        cmocka_unit_test(a_pipe_is_checked_and_a_file_is_not),
        cmocka_unit_test(a_file_cut_short_is_an_error),
        cmocka_unit_test(a_file_that_is_written_while_it_is_read_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
