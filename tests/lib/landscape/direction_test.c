/* Random directions: the stream of normal numbers, and what scales it. */
#include "landscape/direction.h"

#include "expect.h"
#include "landscape/normal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- normal numbers ---- */

static void normal_numbers_are_those_of_the_definition(void **state)
{
    (void)state;
    char line[256], name[64];
    unsigned long long seed;
    size_t index, lines = 0;
    double expected, got;
    FILE *f = fopen("tests/data/jump/normals.tsv", "r"); /* tests/data/jump/make.py */
    assert_non_null(f);
    for (; fgets(line, sizeof line, f); lines++) {
        assert_int_equal(sscanf(line, "%63s %llu %zu %lf", name, &seed, &index, &expected), 4);
        normal_fill(&got, normal_stream(name, seed), index, 1);
        if (!(fabs(got - expected) <= 1e-14 * fabs(expected)))
            fail_msg("%s, seed %llu, %zu: got %.17g, expected %.17g", name, seed, index, got,
                     expected);
    }
    fclose(f);
    assert_int_equal(lines, 28);
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Kolmogorov and Smirnov's statistic; a hundred thousand numbers stay below 2 / sqrt(n) in all but
 * 7 of 10^4 streams. */
static void normal_numbers_are_normally_distributed(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    double *x = malloc(COUNT * sizeof *x), worst = 0;
    assert_non_null(x);
    normal_fill(x, normal_stream("w", 42), 0, COUNT);
    double lag = 0;
    for (size_t i = 1; i < COUNT; i++)
        lag += x[i] * x[i - 1] / COUNT;
    assert_true(fabs(lag) < 4 / sqrt(COUNT));
    qsort(x, COUNT, sizeof *x, compare);
    for (size_t i = 0; i < COUNT; i++) {
        double share = 0.5 * erfc(-x[i] / sqrt(2));
        worst = fmax(worst, fmax(share - (double)i / COUNT, (double)(i + 1) / COUNT - share));
    }
    assert_true(worst < 2 / sqrt(COUNT));
    free(x);
}

static void streams_of_other_seeds_and_names_are_uncorrelated(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    static const struct {
        const char *name;
        uint64_t seed;
    } streams[] = {{"a", 0}, {"a", 1}, {"b", 0}, {"layer1.0.weight", 0}, {"layer1.1.weight", 0}};
    static double x[5][COUNT];
    for (size_t i = 0; i < 5; i++)
        normal_fill(x[i], normal_stream(streams[i].name, streams[i].seed), 0, COUNT);
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < i; j++) {
            double sum = 0;
            for (size_t k = 0; k < COUNT; k++)
                sum += x[i][k] * x[j][k] / COUNT;
            assert_true(fabs(sum) < 4 / sqrt(COUNT));
        }
}

/* ---- directions ---- */

enum { ROWS = 3, COLS = 4, ELEMENTS = ROWS * COLS };
static const size_t shape[2] = {ROWS, COLS};
static const double theta[ELEMENTS] = {3, 0, -4, 0, 1, 2, 2, -4, 0, 0, 0, 0};

static void make(enum direction_norm norm, const size_t *of, size_t dims, double *d)
{
    struct direction direction;
    const struct direction_opts opts = {.seed = 9, .norm = norm};
    expect_good(direction_of(&direction, &opts, "w", of, dims, theta));
    direction_values(&direction, theta, 0, ELEMENTS, d);
    direction_free(&direction);
}

