/* Numbers as probabilities, and what is refused of them. */
#include "prediction/softmax.h"

#include "numbers.h"

static enum prediction_fault take(enum prediction_values values, const double *x, size_t classes,
                                  double *root, struct prediction_scale *scale)
{
    size_t at;
    double value;
    return prediction_softmax(values, x, classes, root, scale, &at, &value);
}

static void faults_are_told_with_their_place(void **state)
{
    (void)state;
    static const struct {
        enum prediction_values values;
        double x[3];
        enum prediction_fault fault;
        size_t at;
        double value;
    } cases[] = {
        {PREDICTION_LOGITS, {1, NAN, INFINITY}, PREDICTION_NAN, 1, NAN},
        {PREDICTION_LOGITS, {1, 2, INFINITY}, PREDICTION_INFINITE, 2, INFINITY},
        {PREDICTION_LOGITS, {-1e151, 2, 3}, PREDICTION_INFINITE, 0, -1e151},
        {PREDICTION_LOGITS, {-INFINITY, -INFINITY, -INFINITY}, PREDICTION_IMPOSSIBLE, 2, -INFINITY},
        {PREDICTION_PROBABILITIES, {0.5, NAN, 0.5}, PREDICTION_NAN, 1, NAN},
        {PREDICTION_PROBABILITIES, {1.5, 0, -0.5}, PREDICTION_NEGATIVE, 2, -0.5},
        {PREDICTION_PROBABILITIES, {0.5, 0.25, 0.24}, PREDICTION_SUM, 2, 0.99},
        {PREDICTION_PROBABILITIES, {0.5, 0.25, 0.256}, PREDICTION_SUM, 2, 1.006},
        {PREDICTION_PROBABILITIES, {0.5, INFINITY, 0}, PREDICTION_SUM, 2, INFINITY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double root[3], value;
        struct prediction_scale scale;
        size_t at;
        assert_int_equal(
            prediction_softmax(cases[i].values, cases[i].x, 3, root, &scale, &at, &value),
            cases[i].fault);
        assert_int_equal(at, cases[i].at);
        assert_true(isnan(cases[i].value) ? isnan(value)
                    : isinf(value)        ? value == cases[i].value
                                          : fabs(value - cases[i].value) < 1e-12);
    }
}

/* p = 1/4, 3/4 */
static void logits_and_probabilities_say_the_same(void **state)
{
    (void)state;
    const double quarter[] = {0.25, 0.75}, logits[] = {700 + log(0.25), 700 + log(0.75)};
    const double nearly[] = {0.251, 0.753}; /* their sum is made 1 */
    const double *x[] = {logits, quarter, nearly};
    for (size_t i = 0; i < 3; i++) {
        double root[2];
        struct prediction_scale scale;
        enum prediction_values values = i ? PREDICTION_PROBABILITIES : PREDICTION_LOGITS;
        assert_int_equal(take(values, x[i], 2, root, &scale), PREDICTION_GOOD);
        assert_near(root[0] * root[0], 0.25, i == 2 ? 1e-4 : 1e-13);
        assert_near(root[0] * root[0] + root[1] * root[1], 1, 1e-15);
        assert_near(scale.roots, root[0] + root[1], 1e-15);
        assert_near(prediction_log(values, x[i][1], &scale), 2 * log(root[1]), 1e-13);
        assert_int_equal(scale.best, 1);
    }
}

/* ln(1/(1 + e^-50)), which is not 0 where 1 + e^-50 is 1. */
static void certain_predictions_keep_their_digits(void **state)
{
    (void)state;
    const double x[] = {1050, 1000};
    double root[2];
    struct prediction_scale scale;
    assert_int_equal(take(PREDICTION_LOGITS, x, 2, root, &scale), PREDICTION_GOOD);
    assert_near(prediction_log(PREDICTION_LOGITS, x[0], &scale) / -exp(-50), 1, 1e-14);
}

static void the_first_of_equals_is_the_best(void **state)
{
    (void)state;
    const double x[] = {-INFINITY, 2, 2};
    double root[3];
    struct prediction_scale scale;
    assert_int_equal(take(PREDICTION_LOGITS, x, 3, root, &scale), PREDICTION_GOOD);
    assert_int_equal(scale.best, 1);
    assert_near(root[0], 0, 0);
}

static void numbers_look_like_what_they_are(void **state)
{
    (void)state;
    const double p[] = {0.2, 0.8}, sum[] = {0.2, 0.7}, logits[] = {-0.2, 1.2};
    const double missing[] = {NAN, 1}, percent[] = {20, 80}, large[] = {20, 70};
    assert_int_equal(prediction_look(p, 2), PREDICTION_LIKE_PROBABILITIES);
    assert_int_equal(prediction_look(sum, 2), PREDICTION_LIKE_NEITHER);
    assert_int_equal(prediction_look(logits, 2), PREDICTION_LIKE_LOGITS);
    assert_int_equal(prediction_look(missing, 2), PREDICTION_LIKE_LOGITS);
    assert_int_equal(prediction_look(percent, 2), PREDICTION_LIKE_NEITHER);
    assert_int_equal(prediction_look(large, 2), PREDICTION_LIKE_LOGITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(logits_and_probabilities_say_the_same),
        cmocka_unit_test(certain_predictions_keep_their_digits),
        cmocka_unit_test(the_first_of_equals_is_the_best),
        cmocka_unit_test(numbers_look_like_what_they_are),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
