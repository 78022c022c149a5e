/* Distances between predictions, block by block. */
#include "prediction/sum.h"

#include "numbers.h"

/* Of rows of logits, in blocks of at most `room` samples. */
static struct matrix distances_of(enum prediction_measure measure, const struct matrix *logits,
                                  size_t classes, size_t room)
{
    struct prediction_block block;
    struct prediction_sum sum;
    struct prediction_flaw flaw;
    struct matrix d;
    size_t columns = logits->cols, width = room * classes;
    expect_good(prediction_block_new(&block, measure, logits->rows, room, classes));
    expect_good(prediction_sum_begin(&sum, measure, logits->rows));
    assert_int_equal(block.room, room);
    block.values = PREDICTION_LOGITS;
    for (size_t first = 0; first < columns; first += width) {
        size_t count = columns - first < width ? columns - first : width;
        for (size_t row = 0; row < logits->rows; row++)
            memcpy(block.x + row * width, logits->a + row * columns + first,
                   count * sizeof *block.x);
        block.samples = count / classes;
        assert_true(prediction_block_pack(&block, &flaw));
        assert_true(prediction_sum_add(&sum, &block, &flaw));
    }
    expect_good(prediction_sum_finish(&sum, &d));
    prediction_block_free(&block);
    return d;
}

static void blocks_do_not_matter(void **state)
{
    (void)state;
    struct matrix logits = random_matrix(70, 9 * 5, 3);
    for (enum prediction_measure m = 0; m <= PREDICTION_DISAGREEMENT; m++) {
        struct matrix whole = distances_of(m, &logits, 5, 9);
        struct matrix parts = distances_of(m, &logits, 5, 2);
        assert_all_near(&parts, &whole, 1e-14);
        for (size_t i = 0; i < 70; i++)
            assert_near(whole.a[i * 70 + i], 0, 0);
        matrix_free(&whole);
        matrix_free(&parts);
    }
    matrix_free(&logits);
}

/* Of two classes with logits 0 and z the overlap with z + e is 1 - p (1 - p) e^2 / 8 for a small e,
 * so that bhattacharyya is p (1 - p) e^2 / 8, hellinger twice that, and jeffreys p (1 - p) e^2. */
static void close_predictions_keep_their_digits(void **state)
{
    (void)state;
    static const double factor[] = {0.125, 0.25, 1};
    for (enum prediction_measure m = 0; m < PREDICTION_DISAGREEMENT; m++)
        for (double e = 1e-7; e < 1e-3; e *= 10) {
            struct matrix logits = zeros(3, 200);
            for (size_t n = 0; n < 100; n++) {
                logits.a[2 * n + 1] = logits.a[400 + 2 * n + 1] = 0.5;
                logits.a[200 + 2 * n + 1] = 0.5 + e;
            }
            struct matrix d = distances_of(m, &logits, 2, 30);
            double p = 1 / (1 + exp(-0.5)), exact = (0.5 + e) - 0.5;
            assert_near(d.a[1] / (p * (1 - p) * exact * exact * factor[m]), 1, 1e-8 + e);
            assert_near(d.a[2], 0, 0);
            assert_near(d.a[3], d.a[1], 0);
            matrix_free(&logits);
            matrix_free(&d);
        }
}

/* With logits 0 and z, and z and 0, the overlap is 1 / cosh(z / 2): 8e-31 and then 1e-284. */
static void products_of_small_overlaps_keep_their_digits(void **state)
{
    (void)state;
    struct matrix logits = matrix_of(2, 4, (const double[]){0, 140, 0, 1310, 140, 0, 1310, 0});
    struct matrix d = distances_of(PREDICTION_BHATTACHARYYA, &logits, 2, 2);
    assert_near(d.a[1], (70 + 655 - 2 * log(2)) / 2, 1e-12);
    matrix_free(&logits);
    matrix_free(&d);
}

