/* What pictures of stages are made from: mosaics of matrices, levels and their places, the order of
 * rows, the lines of an entropy curve. Expected values are worked out by hand. */
#include "expect.h"
#include "numbers.h"
#include "phate/entropy.h"
#include "plot/chart/mosaic.h"
#include "plot/chart/order.h"
#include "plot/draw/levels.h"
#include "stream/stream.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- mosaics ---- */

static char path[] = "/tmp/plot_stage_test.XXXXXX";

static struct mosaic mosaic_of(const size_t *place, size_t most, bool largest)
{
    struct reader *reader;
    struct record got;
    struct mosaic mosaic;
    bool any;
    expect_good(reader_open(&reader, path, "distance"));
    expect_good(reader_next(reader, &got, &any));
    assert_true(any);
    expect_good(mosaic_read(&mosaic, reader, &got, place, most, largest));
    record_free(&got);
    reader_close(reader);
    return mosaic;
}

static void put_dense(const struct matrix *m, enum phm_type type, size_t panel)
{
    struct writer *w;
    struct record r;
    if (panel)
        expect_good(record_init_panel(&r, "distance", type, m->rows, m->cols, panel));
    else
        expect_good(record_init(&r, "distance", type, m->rows, m->cols));
    expect_good(writer_open(&w, path));
    expect_good(writer_begin(w, &r));
    for (size_t first = 0, width = panel ? panel : m->cols; first < m->cols; first += width)
        for (size_t i = 0; i < m->rows; i++)
            for (size_t j = first; j < m->cols && j < first + width; j++) {
                double d = m->a[i * m->cols + j];
                float s = (float)d;
                expect_good(type == PHM_F32 ? writer_data(w, &s, sizeof s)
                                            : writer_data(w, &d, sizeof d));
            }
    expect_good(writer_end(w));
    expect_good(writer_commit(w));
    record_free(&r);
}

static void check_cells(struct mosaic *mosaic, size_t rows, size_t cols, const double *expected)
{
    assert_int_equal(mosaic->cells.rows, rows);
    assert_int_equal(mosaic->cells.cols, cols);
    for (size_t i = 0; i < rows * cols; i++)
        if (isnan(expected[i]) ? !isnan(mosaic->cells.a[i]) : mosaic->cells.a[i] != expected[i])
            fail_msg("cell %zu is %g, not %g", i, mosaic->cells.a[i], expected[i]);
    mosaic_free(mosaic);
}

/* 5 x 5 into 2 x 2: rows 0 1 2 | 3 4, for 2 x 2 / 5 < 1 <= 3 x 2 / 5. */
static const double five[] = {1, 2, 3, 4, 5, 0, 0, 9, 0, 0, 1, 1, 1,
                              7, 1, 2, 2, 2, 2, 6, 4, 4, 4, 8, 8};
static const double five_largest[] = {9, 7, 4, 8};
static const double five_mean[] = {18 / 9.0, 17 / 6.0, 18 / 6.0, 24 / 4.0};

static void a_cell_is_the_largest_or_the_mean_of_its_entries_in_every_layout(void **state)
{
    (void)state;
    struct matrix m = matrix_of(5, 5, five);
    for (int type = PHM_F32; type <= PHM_F64; type++)
        for (size_t panel = 0; panel <= 5; panel++) {
            put_dense(&m, (enum phm_type)type, panel);
            struct mosaic a = mosaic_of(NULL, 2, true), b = mosaic_of(NULL, 2, false);
            check_cells(&a, 2, 2, five_largest);
            check_cells(&b, 2, 2, five_mean);
        }
    matrix_free(&m);
}

static void a_small_matrix_is_its_own_mosaic(void **state)
{
    (void)state;
    struct matrix m = matrix_of(5, 5, five);
    put_dense(&m, PHM_F64, 0);
    struct mosaic a = mosaic_of(NULL, 1000, false);
    check_cells(&a, 5, 5, five);
    matrix_free(&m);
}

static void rows_and_columns_stand_where_they_are_placed(void **state)
{
    (void)state;
    static const double m3[] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, placed[] = {5, 6, 4, 8, 9, 7, 2, 3, 1};
    struct matrix m = matrix_of(3, 3, m3);
    put_dense(&m, PHM_F64, 0);
    struct mosaic a = mosaic_of((size_t[]){2, 0, 1}, 10, true);
    check_cells(&a, 3, 3, placed);
    matrix_free(&m);
}

static void entries_that_are_not_finite_do_not_count(void **state)
{
    (void)state;
    const double m4[] = {NAN, NAN, 1, NAN, NAN, INFINITY, NAN, 3, 1, 2, 0, 0, 3, 4, -INFINITY, 0};
    struct matrix m = matrix_of(4, 4, m4);
    put_dense(&m, PHM_F64, 0);
    struct mosaic a = mosaic_of(NULL, 2, false);
    check_cells(&a, 2, 2, (double[]){NAN, 2, 2.5, 0});
    matrix_free(&m);
}

