#include "distance/tiles.h"

#include "distance/rows.h"
#include "numbers.h"

static struct matrix new_matrix(size_t rows, size_t cols)
{
    struct matrix m;
    expect_good(matrix_new(&m, rows, cols));
    return m;
}

/* A band of the given half-width around the diagonal, and a block in the lower left corner that
 * ends inside tiles. */
static struct matrix banded(size_t rows, size_t cols, size_t half_width, size_t block)
{
    struct matrix x = new_matrix(rows, cols);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            if (i < j + half_width + 1 && j < i + half_width + 1)
                x.a[i * cols + j] = sin((double)(i * cols + j));
            else if (i + block >= rows && j < block)
                x.a[i * cols + j] = cos((double)(i * cols + j));
    return x;
}

/* The lower triangle of d is x x' added to `before`. */
static void check_products(const struct matrix *x, double before)
{
    struct tiles tiles;
    struct matrix d = new_matrix(x->rows, x->rows);
    for (size_t e = 0; e < d.rows * d.cols; e++)
        d.a[e] = before;
    expect_good(tiles_find(&tiles, x));
    tiles_outer(&tiles, x, &d);
    for (size_t i = 0; i < d.rows; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = before;
            for (size_t k = 0; k < x->cols; k++)
                sum += x->a[i * x->cols + k] * x->a[j * x->cols + k];
            assert_near(d.a[i * d.cols + j], sum, 1e-11);
        }
    tiles_free(&tiles);
    matrix_free(&d);
}

static void test_products_are_those_of_the_rows(void **state)
{
    (void)state;
    static const struct {
        size_t rows, cols, half_width, block;
    } sizes[] = {{300, 300, 20, 0},  {300, 300, 20, 70}, {257, 320, 0, 100}, {64, 64, 3, 10},
                 {65, 63, 1, 65},    {1, 1, 0, 0},       {500, 100, 5, 90},  {100, 500, 5, 20},
                 {300, 300, 300, 0}, {1, 200, 2, 0}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct matrix x = banded(sizes[s].rows, sizes[s].cols, sizes[s].half_width, sizes[s].block);
        check_products(&x, 0);
        check_products(&x, 0.5);
        matrix_free(&x);
    }
}

static bool pay(const struct matrix *x)
{
    struct tiles tiles;
    expect_good(tiles_find(&tiles, x));
    bool pay = tiles_pay(&tiles);
    tiles_free(&tiles);
    return pay;
}

static void test_tiles_pay_where_most_are_zero(void **state)
{
    (void)state;
    struct matrix narrow = banded(1000, 1000, 40, 0), wide = banded(1000, 1000, 400, 0),
                  single = banded(1000, 1000, 0, 0), zero = new_matrix(1000, 1000);
    for (size_t i = 0; i < 1000; i++)
        single.a[i * 1000 + (i * 37) % 1000] = 1; /* few entries, but in most tiles */
    assert_true(pay(&narrow));
    assert_false(pay(&wide));
    assert_false(pay(&single));
    assert_true(pay(&zero));
    matrix_free(&narrow);
    matrix_free(&wide);
    matrix_free(&single);
    matrix_free(&zero);
}

static void test_distances_are_as_exact_as_without_tiles(void **state)
{
    (void)state;
    struct matrix x = banded(400, 400, 12, 30), copy, d;
    for (size_t j = 0; j < 400; j++) { /* close to another row, and equal to one */
        x.a[7 * 400 + j] = x.a[6 * 400 + j] * (1 + 1e-7);
        x.a[9 * 400 + j] = x.a[8 * 400 + j];
    }
    assert_true(pay(&x));
    copy = copy_of(&x);
    expect_good(distance_between_rows(&copy, METRIC_EUCLIDEAN, &d));
    for (size_t i = 0; i < 400; i++)
        for (size_t j = 0; j < 400; j++) {
            long double squared = 0;
            for (size_t k = 0; k < 400; k++)
                squared += ((long double)x.a[i * 400 + k] - x.a[j * 400 + k]) *
                           ((long double)x.a[i * 400 + k] - x.a[j * 400 + k]);
            double expected = (double)sqrtl(squared);
            assert_near(d.a[i * 400 + j], expected, 1e-10 * expected);
        }
    matrix_free(&d);
    matrix_free(&copy);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products_are_those_of_the_rows),
        cmocka_unit_test(test_tiles_pay_where_most_are_zero),
        cmocka_unit_test(test_distances_are_as_exact_as_without_tiles),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
