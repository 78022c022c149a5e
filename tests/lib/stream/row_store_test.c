/* The rows of a record in any order: from memory, from its file, from a temporary file. */
#include "stream/row_store.h"

#include "expect.h"
#include "path_fixture.h"
#include "stream/writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many that a panel of 6 columns is read in several pieces. */
enum { ROWS = 6007, COLS = 11 };

static double number(size_t row, size_t col)
{
    return (double)row + (double)col / 16;
}

/* Writes the numbers as a record of that type, of panels so wide; 0: dense. */
static void write_record(enum phm_type type, size_t panel)
{
    struct writer *w;
    struct record r;
    if (panel)
        expect_good(record_init_panel(&r, "snapshots", type, ROWS, COLS, panel));
    else
        expect_good(record_init(&r, "snapshots", type, ROWS, COLS));
    expect_good(writer_open(&w, path));
    expect_good(writer_begin(w, &r));
    for (size_t first = 0, width = panel ? panel : COLS; first < COLS; first += width)
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = first; j < first + width && j < COLS; j++) {
                double d = number(i, j);
                float f = (float)d;
                if (type == PHM_F32)
                    expect_good(writer_data(w, &f, sizeof f));
                else
                    expect_good(writer_data(w, &d, sizeof d));
            }
    expect_good(writer_end(w));
    expect_good(writer_commit(w));
    record_free(&r);
}

/* The sorts of inputs. */
enum way { IN_MEMORY, FROM_FILE, FROM_PIPE, WAYS };

/* A descriptor of the file, or of a pipe that `cat` fills. */
static int open_way(enum way way, FILE **pipe)
{
    char command[64];
    *pipe = NULL;
    if (way != FROM_PIPE)
        return open(path, O_RDONLY);
    snprintf(command, sizeof command, "cat %s", path);
    *pipe = popen(command, "r");
    assert_non_null(*pipe);
    return fileno(*pipe);
}

static struct error *take(struct row_store *store, enum way way)
{
    FILE *pipe;
    struct reader *reader;
    struct record r;
    bool got;
    int fd = open_way(way, &pipe);
    expect_good(reader_open_fd(&reader, fd, "snapshots"));
    struct error *err = reader_next(reader, &r, &got);
    if (!err) {
        err = row_store_take(store, reader, &r, way == IN_MEMORY ? SIZE_MAX : 0);
        record_free(&r);
    }
    reader_close(reader);
    if (pipe)
        pclose(pipe);
    else
        close(fd);
    return err;
}

static void check_rows(const struct row_store *store, size_t first, size_t count)
{
    static double rows[ROWS * COLS];
    expect_good(row_store_read_wide(store, first, count, rows));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < COLS; j++)
            assert_true(rows[i * COLS + j] == number(first + i, j));
}

static void test_rows_in_any_order(void **state)
{
    (void)state;
    for (size_t panel = 0; panel <= 12; panel += panel ? 5 : 1) /* 0, 1, 6, 11 */
        for (int type = PHM_F32; type <= PHM_F64; type++)
            for (int way = 0; way < WAYS; way++) {
                struct row_store store;
                write_record((enum phm_type)type, panel);
                expect_good(take(&store, (enum way)way));
                assert_int_equal(store.rows, ROWS);
                assert_int_equal(store.cols, COLS);
                assert_int_equal(store.type, type);
                check_rows(&store, 5990, 17);
                check_rows(&store, 0, ROWS);
                check_rows(&store, 17, 1);
                row_store_free(&store);
            }
}

/* Elements of another type, and of the other order of bytes. */
static void test_numpy_arrays(void **state)
{
    (void)state;
    static const char header[] =
        "{'descr': '>i2', 'fortran_order': False, 'shape': (6007, 11), }         ";
    for (int way = 0; way < WAYS; way++) {
        struct row_store store;
        double rows[2 * COLS];
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fprintf(f, "\x93NUMPY%c%c%c%c%s\n", 1, 0, (int)sizeof header, 0, header);
        for (int e = 0; e < ROWS * COLS; e++) {
            fputc(e % 1000 >> 8, f);
            fputc(e % 1000 & 255, f);
        }
        fclose(f);
        expect_good(take(&store, (enum way)way));
        expect_good(row_store_read_wide(&store, 200, 2, rows));
        for (size_t e = 0; e < sizeof rows / sizeof *rows; e++)
            assert_true(rows[e] == (double)((200 * COLS + e) % 1000));
        row_store_free(&store);
    }
}

static void damage(long place)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, place, SEEK_SET);
    int byte = fgetc(f);
    fseek(f, place, SEEK_SET);
    fputc(byte ^ 1, f);
    fclose(f);
}

static void test_damage_is_found_at_once(void **state)
{
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct row_store store;
        write_record(PHM_F32, 4);
        damage(9000);
        expect_error(take(&store, (enum way)way), "damaged");
        write_record(PHM_F64, 0);
        assert_int_equal(truncate(path, 9000), 0);
        expect_error(take(&store, (enum way)way), "cut short");
    }
}

/* What was spooled, or is in memory, is as it was. */
static void test_a_change_is_noticed(void **state)
{
    (void)state;
    for (int way = 0; way < WAYS; way++) {
        struct row_store store;
        double rows[COLS];
        write_record(PHM_F32, 0);
        expect_good(take(&store, (enum way)way));
        damage(9000);
        if (way == FROM_FILE)
            expect_error(row_store_read_wide(&store, 0, 1, rows), "changed while it was read");
        else
            check_rows(&store, 0, ROWS);
        row_store_free(&store);
    }
}

static void test_other_records_are_refused(void **state)
{
    (void)state;
    struct writer *w;
    struct record r;
    struct row_store store;
    expect_good(record_init(&r, "rows", PHM_TEXT, 1, 1));
    expect_good(writer_open(&w, path));
    expect_good(writer_text(w, &r, "file\na\n"));
    expect_good(writer_commit(w));
    record_free(&r);
    expect_error(take(&store, FROM_FILE), "expected rows of numbers, got text");
    row_store_free(&store);
}

static void test_no_place_for_a_temporary_file_is_an_error(void **state)
{
    (void)state;
    struct row_store store;
    write_record(PHM_F32, 0);
    setenv("TMPDIR", "/none", 1);
    expect_error(take(&store, FROM_PIPE), "/none: cannot make a temporary file");
    expect_good(take(&store, FROM_FILE)); /* which needs none */
    check_rows(&store, 5, 2);
    row_store_free(&store);
    unsetenv("TMPDIR");
}

static void test_as_a_matrix(void **state)
{
    (void)state;
    struct row_store store;
    struct matrix m;
    write_record(PHM_F32, 3);
    expect_good(take(&store, FROM_FILE));
    expect_good(row_store_matrix(&store, &m));
    for (size_t e = 0; e < ROWS * COLS; e++)
        assert_true(m.a[e] == number(e / COLS, e % COLS));
    damage(9000);
    matrix_free(&m);
    expect_error(row_store_matrix(&store, &m), "changed");
    row_store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_in_any_order),
        cmocka_unit_test(test_numpy_arrays),
        cmocka_unit_test(test_damage_is_found_at_once),
        cmocka_unit_test(test_a_change_is_noticed),
        cmocka_unit_test(test_other_records_are_refused),
        cmocka_unit_test(test_no_place_for_a_temporary_file_is_an_error),
        cmocka_unit_test(test_as_a_matrix),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
