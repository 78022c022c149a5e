/* Checkpoints of any format: .npy arrays, order of elements, files that change. */
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#define TEMPLATE "/tmp/checkpoint_test.XXXXXX"

static void an_npy_file_is_one_tensor(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    const float data[] = {1, 2, 3, 4, 5, 6};
    write_npy(path, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    assert_int_equal(c.count, 1);
    assert_string_equal(c.tensors[0].name, "array");
    check_f64(&c, "array", 0, 6, (double[]){1, 2, 3, 4, 5, 6});
    check_f64(&c, "array", 3, 2, (double[]){4, 5});
    checkpoint_free(&c);
    unlink(path);
}

static void a_big_endian_array_is_turned_around(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    const unsigned char data[] = {0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0}; /* 1.5, -2 */
    write_npy(path, "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    check_f64(&c, "array", 0, 2, (double[]){1.5, -2});
    checkpoint_free(&c);
    unlink(path);
}

/* The element with indices i, j, k of a 2 x 3 x 4 array has the value 100i + 10j + k. */
static void every_piece_of_a_fortran_ordered_array_comes_in_c_order(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    int16_t data[24];
    double expected[24];
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 3; j++)
            for (size_t k = 0; k < 4; k++) {
                data[i + 2 * j + 6 * k] = (int16_t)(100 * i + 10 * j + k);
                expected[12 * i + 4 * j + k] = (double)(100 * i + 10 * j + k);
            }
    write_npy(path, "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3, 4), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    for (size_t first = 0; first < 24; first++)
        for (size_t count = 0; count <= 24 - first; count++)
            check_f64(&c, "array", first, count, expected + first);
    checkpoint_free(&c);
    unlink(path);
}

/* Views of an array whose element at position i has the value i: what torch saves of a transposed
 * matrix, of an image whose channels run fastest, of every other column, of a row repeated. */
static void every_piece_of_a_strided_view_comes_in_c_order(void **state)
{
    (void)state;
    static struct {
        size_t dims, shape[4], strides[4], count;
    } views[] = {{2, {6, 4}, {1, 6}, 24},
                 {2, {5, 3}, {12, 2}, 15},
                 {4, {2, 3, 2, 4}, {24, 1, 12, 3}, 48},
                 {3, {2, 3, 4}, {4, 0, 1}, 24},
                 {3, {3, 2, 3}, {0, 0, 7}, 18},
                 {4, {3, 1, 4, 2}, {8, 99, 2, 1}, 24},
                 {3, {3, 3, 3}, {2, 2, 2}, 27}};
    char path[] = TEMPLATE;
    struct checkpoint c;
    int16_t data[60];
    for (int16_t i = 0; i < 60; i++)
        data[i] = i;
    write_npy(path, "{'descr': '<i2', 'fortran_order': False, 'shape': (60,), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
        struct tensor view = {.name = (char[]){"view"},
                              .dims = views[v].dims,
                              .shape = views[v].shape,
                              .place = {.type = DTYPE_I16,
                                        .offset = c.tensors->place.offset,
                                        .strides = views[v].strides}};
        struct cursor cursor;
        double expected[64], got[64];
        expect_good(tensor_check(&view, c.files->size, NULL));
        assert_int_equal(view.count, views[v].count);
        for (size_t i = 0; i < view.count; i++) {
            size_t rest = i, position = 0;
            for (size_t dim = view.dims; dim-- > 0; rest /= view.shape[dim])
                position += rest % view.shape[dim] * views[v].strides[dim];
            expected[i] = (double)position;
        }
        expect_good(cursor_open(&cursor, &c));
        for (size_t first = 0; first < view.count; first++)
            for (size_t count = 1; count <= view.count - first; count++) {
                expect_good(tensor_read_f64(&cursor, &view, first, count, got));
                assert_memory_equal(got, expected + first, count * sizeof *got);
            }
        cursor_close(&cursor);
    }
    checkpoint_free(&c);
    unlink(path);
}

/* Rows of 3000 elements, some beyond a page of gap, more than is converted at once. */
static void a_large_transposed_matrix_is_read_in_pieces_that_join(void **state)
{
    (void)state;
    enum { ROWS = 3000, COLS = 70 };
    char path[] = TEMPLATE;
    struct checkpoint c;
    struct cursor cursor;
    static float data[ROWS * COLS], got[ROWS * COLS];
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < COLS; j++)
            data[i + j * ROWS] = (float)(i * COLS + j);
    write_npy(path, "{'descr': '<f4', 'fortran_order': True, 'shape': (3000, 70), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    expect_good(cursor_open(&cursor, &c));
    for (size_t first = 0, count; first < ROWS * COLS; first += count) {
        count = first % 30011 + 1;
        count = count < ROWS * COLS - first ? count : ROWS * COLS - first;
        expect_good(tensor_read_f32(&cursor, c.tensors, first, count, got + first));
    }
    for (size_t i = 0; i < ROWS * COLS; i++)
        assert_true(got[i] == (float)i);
    cursor_close(&cursor);
    checkpoint_free(&c);
    unlink(path);
}

static void views_that_reach_beyond_their_file_are_refused(void **state)
{
    (void)state;
    static struct {
        size_t dims, shape[3], strides[3];
        const char *message;
    } views[] = {{2, {2, 3}, {1, 50}, "is 408 bytes at"},
                 {2, {2, 3}, {SIZE_MAX / 2, SIZE_MAX / 2}, "overflows"},
                 {3, {1 << 20, 1 << 20, 1 << 20}, {0, 0, 0}, "repeats few elements too often"},
                 {3, {1 << 30, 1 << 30, 1 << 30}, {0, 0, 0}, "overflows"}};
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
        struct tensor view = {.name = (char[]){"view"},
                              .dims = views[v].dims,
                              .shape = views[v].shape,
                              .place = {.type = DTYPE_F32, .strides = views[v].strides}};
        expect_error(tensor_check(&view, 407, NULL), views[v].message);
    }
}

static void a_long_tensor_is_converted_in_pieces_that_join(void **state)
{
    (void)state;
    enum { COUNT = 100000 }; /* more than a chunk of 65,536 bytes */
    char path[] = TEMPLATE;
    struct checkpoint c;
    struct cursor cursor;
    static double data[COUNT];
    static float got[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        data[i] = (double)i;
    write_npy(path, "{'descr': '<f8', 'fortran_order': False, 'shape': (100000,), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    expect_good(cursor_open(&cursor, &c));
    expect_good(tensor_read_f32(&cursor, c.tensors, 1, COUNT - 1, got));
    for (size_t i = 0; i < COUNT - 1; i++)
        assert_true(got[i] == (float)(i + 1));
    cursor_close(&cursor);
    checkpoint_free(&c);
    unlink(path);
}

static void damaged_npy_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t length;
        const char *message;
    } damaged[] = {
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 23, "cut short"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 25,
         "1 bytes after the array"},
        {"{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }\n", 15, "cut short"},
        {"{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }\n", 17,
         "1 bytes after the array"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n", 0,
         "overflows"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976,), }\n", 0,
         "cut short"},
    };
    static const unsigned char zeros[64];
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        char path[] = TEMPLATE;
        struct checkpoint c;
        write_npy(path, damaged[i].header, zeros, damaged[i].length);
        expect_error(checkpoint_open(&c, path, NULL), damaged[i].message);
        unlink(path);
    }
}

