/* Sets of snapshots, and reading them ahead in panels. */
#include "checkpoint/format/open.h"
#include "checkpoint_fixture.h"
#include "snapshot/snapreader.h"
#include "snapshot/snapshots.h"

enum { FILES = 6 };

/* Files whose tensor a is {10i, 10i + 1, 10i + 2} and b {10i + 3}, stored a before b in the first
 * half and b before a in the second, so that there are two layouts. Those of the second half are
 * float64. */
struct fixture {
    char paths[FILES][64];
    struct snapshots set;
};

static void write_snapshot(char *path, size_t i)
{
    const float f = (float)(10 * i);
    const double d = (double)(10 * i);
    if (i < FILES / 2)
        write_safetensors(path,
                          "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},"
                          "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}",
                          (float[]){f, f + 1, f + 2, f + 3}, 16);
    else
        write_safetensors(path,
                          "{\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                          "\"a\":{\"dtype\":\"F64\",\"shape\":[3],\"data_offsets\":[8,32]}}",
                          (double[]){d + 3, d, d + 1, d + 2}, 32);
}

static struct error *add(struct snapshots *s, const char *path)
{
    const struct tensor_choice all = {0};
    struct checkpoint c;
    expect_good(checkpoint_open(&c, path, NULL));
    return snapshots_add(s, &c, &all);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    for (size_t i = 0; i < FILES; i++) {
        strcpy(f->paths[i], "/tmp/snapshots_test.XXXXXX");
        write_snapshot(f->paths[i], i);
        expect_good(add(&f->set, f->paths[i]));
    }
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < FILES; i++)
        unlink(f->paths[i]);
    snapshots_free(&f->set);
    free(f);
    return 0;
}

/* All panels of the columns that are read, put together row by row. */
static void read_panels(const struct snapshots *s, size_t width, double *matrix)
{
    struct snapreader *reader;
    const void *panel;
    size_t cols, first = 0, params = s->end - s->begin;
    expect_good(snapreader_new(&reader, s, width));
    for (;; first += cols) {
        expect_good(snapreader_next(reader, &panel, &cols));
        if (!panel)
            break;
        for (size_t row = 0; row < s->count; row++)
            memcpy(matrix + row * params + first, (const double *)panel + row * cols,
                   cols * sizeof *matrix);
    }
    assert_int_equal(first, params);
    snapreader_free(reader);
}

static void check_rows(const struct snapshots *s, const size_t *files)
{
    double matrix[4 * FILES];
    for (size_t width = 1; width <= 4; width++) {
        read_panels(s, width, matrix);
        for (size_t row = 0; row < s->count; row++)
            for (size_t column = 0; column < 4; column++)
                assert_true(matrix[4 * row + column] == (double)(10 * files[row] + column));
    }
}

static void panels_of_any_width_hold_the_rows(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(snapshots_params(&f->set), 4);
    assert_int_equal(f->set.type, PHM_F64);
    check_rows(&f->set, (const size_t[]){0, 1, 2, 3, 4, 5});
}

static void only_the_columns_asked_for_are_read(void **state)
{
    struct fixture *f = *state;
    double matrix[4 * FILES];
    for (f->set.begin = 0; f->set.begin < 4; f->set.begin++)
        for (f->set.end = f->set.begin + 1; f->set.end <= 4; f->set.end++)
            for (size_t width = 1; width <= f->set.end - f->set.begin; width++) {
                size_t cols = f->set.end - f->set.begin;
                read_panels(&f->set, width, matrix);
                for (size_t row = 0; row < FILES; row++)
                    for (size_t i = 0; i < cols; i++)
                        assert_true(matrix[cols * row + i] ==
                                    (double)(10 * row + f->set.begin + i));
            }
}

static void files_laid_out_alike_share_their_layout(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < FILES; i++)
        assert_true((i > 0 && f->set.at[i].layout == f->set.at[i - 1].layout) ==
                    (i != 0 && i != FILES / 2));
}

static void any_rows_can_be_left_out(void **state)
{
    struct fixture *f = *state;
    snapshots_filter(&f->set, (const bool[]){false, true, true, false, false, true});
    assert_int_equal(f->set.count, 3);
    assert_int_equal(f->set.rows.rows, 3);
    check_rows(&f->set, (const size_t[]){1, 2, 5});
    snapshots_filter(&f->set, (const bool[]){false, true, false});
    check_rows(&f->set, (const size_t[]){2});
}

static void rows_can_be_put_in_another_order(void **state)
{
    struct fixture *f = *state;
    expect_good(snapshots_reorder(&f->set, (const size_t[]){5, 0, 3, 1, 4, 2}));
    check_rows(&f->set, (const size_t[]){5, 0, 3, 1, 4, 2});
    snapshots_filter(&f->set, (const bool[]){true, false, false, true, false, true});
    check_rows(&f->set, (const size_t[]){5, 1, 2});
}

static void a_file_cut_short_after_it_was_described_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct snapreader *reader;
    const void *panel;
    size_t cols;
    expect_good(snapreader_new(&reader, &f->set, 2));
    expect_good(snapreader_next(reader, &panel, &cols));
    assert_int_equal(truncate(f->paths[4], 8), 0);
    struct error *err = NULL;
    while (!err && panel)
        err = snapreader_next(reader, &panel, &cols);
    expect_error(err, "changed while it was read");
    snapreader_free(reader);
    expect_good(snapreader_new(&reader, &f->set, 2));
    expect_error(snapreader_next(reader, &panel, &cols), f->paths[4]);
    snapreader_free(reader);
}

static void a_reader_can_be_left_at_any_time(void **state)
{
    struct fixture *f = *state;
    for (size_t panels = 0; panels < 4; panels++) {
        struct snapreader *reader;
        const void *panel;
        size_t cols;
        expect_good(snapreader_new(&reader, &f->set, 1));
        for (size_t i = 0; i < panels; i++)
            expect_good(snapreader_next(reader, &panel, &cols));
        snapreader_free(reader);
    }
}

static void a_network_of_another_shape_is_refused(void **state)
{
    struct fixture *f = *state;
    char path[] = "/tmp/snapshots_test.XXXXXX";
    write_safetensors(path,
                      "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},"
                      "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[12,16]}}",
                      (float[]){0, 0, 0, 0}, 16);
    expect_error(add(&f->set, path), "tensor b: is [], but [1] in ");
    assert_int_equal(f->set.count, FILES);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(panels_of_any_width_hold_the_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_columns_asked_for_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_laid_out_alike_share_their_layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_rows_can_be_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_can_be_put_in_another_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_cut_short_after_it_was_described_is_an_error, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_reader_can_be_left_at_any_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_network_of_another_shape_is_refused, set_up, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
