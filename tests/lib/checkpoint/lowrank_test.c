/* Products of two factors, read in pieces. */
#include "checkpoint/lowrank.h"

#include "checkpoint/format/open.h"
#include "checkpoint/tensor_read.h"
#include "checkpoint_fixture.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 4, RANK = 2, COLS = 3 };

/* The left factor, row after row, then the right one. */
static const double factors[] = {1, 2, 3, 4, 5, 6, 7, 8, 1, 0.5, -1, 2, 1, 0};
/* 0.5 * left * right, by hand: row 0 is 0.5 * (1 * [1 0.5 -1] + 2 * [2 1 0]). */
static const double product[ROWS][COLS] = {
    {2.5, 1.25, -0.5}, {5.5, 2.75, -1.5}, {8.5, 4.25, -2.5}, {11.5, 5.75, -3.5}};

struct fixture {
    char path[64];
    struct checkpoint c;
    struct cursor cursor;
};

static int set_up(void **state)
{
    static struct fixture f;
    const struct checkpoint_hints hints = {.raw = true, .raw_type = DTYPE_F64};
    strcpy(f.path, "/tmp/lowrank_test.XXXXXX");
    int fd = mkstemp(f.path);
    assert_true(fd >= 0 && write(fd, factors, sizeof factors) == sizeof factors);
    close(fd);
    expect_good(checkpoint_open(&f.c, f.path, &hints));
    expect_good(cursor_open(&f.cursor, &f.c));
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    cursor_close(&f->cursor);
    checkpoint_free(&f->c);
    return unlink(f->path);
}

static void factor(struct tensor *t, size_t rows, size_t cols, size_t first)
{
    *t = (struct tensor){0};
    expect_good(tensor_init(t, "factor", (const size_t[]){rows, cols}, 2));
    t->place = (struct place){.type = DTYPE_F64, .offset = first * sizeof(double)};
    t->count = rows * cols;
}

static void make(struct tensor *t, struct tensor *left, struct tensor *right)
{
    *t = (struct tensor){.name = strdup("w")};
    expect_good(lowrank_init(t, left, right, 0.5));
    tensor_free(left);
    tensor_free(right);
}

static void check_pieces(struct cursor *cursor, const struct tensor *t, const double *expected)
{
    for (size_t first = 0; first < t->count; first++)
        for (size_t count = 1; first + count <= t->count; count++) {
            double f64[ROWS * COLS];
            float f32[ROWS * COLS];
            expect_good(tensor_read_f64(cursor, t, first, count, f64));
            expect_good(tensor_read_f32(cursor, t, first, count, f32));
            for (size_t i = 0; i < count; i++)
                assert_true(f64[i] == expected[first + i] && (double)f32[i] == expected[first + i]);
        }
}

static void any_piece_is_that_of_the_product(void **state)
{
    struct fixture *f = *state;
    struct tensor t, left, right;
    factor(&left, ROWS, RANK, 0);
    factor(&right, RANK, COLS, ROWS * RANK);
    make(&t, &left, &right);
    assert_true(t.dims == 2 && t.shape[0] == ROWS && t.shape[1] == COLS && t.count == ROWS * COLS);
    check_pieces(&f->cursor, &t, product[0]);
    tensor_free(&t);
}

static void factors_can_be_transposed(void **state)
{
    struct fixture *f = *state;
    double expected[COLS * ROWS];
    struct tensor t, left, right;
    for (size_t i = 0; i < ROWS * COLS; i++)
        expected[i] = product[i % ROWS][i / ROWS];
    factor(&right, ROWS, RANK, 0);
    factor(&left, RANK, COLS, ROWS * RANK);
    expect_good(lowrank_transpose(&right));
    expect_good(lowrank_transpose(&left));
    make(&t, &left, &right);
    check_pieces(&f->cursor, &t, expected);
    tensor_free(&t);
}

static void factors_of_different_rank_are_refused(void **state)
{
    (void)state;
    struct tensor t = {.name = strdup("w")}, left, right;
    factor(&left, ROWS, RANK, 0);
    factor(&right, RANK + 1, COLS, 0);
    expect_error(lowrank_init(&t, &left, &right, 1), "tensor w: its factors are of rank 2 and 3");
    tensor_free(&t);
    tensor_free(&left);
    tensor_free(&right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_of_different_rank_are_refused),
        cmocka_unit_test(any_piece_is_that_of_the_product),
        cmocka_unit_test(factors_can_be_transposed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