static void what_is_no_checkpoint_is_refused(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    write_file(path, "\1\2rubbish", 9);
    expect_error(checkpoint_open(&c, path, NULL), "unknown format (known: PyTorch, ");
    assert_int_equal(truncate(path, 0), 0);
    expect_error(checkpoint_open(&c, path, NULL), "empty file");
    unlink(path);
    expect_error(checkpoint_open(&c, path, NULL), "No such file");
    expect_error(checkpoint_open(&c, "/dev/null", NULL), "not a regular file");
    assert_int_equal(mkfifo(path, 0600), 0);
    expect_error(checkpoint_open(&c, path, NULL), "not a regular file");
    unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    expect_error(checkpoint_open(&c, path, NULL), "a folder of no known kind");
    rmdir(path);
}

static void a_file_that_changes_is_noticed(void **state)
{
    (void)state;
    char path[] = TEMPLATE, other[] = TEMPLATE;
    struct checkpoint c;
    struct cursor cursor;
    static const char header[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
    const float data[] = {1, 2};
    float got[2];
    write_npy(path, header, data, sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    expect_good(cursor_open(&cursor, &c));
    expect_good(cursor_check_unchanged(&cursor));
    expect_good(tensor_read_f32(&cursor, c.tensors, 0, 2, got));
    expect_good(cursor_check_unchanged(&cursor));
    assert_int_equal(truncate(path, (off_t)c.files->size - 1), 0);
    expect_error(cursor_check_unchanged(&cursor), "changed while it was read");
    expect_error(tensor_read_f32(&cursor, c.tensors, 0, 2, got), "changed while it was read");
    cursor_suspend(&cursor);
    expect_error(cursor_check_unchanged(&cursor), "changed while it was read");
    expect_error(tensor_read_f32(&cursor, c.tensors, 0, 2, got), "changed while it was read");

    write_npy(other, header, data, sizeof data);
    assert_int_equal(rename(other, path), 0);
    expect_error(tensor_read_f32(&cursor, c.tensors, 0, 2, got), "changed while it was read");
    cursor_close(&cursor);
    checkpoint_free(&c);
    unlink(path);
}

/* Its size and its time of modification are as they were. */
static void a_file_rewritten_in_place_is_noticed(void **state)
{
    (void)state;
    char path[] = TEMPLATE;
    struct checkpoint c;
    struct cursor cursor;
    struct stat status;
    const float data[] = {1, 2}, later[] = {3, 4};
    float got[2];
    write_npy(path, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", data,
              sizeof data);
    expect_good(checkpoint_open(&c, path, NULL));
    expect_good(cursor_open(&cursor, &c));
    expect_good(tensor_read_f32(&cursor, c.tensors, 0, 2, got));
    usleep(20000); /* longer than a tick of the clock that stamps files */

    int fd = open(path, O_WRONLY);
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(pwrite(fd, later, sizeof later, status.st_size - (off_t)sizeof later),
                     sizeof later);
    const struct timespec times[] = {status.st_atim, status.st_mtim};
    assert_int_equal(futimens(fd, times), 0);
    close(fd);
    expect_error(cursor_check_unchanged(&cursor), "changed while it was read");
    cursor_suspend(&cursor);
    expect_error(tensor_read_f32(&cursor, c.tensors, 0, 2, got), "changed while it was read");
    cursor_close(&cursor);
    checkpoint_free(&c);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_npy_file_is_one_tensor),
        cmocka_unit_test(a_big_endian_array_is_turned_around),
        cmocka_unit_test(every_piece_of_a_fortran_ordered_array_comes_in_c_order),
        cmocka_unit_test(every_piece_of_a_strided_view_comes_in_c_order),
        cmocka_unit_test(a_large_transposed_matrix_is_read_in_pieces_that_join),
        cmocka_unit_test(views_that_reach_beyond_their_file_are_refused),
        cmocka_unit_test(a_long_tensor_is_converted_in_pieces_that_join),
        cmocka_unit_test(damaged_npy_files_are_refused),
        cmocka_unit_test(what_is_no_checkpoint_is_refused),
        cmocka_unit_test(a_file_that_changes_is_noticed),
        cmocka_unit_test(a_file_rewritten_in_place_is_noticed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
