#include "distance/search/balls.h"

#include "numbers.h"

static double distance_of(const struct matrix *x, size_t i, size_t j)
{
    double squared = 0;
    for (size_t k = 0; k < x->cols; k++)
        squared += pow(x->a[i * x->cols + k] - x->a[j * x->cols + k], 2);
    return sqrt(squared);
}

static struct balls balls_of(const struct matrix *x, size_t height)
{
    struct balls balls;
    size_t count = (x->rows + height - 1) / height;
    expect_good(balls_new(&balls, count, x->cols));
    for (size_t i = 0; i < x->rows; i += height)
        balls_enclose(&balls, i / height, x->a + i * x->cols,
                      x->rows - i < height ? x->rows - i : height);
    return balls;
}

/* Around 0 with radius 1, around 10 with radius 2, around 11 with radius 0. */
static void test_gaps_by_hand(void **state)
{
    (void)state;
    struct matrix x = matrix_of(5, 1, (const double[]){-1, 1, 8, 12, 11});
    struct balls balls = balls_of(&x, 2);
    assert_near(balls_gap(&balls, 0, 1), 7, 1e-7);
    assert_near(balls_gap(&balls, 0, 2), 10, 1e-7);
    assert_true(balls_gap(&balls, 0, 2) <= 10);
    assert_true(balls_gap(&balls, 1, 2) == 0);
    assert_true(balls_gap(&balls, 1, 1) == 0);
    balls_free(&balls);
    matrix_free(&x);
}

/* Of a walk far from the origin, where the last digits are lost. */
static void test_no_two_rows_are_nearer_than_the_gap(void **state)
{
    (void)state;
    enum { N = 330, P = 3, HEIGHT = 10 };
    struct matrix x;
    size_t apart = 0;
    expect_good(matrix_new(&x, N, P));
    for (size_t e = 0; e < N * P; e++)
        x.a[e] = (e < P ? 1e7 : x.a[e - P]) + sin((double)(e * e));
    struct balls balls = balls_of(&x, HEIGHT);
    for (size_t a = 0; a < N / HEIGHT; a++)
        for (size_t b = 0; b < a; b++) {
            double gap = balls_gap(&balls, a, b);
            apart += gap > 0;
            for (size_t i = a * HEIGHT; i < (a + 1) * HEIGHT; i++)
                for (size_t j = b * HEIGHT; j < (b + 1) * HEIGHT; j++)
                    assert_true(gap <= distance_of(&x, i, j));
        }
    assert_true(apart > 50);
    balls_free(&balls);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps_by_hand),
        cmocka_unit_test(test_no_two_rows_are_nearer_than_the_gap),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