static void what_a_sparse_matrix_does_not_store_is_0(void **state)
{
    (void)state;
    /* 0 0 | -2 -3    all four of the upper right cell are stored
     * 0 0 | -1 -4
     * 6 0 |  0  0 */
    size_t start[] = {0, 2, 4, 5}, col[] = {2, 3, 2, 3, 0};
    double value[] = {-2, -3, -1, -4, 6};
    struct csr m = {3, 4, 5, start, col, value};
    struct writer *w;
    struct record r;
    expect_good(record_init_csr(&r, "affinity", PHM_F64, 3, 4, 5));
    expect_good(writer_open(&w, path));
    expect_good(writer_csr(w, &r, &m));
    expect_good(writer_commit(w));
    record_free(&r);
    struct mosaic a = mosaic_of(NULL, 2, true), b = mosaic_of(NULL, 2, false);
    check_cells(&a, 2, 2, (double[]){0, -1, 6, 0});
    check_cells(&b, 2, 2, (double[]){0, -2.5, 3, 0});
}

/* ---- levels ---- */

static void check_levels(double least, double most, bool logarithmic, const double *expected,
                         size_t count)
{
    struct plot_levels levels;
    plot_levels_choose(&levels, least, most, logarithmic);
    assert_int_equal(levels.count, count);
    for (size_t i = 0; i < count; i++)
        if (!(fabs(levels.at[i] - expected[i]) <= 1e-12 * fabs(expected[i])))
            fail_msg("level %zu is %g, not %g", i, levels.at[i], expected[i]);
}

static void linear_levels_are_round_and_within(void **state)
{
    (void)state;
    check_levels(0.2, 4.07, false, (double[]){0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4}, 8);
    check_levels(-1, 1, false, (double[]){-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8}, 9);
}

static void logarithmic_levels_are_1_2_and_5_or_fewer_of_more_decades(void **state)
{
    (void)state;
    check_levels(0.3, 15, true, (double[]){0.5, 1, 2, 5, 10}, 5);
    check_levels(0.02, 300, true, (double[]){0.03, 0.1, 0.3, 1, 3, 10, 30, 100}, 8);
    check_levels(1.5e-4, 1.5e3, true, (double[]){1e-3, 1e-2, 0.1, 1, 10, 100, 1000}, 7);
}

