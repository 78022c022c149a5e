/* How far predictions have come from ignorance to the truth. */
#include "prediction/progress.h"

#include "numbers.h"

/* Of the same ratios SciPy 1.17's bounded minimize_scalar finds these. */
static void progress_is_where_scipy_finds_the_least_distance(void **state)
{
    (void)state;
    static const struct {
        size_t classes, samples;
        float ratio[4];
        double expected;
    } cases[] = {
        {2, 1, {0.3F}, 0},
        {10, 1, {1}, 0.5000000148330637},
        {10, 4, {0.01F, 0.5F, 2, 3.1F}, 0.4210500566862419},
        {10, 4, {3.1F, 3, 0, 3.1F}, 0.5766020518226613},
        {1000, 4, {20, 1, 0.001F, 31}, 0.5831789338096252},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_near(prediction_progress(cases[i].ratio, cases[i].samples, cases[i].classes),
                    cases[i].expected, 1e-7);
}

/* On the geodesic, at its ends, and beyond: b/a of P_s with a = cos(s d), b = cos((1 - s) d). */
static void points_of_the_geodesic_are_where_they_are(void **state)
{
    (void)state;
    for (size_t classes = 2; classes < 100000; classes *= 7)
        for (double s = 0; s <= 1; s += 0.125) {
            double d = acos(1 / sqrt((double)classes));
            float ratio[3];
            for (size_t i = 0; i < 3; i++)
                ratio[i] = (float)(cos((1 - s) * d) / cos(s * d));
            assert_near(prediction_progress(ratio, 3, classes), s, 1e-7);
        }
    assert_near(prediction_progress((const float[]){0}, 1, 10), 0, 0);
    assert_near(prediction_progress((const float[]){100}, 1, 10), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_is_where_scipy_finds_the_least_distance),
        cmocka_unit_test(points_of_the_geodesic_are_where_they_are),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