/* Certain of different classes, with logits z and 0 of two classes: the overlap is 1/cosh(z/2). */
static void overlaps_below_any_number_count(void **state)
{
    (void)state;
    for (double z = 100; z < 1e6; z *= 3) {
        struct matrix logits = zeros(2, 2 * 7);
        for (size_t n = 0; n < 7; n++)
            logits.a[2 * n] = logits.a[14 + 2 * n + 1] = z;
        struct matrix d = distances_of(PREDICTION_BHATTACHARYYA, &logits, 2, 3);
        assert_near(d.a[1] / (z / 2 - log(2)), 1, 1e-15);
        matrix_free(&logits);
        matrix_free(&d);
    }
}

/* A pair of which one sample in a hundred has no overlap is not close, though all others are
 * equal. */
static void one_tiny_overlap_is_not_lost(void **state)
{
    (void)state;
    struct matrix logits = zeros(2, 200);
    logits.a[0] = logits.a[201] = 4000;
    struct matrix d = distances_of(PREDICTION_BHATTACHARYYA, &logits, 2, 100);
    assert_near(d.a[1] / ((2000 - log(2)) / 100), 1, 1e-15);
    matrix_free(&logits);
    matrix_free(&d);
}

/* BLAS multiplies where there are many classes; padded with impossible ones, few are many. */
static void the_number_of_classes_does_not_matter(void **state)
{
    (void)state;
    struct matrix few = random_matrix(33, 4 * 6, 9), many = zeros(33, 4 * 100);
    for (size_t i = 0; i < many.rows * many.cols; i++)
        many.a[i] = -INFINITY;
    for (size_t i = 0; i < 33 * 4; i++)
        memcpy(many.a + i * 100 + 40, few.a + i * 6, 6 * sizeof *few.a);
    for (enum prediction_measure m = 0; m <= PREDICTION_DISAGREEMENT; m++) {
        struct matrix expected = distances_of(m, &few, 6, 4), d = distances_of(m, &many, 100, 4);
        assert_all_near(&d, &expected, 1e-14);
        matrix_free(&expected);
        matrix_free(&d);
    }
    matrix_free(&few);
    matrix_free(&many);
}

/* The flaw is that of the first sample, whichever thread meets it. */
static void the_first_flaw_is_told(void **state)
{
    (void)state;
    struct prediction_block block;
    struct prediction_sum sum;
    struct prediction_flaw flaw;
    expect_good(prediction_block_new(&block, PREDICTION_BHATTACHARYYA, 40, 5, 2));
    expect_good(prediction_sum_begin(&sum, PREDICTION_BHATTACHARYYA, 40));
    block.samples = 5;
    for (size_t i = 0; i < 40 * 10; i++)
        block.x[i] = 1;
    block.x[3 * 10 + 8] = block.x[39 * 10 + 5] = NAN;
    assert_false(prediction_block_pack(&block, &flaw));
    assert_int_equal(flaw.fault, PREDICTION_NAN);
    assert_int_equal(flaw.sample, 2);
    assert_int_equal(flaw.row, 39);
    assert_int_equal(flaw.class, 1);
    block.x[3 * 10 + 8] = block.x[39 * 10 + 5] = 1;
    block.x[3 * 10 + 8] = block.x[35 * 10 + 9] = -INFINITY;
    assert_true(prediction_block_pack(&block, &flaw));
    assert_false(prediction_sum_add(&sum, &block, &flaw));
    assert_true(flaw.apart);
    assert_int_equal(flaw.sample, 4);
    assert_int_equal(flaw.row, 35);
    assert_int_equal(flaw.other, 3);
    prediction_sum_free(&sum);
    prediction_block_free(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_do_not_matter),
        cmocka_unit_test(close_predictions_keep_their_digits),
        cmocka_unit_test(products_of_small_overlaps_keep_their_digits),
        cmocka_unit_test(overlaps_below_any_number_count),
        cmocka_unit_test(one_tiny_overlap_is_not_lost),
        cmocka_unit_test(the_number_of_classes_does_not_matter),
        cmocka_unit_test(the_first_flaw_is_told),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
