/* CountSketch: the example of phm(5), places however they are cut, sums. */
#include "expect.h"
#include "sketch/sketch.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { COUNT = 3000 };

/* Of the tensor `w`, seed 1, 64 numbers. */
static void the_example_of_the_format(void **state)
{
    (void)state;
    static const uint32_t buckets[] = {1, 49, 20, 61, 56, 13, 22, 56};
    static const char signs[] = "---++---";
    static const float x[] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint32_t places[8];
    double sums[64] = {0}, expected[64] = {0};
    sketch_places(places, sketch_key("w", 1), 0, 8, 64);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(places[i] & ~SKETCH_MINUS, buckets[i]);
        assert_int_equal((places[i] & SKETCH_MINUS) != 0, signs[i] == '-');
        expected[buckets[i]] += signs[i] == '-' ? -(double)x[i] : (double)x[i];
    }
    sketch_add_f32(sums, places, x, 8);
    assert_memory_equal(sums, expected, sizeof sums);
}

static void places_are_those_of_the_indices(void **state)
{
    (void)state;
    uint32_t whole[COUNT], pieces[COUNT];
    uint64_t key = sketch_key("b.weight", UINT64_MAX);
    sketch_places(whole, key, UINT64_C(1) << 40, COUNT, 1000);
    for (size_t at = 0; at < COUNT; at += 7)
        sketch_places(pieces + at, key, (UINT64_C(1) << 40) + at, at + 7 < COUNT ? 7 : COUNT - at,
                      1000);
    assert_memory_equal(whole, pieces, sizeof whole);
}

static void all_buckets_are_used_and_no_others(void **state)
{
    (void)state;
    static const size_t numbers[] = {SKETCH_LEAST, 65, 1000, SKETCH_MOST};
    uint32_t places[COUNT];
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        uint32_t least = UINT32_MAX, most = 0, minus = 0;
        sketch_places(places, sketch_key("", k), 0, COUNT, numbers[k]);
        for (size_t i = 0; i < COUNT; i++) {
            uint32_t bucket = places[i] & ~SKETCH_MINUS;
            least = bucket < least ? bucket : least;
            most = bucket > most ? bucket : most;
            minus += places[i] >> 31;
        }
        assert_true(most < numbers[k] && most >= numbers[k] - 1 - numbers[k] / 100);
        assert_true(least <= numbers[k] / 100);
        assert_in_range(minus, COUNT / 2 - 110, COUNT / 2 + 110); /* 4 standard deviations */
    }
}

static void names_and_seeds_have_places_of_their_own(void **state)
{
    (void)state;
    uint64_t key = sketch_key("w", 0);
    assert_true(key != sketch_key("w", 1) && key != sketch_key("v", 0));
    assert_true(key != sketch_key("", 0) && key != sketch_key("w\xc3\xa9", 0));
}

static void both_types_add_alike(void **state)
{
    (void)state;
    uint32_t places[COUNT];
    float f[COUNT];
    double d[COUNT], of_f[100] = {0}, of_d[100] = {0};
    for (size_t i = 0; i < COUNT; i++)
        d[i] = (double)(f[i] = (float)sin((double)i));
    f[5] = -0.0f;
    d[5] = -0.0;
    sketch_places(places, sketch_key("w", 0), 0, COUNT, 100);
    sketch_add_f32(of_f, places, f, COUNT);
    sketch_add_f64(of_d, places, d, COUNT);
    assert_memory_equal(of_f, of_d, sizeof of_f);
}

static void sums_beyond_float32_are_found(void **state)
{
    (void)state;
    double sums[] = {0, (double)FLT_MAX, -(double)FLT_MAX, 1, 2 * (double)FLT_MAX, NAN};
    assert_int_equal(sketch_find_overflow(sums, 4), 4);
    assert_int_equal(sketch_find_overflow(sums, 6), 4);
    assert_int_equal(sketch_find_overflow(sums + 5, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_format),
        cmocka_unit_test(places_are_those_of_the_indices),
        cmocka_unit_test(all_buckets_are_used_and_no_others),
        cmocka_unit_test(names_and_seeds_have_places_of_their_own),
        cmocka_unit_test(both_types_add_alike),
        cmocka_unit_test(sums_beyond_float32_are_found),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