static double norm_of(const double *x, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

static void expect_near(double got, double expected)
{
    if (!(fabs(got - expected) <= 1e-14 * fabs(expected)))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static void each_filter_has_the_norm_of_thetas_and_one_of_zeros_stays(void **state)
{
    (void)state;
    double d[ELEMENTS], plain[ELEMENTS];
    make(DIRECTION_NONE, shape, 2, plain);
    make(DIRECTION_FILTER, shape, 2, d);
    expect_near(norm_of(d, COLS), 5);        /* 3, -4 */
    expect_near(norm_of(d + COLS, COLS), 5); /* 1, 2, 2, -4 */
    expect_near(norm_of(d + 2 * COLS, COLS), 0);
    for (size_t i = 0; i < 2 * COLS; i++)
        expect_near(d[i], plain[i] * 5 / norm_of(plain + i / COLS * COLS, COLS));
}

static void a_layer_has_the_norm_of_thetas(void **state)
{
    (void)state;
    double d[ELEMENTS], plain[ELEMENTS];
    make(DIRECTION_NONE, shape, 2, plain);
    make(DIRECTION_LAYER, shape, 2, d);
    for (size_t i = 0; i < ELEMENTS; i++)
        expect_near(d[i], plain[i] * sqrt(50) / norm_of(plain, ELEMENTS));
}

static void a_tensor_of_one_dimension_is_one_filter(void **state)
{
    (void)state;
    const size_t flat = ELEMENTS;
    double d[ELEMENTS], layer[ELEMENTS];
    make(DIRECTION_FILTER, &flat, 1, d);
    make(DIRECTION_LAYER, &flat, 1, layer);
    expect_near(norm_of(d, ELEMENTS), sqrt(50));
    assert_memory_equal(d, layer, sizeof d);
}

static void by_weight_each_number_is_scaled_by_its_own(void **state)
{
    (void)state;
    double d[ELEMENTS], plain[ELEMENTS];
    make(DIRECTION_NONE, shape, 2, plain);
    make(DIRECTION_WEIGHT, shape, 2, d);
    for (size_t i = 0; i < ELEMENTS; i++)
        assert_true(d[i] == plain[i] * fabs(theta[i]));
}

static void pieces_are_those_of_the_whole(void **state)
{
    (void)state;
    enum { LONG = 70001, WIDE = 7 };
    const size_t of[2] = {LONG, WIDE}, count = (size_t)LONG * WIDE;
    struct direction d;
    const struct direction_opts opts = {.seed = 3, .norm = DIRECTION_FILTER};
    double *values = malloc(count * sizeof *values), *whole = malloc(count * sizeof *whole);
    double piece[1000];
    assert_non_null(values);
    assert_non_null(whole);
    for (size_t i = 0; i < count; i++)
        values[i] = (double)(i % 13) - 6;
    expect_good(direction_of(&d, &opts, "w", of, 2, values));
    direction_values(&d, values, 0, count, whole);
    for (size_t first = 0, length = 1; first < count; first += length, length = length % 999 + 1) {
        if (length > count - first)
            length = count - first;
        direction_values(&d, values + first, first, length, piece);
        assert_memory_equal(piece, whole + first, length * sizeof *piece);
    }
    direction_values(&d, values, 0, count, values); /* in place */
    assert_memory_equal(values, whole, count * sizeof *whole);
    for (size_t i = 0; i < LONG; i += 1000) {
        double sum = 0;
        for (size_t j = i * WIDE; j < (i + 1) * WIDE; j++)
            sum += ((double)(j % 13) - 6) * ((double)(j % 13) - 6);
        assert_true(fabs(norm_of(whole + i * WIDE, WIDE) - sqrt(sum)) <= 1e-12 * sqrt(sum));
    }
    direction_free(&d);
    free(values);
    free(whole);
}

static void what_is_not_finite_has_no_direction(void **state)
{
    (void)state;
    struct direction d;
    const double nan[ELEMENTS] = {1, 2, NAN}, huge[ELEMENTS] = {1e200, 1e200};
    const struct direction_opts filter = {.norm = DIRECTION_FILTER},
                                none = {.norm = DIRECTION_NONE};
    expect_error(direction_of(&d, &filter, "w", shape, 2, nan), "tensor w: element 2: is nan");
    expect_error(direction_of(&d, &none, "w", shape, 2, nan), "tensor w: element 2: is nan");
    expect_error(direction_of(&d, &filter, "w", shape, 2, huge),
                 "tensor w: slice 0: its norm overflows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_numbers_are_those_of_the_definition),
        cmocka_unit_test(normal_numbers_are_normally_distributed),
        cmocka_unit_test(streams_of_other_seeds_and_names_are_uncorrelated),
        cmocka_unit_test(each_filter_has_the_norm_of_thetas_and_one_of_zeros_stays),
        cmocka_unit_test(a_layer_has_the_norm_of_thetas),
        cmocka_unit_test(a_tensor_of_one_dimension_is_one_filter),
        cmocka_unit_test(by_weight_each_number_is_scaled_by_its_own),
        cmocka_unit_test(pieces_are_those_of_the_whole),
        cmocka_unit_test(what_is_not_finite_has_no_direction),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
