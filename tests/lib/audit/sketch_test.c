/* Sketches keep distances. */
#include "audit/sketch.h"
#include "numbers.h"

static struct audit_sketch sketch_of(struct matrix *x)
{
    struct audit_sketch s;
    struct panel panel = {0, x->rows, x->cols, PHM_F64, NULL, x->a};
    expect_good(audit_sketch_new(&s, x->rows, x->cols));
    for (size_t i = 0; i < x->rows; i++)
        audit_sketch_add_row(&s, &panel, i);
    return s;
}

static double apart(const struct matrix *x, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = 0; i < x->cols; i++)
        sum += pow(x->a[a * x->cols + i] - x->a[b * x->cols + i], 2);
    return sqrt(sum);
}

/* The standard deviation is 1 / sqrt(2 x 256) = 4.4 %: five of them. */
static void distances_are_kept(void **state)
{
    (void)state;
    struct matrix x = random_matrix(12, 5000, 1);
    struct audit_sketch s = sketch_of(&x);
    for (size_t i = 0; i < x.rows; i++)
        for (size_t j = 0; j < i; j++)
            assert_near(audit_sketch_distance(&s, i, j) / apart(&x, i, j), 1, 0.22);
    audit_sketch_free(&s);
    matrix_free(&x);
}

/* Of wide rows a sample is taken: distances have another unit, and keep their ratios. */
static void distances_of_wide_rows_keep_their_ratios(void **state)
{
    (void)state;
    struct matrix x = random_matrix(4, 1 << 18, 2);
    for (size_t i = 0; i < x.cols; i++)
        x.a[3 * x.cols + i] = 3 * x.a[2 * x.cols + i];
    struct audit_sketch s = sketch_of(&x);
    double unit = audit_sketch_distance(&s, 0, 1) / apart(&x, 0, 1);
    assert_true(s.stride > 1);
    assert_near(pow(unit, 2) * (double)s.stride, 1, 0.3);
    for (size_t j = 0; j < 3; j++)
        assert_near(audit_sketch_distance(&s, 3, j) / (unit * apart(&x, 3, j)), 1, 0.25);
    audit_sketch_free(&s);
    matrix_free(&x);
}

/* Each column is taken, or not, by its own number, whatever the panels are. */
static void panels_make_no_difference(void **state)
{
    (void)state;
    enum { ROWS = 2, COLS = 100000, WIDTH = 777 };
    struct matrix x = random_matrix(ROWS, COLS, 3);
    struct audit_sketch whole = sketch_of(&x), s;
    double *block = malloc(ROWS * WIDTH * sizeof *block);
    expect_good(audit_sketch_new(&s, ROWS, COLS));
    for (size_t first = 0; first < COLS; first += WIDTH) {
        size_t cols = COLS - first < WIDTH ? COLS - first : WIDTH;
        for (size_t i = 0; i < ROWS; i++)
            memcpy(block + i * cols, x.a + i * COLS + first, cols * sizeof *block);
        struct panel panel = {first, ROWS, cols, PHM_F64, NULL, block};
        for (size_t i = 0; i < ROWS; i++)
            audit_sketch_add_row(&s, &panel, i);
    }
    assert_memory_equal(s.numbers, whole.numbers, ROWS * AUDIT_SKETCH * sizeof *s.numbers);
    free(block);
    audit_sketch_free(&s);
    audit_sketch_free(&whole);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_kept),
        cmocka_unit_test(distances_of_wide_rows_keep_their_ratios),
        cmocka_unit_test(panels_make_no_difference),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
