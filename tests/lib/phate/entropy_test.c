#include "phate/entropy.h"

#include "numbers.h"

/* ---- the curve ---- */

/* Values 1 and 1/2: p = (2/3, 1/3), (4/5, 1/5), (8/9, 1/9). */
static void test_by_hand(void **state)
{
    (void)state;
    double values[] = {0.5, 1}, entropy[3];
    const double expected[] = {log(3) - 2 * log(2) / 3, log(5) - 4 * log(4) / 5,
                               log(9) - 8 * log(8) / 9};
    entropy_curve(values, 2, &(struct entropy_scale){.points = 3}, entropy);
    for (size_t i = 0; i < 3; i++)
        assert_near(entropy[i], expected[i], 1e-15);
}

/* Of n equal values every p is 1/n, whatever the power. */
static void test_equal_values(void **state)
{
    (void)state;
    enum { N = 20, T_MAX = 50 };
    double values[N], entropy[T_MAX];
    for (size_t k = 0; k < N; k++)
        values[k] = 0.3;
    entropy_curve(values, N, &(struct entropy_scale){.points = T_MAX}, entropy);
    for (size_t i = 0; i < T_MAX; i++)
        assert_near(entropy[i], log(N), 1e-13);
}

/* Zeros count as 2.2e-16 each: -2.2e-16 ln 2.2e-16 = 8e-15. */
static void test_one_value(void **state)
{
    (void)state;
    double values[] = {0, 1, 0, 0}, entropy[5];
    entropy_curve(values, 4, &(struct entropy_scale){.points = 5}, entropy);
    for (size_t i = 0; i < 5; i++)
        assert_near(entropy[i], 3 * 8.0032e-15 - 2.2e-16, 1e-16);
}

static void test_scale(void **state)
{
    (void)state;
    enum { T_MAX = 1000 };
    static const double scales[] = {1e-200, 1, 1e200};
    double expected[T_MAX] = {0}, entropy[T_MAX] = {0};
    for (size_t s = 0; s < 3; s++) {
        double values[] = {1, 0.9, 0.5, 0.1};
        for (size_t k = 0; k < 4; k++)
            values[k] *= scales[s];
        entropy_curve(values, 4, &(struct entropy_scale){.points = T_MAX},
                      s == 0 ? expected : entropy);
        for (size_t i = 0; s > 0 && i < T_MAX; i++)
            assert_near(entropy[i], expected[i], 1e-12);
    }
}

/* High powers leave the largest values only: of c components c, and an entropy of ln c. */
static void test_limits(void **state)
{
    (void)state;
    enum { N = 30, T_MAX = 2000 };
    for (size_t c = 1; c <= 4; c++) {
        double values[N], entropy[T_MAX];
        uint64_t seed = c;
        for (size_t k = 0; k < N; k++)
            values[k] = k < c ? 1 : 0.95 * fabs(random_number(&seed));
        entropy_curve(values, N, &(struct entropy_scale){.points = T_MAX}, entropy);
        for (size_t i = 1; i < T_MAX; i++)
            assert_true(entropy[i] <= entropy[i - 1] + 1e-14);
        assert_near(entropy[T_MAX - 1], log((double)c), 1e-12);
    }
}

/* ---- the knee ---- */

static double exponential(size_t i, size_t n)
{
    (void)n;
    return exp(-(double)i / 5);
}

static double hyperbola(size_t i, size_t n)
{
    (void)n;
    return 1 / (double)(1 + i);
}

/* Two lines that meet at a third of the way. */
static double corner(size_t i, size_t n)
{
    double m = (double)(n / 3), x = (double)i;
    return x < m ? 10 - x : 10 - m - 0.1 * (x - m);
}

static double parabola(size_t i, size_t n)
{
    (void)n;
    return -(double)(i * i);
}

static double root(size_t i, size_t n)
{
    (void)n;
    return sqrt((double)i);
}

/* What find_knee_point of PHATE 1.0.11 gives for these curves. */
static void test_reference(void **state)
{
    (void)state;
    static double (*const curves[])(size_t, size_t) = {exponential, hyperbola, corner, parabola,
                                                       root};
    static const size_t lengths[] = {4, 5, 10, 50, 100};
    static const size_t knees[][5] = {{2, 2, 2, 2, 2},
                                      {2, 2, 2, 2, 2},
                                      {4, 2, 3, 4, 2},
                                      {11, 5, 16, 25, 16},
                                      {13, 8, 33, 49, 32}};
    for (size_t l = 0; l < 5; l++)
        for (size_t c = 0; c < 5; c++) {
            double y[100];
            for (size_t i = 0; i < lengths[l]; i++)
                y[i] = curves[c](i, lengths[l]);
            size_t knee = entropy_knee(y, lengths[l]);
            if (knee != knees[l][c])
                fail_msg("curve %zu of %zu points: got %zu, expected %zu", c, lengths[l], knee,
                         knees[l][c]);
        }
}

static void test_shortest_and_flat(void **state)
{
    (void)state;
    const double three[] = {3, 1, 0}, flat[20] = {0};
    size_t of_three = entropy_knee(three, 3), of_flat = entropy_knee(flat, 20);
    assert_true(of_three >= 1 && of_three < 3);
    assert_int_equal(of_flat, 1); /* of equal errors the first */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the entropy of two values agrees with a calculation by hand", test_by_hand, NULL, NULL,
         NULL},
        {"of n equal values the entropy is ln n", test_equal_values, NULL, NULL, NULL},
        {"zeros add 8e-15 each", test_one_value, NULL, NULL, NULL},
        {"the scale of the values does not matter", test_scale, NULL, NULL, NULL},
        {"the entropy falls to the logarithm of the number of largest values", test_limits, NULL,
         NULL, NULL},
        {"the knee is the reference implementation's", test_reference, NULL, NULL, NULL},
        {"three points have a knee inside, a flat curve at its first point", test_shortest_and_flat,
         NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
