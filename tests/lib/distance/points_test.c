/* Points that stay in their source are those in memory, to the last bit. */
#include "distance/points.h"

#include "numbers.h"

#include <float.h>

enum { N = 700, P = 7 };

/* Hands out the rows of a matrix, as floats or doubles; fails from the reading `broken` on. */
struct shelf {
    struct matrix x;
    bool single;
    size_t readings, broken;
};

static struct error *read_shelf(const void *from, size_t first, size_t count, void *rows)
{
    struct shelf *s = *(struct shelf *const *)from;
    if (++s->readings >= s->broken)
        return error_new("the shelf is broken");
    for (size_t e = 0; e < count * P; e++)
        if (s->single)
            ((float *)rows)[e] = (float)s->x.a[first * P + e];
        else
            ((double *)rows)[e] = s->x.a[first * P + e];
    return NULL;
}

static struct row_source source_of(struct shelf *const *shelf)
{
    return (struct row_source){
        .rows = N, .cols = P, .single = (*shelf)->single, .read = read_shelf, .from = shelf};
}

/* Numbers that floats hold, with rows that are equal, and, where asked for, one of zeros and one of
 * equal numbers. */
static struct matrix numbers(bool flat)
{
    struct matrix x = random_matrix(N, P, 5);
    for (size_t e = 0; e < N * P; e++)
        x.a[e] = (double)(float)(x.a[e] + 1);
    memcpy(x.a + 650 * P, x.a + 3 * P, P * sizeof *x.a);
    memcpy(x.a + 651 * P, x.a + 3 * P, P * sizeof *x.a);
    for (size_t j = 0; flat && j < P; j++) {
        x.a[300 * P + j] = 0;
        x.a[400 * P + j] = 2;
    }
    return x;
}

static void compare(const struct points_options *options, bool flat, bool single)
{
    struct matrix x = numbers(flat);
    struct shelf shelf = {copy_of(&x), single, 0, SIZE_MAX}, *at = &shelf;
    const struct row_source source = source_of(&at);
    struct points here, there;
    expect_good(points_from_matrix(&x, options, &here));
    expect_good(points_source_make(&source, options, 512, &there));
    assert_int_equal(here.x.rows, there.x.rows);
    assert_int_equal(here.x.cols, there.x.cols);
    struct matrix rows = zeros(N, here.x.cols);
    for (size_t first = 0, count = 1; first < N; first += count, count = count * 3 % 101)
        expect_good(points_read(&there, first, N - first < count ? N - first : count,
                                rows.a + first * rows.cols));
    assert_memory_equal(rows.a, here.x.a, N * rows.cols * sizeof *rows.a);
    matrix_free(&rows);
    matrix_free(&shelf.x);
    points_free(&here);
    points_free(&there);
}

static void test_rows_are_those_in_memory(void **state)
{
    (void)state;
    const enum metric metrics[] = {METRIC_EUCLIDEAN, METRIC_COSINE, METRIC_CORRELATION};
    for (size_t m = 0; m < 3; m++)
        for (int centre = 0; centre < 2; centre++)
            for (int flat = 0; flat < 2; flat++)
                for (int single = 0; single < 2; single++)
                    for (size_t components = 0; components < P; components += 3)
                        compare(&(struct points_options){metrics[m], centre, components}, flat,
                                single);
    compare(&(struct points_options){METRIC_COSINE, false, P}, true, true); /* all components */
}

static void test_rows_that_are_kept_as_floats(void **state)
{
    (void)state;
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN},
                                cosine = {.metric = METRIC_COSINE};
    struct shelf shelf = {numbers(false), true, 0, SIZE_MAX}, *at = &shelf;
    struct row_source source = source_of(&at);
    struct points points;
    float row[P];
    expect_good(points_source_make(&source, &plain, 512, &points));
    assert_true(points_read_as_floats(&points));
    expect_good(points_read_floats(&points, 9, 1, row));
    for (size_t j = 0; j < P; j++)
        assert_true(row[j] == (float)shelf.x.a[9 * P + j]);
    points_free(&points);
    expect_good(points_source_make(&source, &cosine, 512, &points));
    assert_false(points_read_as_floats(&points));
    points_free(&points);
    expect_good(points_source_make(&source, &(struct points_options){METRIC_EUCLIDEAN, true, 0},
                                   512, &points));
    assert_false(points_read_as_floats(&points));
    points_free(&points);
    source.single = shelf.single = false;
    expect_good(points_source_make(&source, &plain, 512, &points));
    assert_false(points_read_as_floats(&points));
    points_free(&points);
    matrix_free(&shelf.x);
}

/* The first of each sort, and what is too large before what is too small. */
static void test_rows_out_of_range_are_named(void **state)
{
    (void)state;
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN};
    struct shelf shelf = {numbers(false), false, 0, SIZE_MAX}, *at = &shelf;
    const struct row_source source = source_of(&at);
    struct points points;
    for (size_t j = 0; j < P; j++)
        shelf.x.a[20 * P + j] = 1e-170;
    expect_error(points_source_make(&source, &plain, 512, &points), "row 20 holds no values");
    shelf.x.a[600 * P] = NAN;
    shelf.x.a[500 * P] = 1e160;
    expect_error(points_source_make(&source, &plain, 512, &points), "row 500 holds NaN");
    matrix_free(&shelf.x);
}

static void test_a_source_that_breaks_is_an_error(void **state)
{
    (void)state;
    for (size_t components = 0; components < 4; components += 3) {
        const struct points_options options = {METRIC_COSINE, true, components};
        struct shelf shelf = {numbers(false), true, 0, SIZE_MAX}, *at = &shelf;
        const struct row_source source = source_of(&at);
        struct points points;
        expect_good(points_source_make(&source, &options, 512, &points));
        points_free(&points);
        size_t all = shelf.readings;
        for (shelf.broken = 1; shelf.broken <= all; shelf.broken++) {
            shelf.readings = 0;
            expect_error(points_source_make(&source, &options, 512, &points), "broken");
        }
        matrix_free(&shelf.x);
    }
}

static void test_whether_all_are_equal(void **state)
{
    (void)state;
    const struct points_options plain = {.metric = METRIC_EUCLIDEAN};
    struct shelf shelf = {zeros(N, P), true, 0, SIZE_MAX}, *at = &shelf;
    const struct row_source source = source_of(&at);
    struct points points;
    bool equal;
    expect_good(points_source_make(&source, &plain, 512, &points));
    expect_good(points_source_all_equal(&points, &equal));
    assert_true(equal);
    shelf.x.a[N * P - 1] = 1;
    expect_good(points_source_all_equal(&points, &equal));
    assert_false(equal);
    shelf.broken = 0;
    expect_error(points_source_all_equal(&points, &equal), "broken");
    points_free(&points);
    matrix_free(&shelf.x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_those_in_memory),
        cmocka_unit_test(test_rows_that_are_kept_as_floats),
        cmocka_unit_test(test_rows_out_of_range_are_named),
        cmocka_unit_test(test_a_source_that_breaks_is_an_error),
        cmocka_unit_test(test_whether_all_are_equal),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
