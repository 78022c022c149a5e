/* Snapshots out of place: none in honest runs, however they move, and those that are planted. */
#include "audit_fixture.h"

#include <stdio.h>

enum { RUNS = 40, STEPS = 30, WIDTH = 400 };

/* The sum of twelve uniform numbers: about normal, of variance 4. */
static double about_normal(uint64_t *seed)
{
    double sum = 0;
    for (size_t i = 0; i < 12; i++)
        sum += random_number(seed);
    return sum;
}

static void straight(struct matrix *x, uint64_t *seed)
{
    for (size_t i = 0; i < x->rows * x->cols; i++)
        x->a[i] = (double)(i / x->cols) * (double)(i % x->cols + 1) + 0.1 * about_normal(seed);
}

static void scatter(struct matrix *x, uint64_t *seed)
{
    for (size_t i = 0; i < x->rows * x->cols; i++)
        x->a[i] = about_normal(seed);
}

static void walk(struct matrix *x, uint64_t *seed)
{
    for (size_t i = 0; i < x->rows * x->cols; i++)
        x->a[i] = (i < x->cols ? 0 : x->a[i - x->cols]) + about_normal(seed);
}

/* Gradient descent on a quadratic function of curvatures 1/k, at 1.99 of the 2 where it diverges:
 * it swings back and forth. */
static void swing(struct matrix *x, uint64_t *seed)
{
    for (size_t i = 0; i < x->rows * x->cols; i++) {
        double curvature = 1 / (double)(i % x->cols + 1);
        x->a[i] = i < x->cols ? about_normal(seed)
                              : x->a[i - x->cols] * (1 - 1.99 * curvature) +
                                    0.003 * about_normal(seed) * sqrt(curvature);
    }
}

typedef void making(struct matrix *x, uint64_t *seed);
static making *const honest[] = {straight, scatter, walk, swing};
enum { HONEST = sizeof honest / sizeof *honest };

static void swap(struct matrix *x, size_t a, size_t b)
{
    for (size_t i = 0; i < x->cols; i++) {
        double kept = x->a[a * x->cols + i];
        x->a[a * x->cols + i] = x->a[b * x->cols + i];
        x->a[b * x->cols + i] = kept;
    }
}

/* The findings of a matrix as one run: "returns 7 order 8", say, by the numbers of the rows. */
static char *findings_of(const struct matrix *x)
{
    static char text[4096];
    struct audit_fixture f;
    size_t used = 0;
    audit_fixture_begin(&f, "", "", x->rows, x->cols);
    audit_fixture_add(&f, x, 100);
    audit_fixture_finish(&f);
    text[0] = '\0';
    for (size_t i = 0; i < f.findings.rows && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %s", i ? " " : "",
                                 table_cell(&f.findings, i, 0), table_cell(&f.findings, i, 3) + 4);
    audit_fixture_free(&f);
    return text;
}

static void honest_runs_have_no_findings(void **state)
{
    (void)state;
    struct matrix x = zeros(STEPS, WIDTH);
    uint64_t seed = 1;
    for (size_t kind = 0; kind < HONEST; kind++)
        for (size_t run = 0; run < RUNS; run++) {
            honest[kind](&x, &seed);
            if (*findings_of(&x))
                fail_msg("kind %zu, run %zu: %s", kind, run, findings_of(&x));
        }
    matrix_free(&x);
}

/* Far from the run; of a run that swings the way there must be longer than its swings. */
static void a_stray_is_found_however_the_run_moves(void **state)
{
    (void)state;
    struct matrix x = zeros(STEPS, WIDTH);
    uint64_t seed = 2;
    for (size_t kind = 0; kind < HONEST; kind++)
        for (size_t run = 0; run < RUNS / 4; run++) {
            honest[kind](&x, &seed);
            for (size_t i = 0; i < WIDTH; i++)
                x.a[12 * WIDTH + i] += 100 * (double)WIDTH * (i % 2 ? -1 : 1);
            assert_string_equal(findings_of(&x), "returns 12");
        }
    matrix_free(&x);
}

static void rows_that_changed_places_are_found_on_the_way(void **state)
{
    (void)state;
    struct matrix x = zeros(STEPS, WIDTH);
    uint64_t seed = 3;
    for (size_t run = 0; run < RUNS / 4; run++) {
        straight(&x, &seed);
        swap(&x, 10, 11);
        char *found = findings_of(&x);
        assert_true(strcmp(found, "order 10") == 0 || strcmp(found, "order 11") == 0);
        walk(&x, &seed);
        swap(&x, 5, 20);
        found = findings_of(&x);
        assert_true(strcmp(found, "order 5 order 20") == 0 ||
                    strcmp(found, "order 20 order 5") == 0);
    }
    matrix_free(&x);
}

static void a_stretch_elsewhere_is_one_finding(void **state)
{
    (void)state;
    struct matrix x = zeros(STEPS, WIDTH);
    uint64_t seed = 4;
    walk(&x, &seed);
    for (size_t row = 9; row < 14; row++)
        for (size_t i = 0; i < WIDTH; i++)
            x.a[row * WIDTH + i] += 1000;
    assert_string_equal(findings_of(&x), "returns 9");
    matrix_free(&x);
}

/* Three snapshots tell nothing of what is usual; ten times the way does. */
static void short_runs_are_judged_with_care(void **state)
{
    (void)state;
    struct matrix x = matrix_of(3, 2, (const double[]){0, 0, 4, 0, 1, 0});
    struct matrix far = matrix_of(3, 2, (const double[]){0, 0, 40, 0, 1, 0});
    assert_string_equal(findings_of(&x), "");
    assert_string_equal(findings_of(&far), "returns 1");
    matrix_free(&x);
    matrix_free(&far);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_runs_have_no_findings),
        cmocka_unit_test(a_stray_is_found_however_the_run_moves),
        cmocka_unit_test(rows_that_changed_places_are_found_on_the_way),
        cmocka_unit_test(a_stretch_elsewhere_is_one_finding),
        cmocka_unit_test(short_runs_are_judged_with_care),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