static void equal_numbers_have_one_level_and_any_span_has_levels(void **state)
{
    (void)state;
    struct plot_levels levels;
    check_levels(3, 3, false, (double[]){3}, 1);
    static const double spans[][2] = {{1, 1 + 1e-15},  {-1e300, 1e300},     {0, 5e-324},
                                      {1e-300, 1e300}, {-1.7e308, 1.7e308}, {1e15, 1e15 + 2}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        for (int logarithmic = 0; logarithmic < 2; logarithmic++) {
            if (logarithmic && !(spans[i][0] > 0))
                continue;
            plot_levels_choose(&levels, spans[i][0], spans[i][1], logarithmic);
            assert_in_range(levels.count, 1, PLOT_LEVELS_MAX);
            for (size_t k = 0; k < levels.count; k++)
                assert_true(levels.at[k] >= spans[i][0] && levels.at[k] <= spans[i][1]);
        }
}

static void the_scale_goes_by_the_span_unless_told(void **state)
{
    (void)state;
    struct matrix m = matrix_of(1, 3, (double[]){0, 2, 100});
    bool logarithmic;
    double least = 1;
    expect_good(plot_scale_choose(SCALE_AUTO, &m, &least, 31, &logarithmic));
    assert_false(logarithmic);
    expect_good(plot_scale_choose(SCALE_AUTO, &m, &least, 32, &logarithmic));
    assert_true(logarithmic);
    expect_good(plot_scale_choose(SCALE_LINEAR, &m, &least, 1e9, &logarithmic));
    assert_false(logarithmic);
    least = 0;
    expect_good(plot_scale_choose(SCALE_LOGARITHMIC, &m, &least, 100, &logarithmic));
    assert_true(logarithmic);
    assert_true(least == 2);
    least = -1;
    expect_error(plot_scale_choose(SCALE_LOGARITHMIC, &m, &least, 0, &logarithmic), "positive");
    matrix_free(&m);
}

static double grid_height(const struct matrix *z, double column, double row)
{
    size_t i = (size_t)fmin(column, (double)z->cols - 2),
           j = (size_t)fmin(row, (double)z->rows - 2);
    double s = column - (double)i, t = row - (double)j;
    const double *a = z->a + j * z->cols + i, *b = a + z->cols;
    return (1 - t) * ((1 - s) * a[0] + s * a[1]) + t * ((1 - s) * b[0] + s * b[1]);
}

static void labels_stand_on_their_lines_and_apart(void **state)
{
    (void)state;
    enum { N = 21 };
    struct matrix z = zeros(N, N), taken = matrix_of(1, 2, (double[]){0, 0.5});
    for (size_t j = 0; j < N; j++)
        for (size_t i = 0; i < N; i++)
            z.a[j * N + i] = hypot((double)i / 10 - 1, (double)j / 10 - 1);
    z.a[0] = NAN;
    struct plot_levels levels;
    struct plot_level_label labels[PLOT_LEVEL_LABELS_MAX];
    struct plot_labelling room = {1, 1, 0.09, 1, {-1, 1, N}, {-1, 1, N}, &taken};
    plot_levels_choose(&levels, 0, sqrt(2), false);
    size_t count = plot_levels_label(&levels, &z, &room, labels);
    assert_in_range(count, 8, PLOT_LEVEL_LABELS_MAX);
    for (size_t k = 0; k < count; k++) {
        double x = labels[k].column, y = labels[k].row;
        assert_true(fabs(grid_height(&z, x, y) - labels[k].level) < 1e-9);
        assert_true(fmin(fmin(x, y), fmin(20 - x, 20 - y)) / 20 > 0.09);
        assert_true(hypot(x - 10, y - 15) / 20 > 0.09); /* (0, 0.5) is taken */
        for (size_t other = 0; other < k; other++)
            assert_true(hypot(x - labels[other].column, y - labels[other].row) / 20 > 0.09);
    }
    matrix_free(&z);
    matrix_free(&taken);
}

/* ---- the order of rows ---- */

static void check_places(const char *text, const char *run, const size_t *places, size_t rows,
                         size_t groups)
{
    struct table t;
    struct plot_order order;
    struct plot_options options = {.run = run};
    expect_good(table_parse(&t, text, false, "test"));
    expect_good(plot_order_find(&order, &t, rows, &options));
    for (size_t i = 0; i < rows; i++)
        assert_int_equal(order.place[i], places[i]);
    assert_int_equal(order.count, groups);
    plot_order_free(&order);
    table_free(&t);
}

static void snapshots_stand_run_by_run_and_by_component_where_there_are_several(void **state)
{
    (void)state;
    check_places("run\tstep\nb\t2\na\t1\nb\t1\na\t0\n", NULL, (size_t[]){1, 3, 0, 2}, 4, 2);
    const char *parts = "run\tstep\tcomponent\nb\t2\t1\na\t1\t2\nb\t1\t2\na\t0\t1\n";
    check_places(parts, NULL, (size_t[]){0, 3, 2, 1}, 4, 2);
    check_places(parts, "run", (size_t[]){1, 3, 0, 2}, 4, 2);
    check_places("run\tstep\n\t2\na\t1\n\t1\na\t0\n", NULL, (size_t[]){3, 1, 2, 0}, 4, 0);
}

static void a_table_of_other_rows_orders_nothing(void **state)
{
    (void)state;
    struct table t;
    struct plot_order order;
    expect_good(table_parse(&t, "run\na\nb\n", false, "test"));
    expect_good(plot_order_find(&order, &t, 3, &(struct plot_options){0}));
    assert_null(order.place);
    assert_int_equal(order.count, 0);
    table_free(&t);
}

/* ---- entropy ---- */

static void the_lines_of_a_bent_line_are_its_parts(void **state)
{
    (void)state;
    double entropy[10];
    struct entropy_line lines[2];
    for (size_t i = 0; i < 10; i++)
        entropy[i] = i < 4 ? 10 - 2 * (double)i : 4.5 - 0.125 * (double)i;
    entropy_lines(entropy, 10, 3, lines);
    assert_true(fabs(lines[0].slope + 2) < 1e-12 && fabs(lines[0].height - 10) < 1e-12);
    /* From 2 on: 6, 4, 4, 3.875, ...: numpy.polyfit(range(2, 10), h[2:], 1). */
    assert_true(fabs(lines[1].slope + 0.2633928571428572) < 1e-12);
    assert_true(fabs(lines[1].height - 5.464285714285716) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_the_largest_or_the_mean_of_its_entries_in_every_layout),
        cmocka_unit_test(a_small_matrix_is_its_own_mosaic),
        cmocka_unit_test(rows_and_columns_stand_where_they_are_placed),
        cmocka_unit_test(entries_that_are_not_finite_do_not_count),
        cmocka_unit_test(what_a_sparse_matrix_does_not_store_is_0),
        cmocka_unit_test(linear_levels_are_round_and_within),
        cmocka_unit_test(logarithmic_levels_are_1_2_and_5_or_fewer_of_more_decades),
        cmocka_unit_test(equal_numbers_have_one_level_and_any_span_has_levels),
        cmocka_unit_test(the_scale_goes_by_the_span_unless_told),
        cmocka_unit_test(labels_stand_on_their_lines_and_apart),
        cmocka_unit_test(snapshots_stand_run_by_run_and_by_component_where_there_are_several),
        cmocka_unit_test(a_table_of_other_rows_orders_nothing),
        cmocka_unit_test(the_lines_of_a_bent_line_are_its_parts),
    };
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    close(file);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
