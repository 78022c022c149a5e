#include "phate/mixing.h"

#include "numbers.h"
#include "phate/diffusion.h"

/* ---- distances ---- */

enum { MOST = 4 };

static void expect_distances(const struct matrix *p, size_t count, const double *expected)
{
    struct components c;
    double distance[MOST];
    expect_good(components_find(&c, p));
    assert_int_equal(c.count, count);
    expect_good(mixing_distances(p, &c, distance));
    for (size_t i = 0; i < count; i++)
        assert_near(distance[i], expected[i], 1e-15);
    components_free(&c);
}

/* In twelfths the mean row is (3, 5, 4), and the rows lie 4, 2 and 3 from it. */
static void test_farthest_row(void **state)
{
    (void)state;
    struct matrix p = matrix_of(3, 3, (const double[]){0.5, 0.5, 0, 0.25, 0.25, 0.5, 0, 0.5, 0.5});
    expect_distances(&p, 1, (const double[]){4. / 12});
    for (size_t j = 0; j < 3; j++)
        p.a[3 + j] *= 7;
    expect_distances(&p, 1, (const double[]){4. / 12});
    matrix_free(&p);
}

/* Rows 0 and 3, whose mean is (1/2, 1/2); row 1, alone; rows 2, 4 and 5, which are equal, and whose
 * mean a sum of thirds misses by rounding. */
static void test_components(void **state)
{
    (void)state;
    struct matrix p = zeros(6, 6);
    p.a[0] = p.a[21] = 0.75;
    p.a[3] = p.a[18] = 0.25;
    p.a[7] = 1;
    for (size_t i = 2; i < 6; i += i == 2 ? 2 : 1) {
        p.a[i * 6 + 2] = 0.45;
        p.a[i * 6 + 4] = 0.45;
        p.a[i * 6 + 5] = 0.1;
    }
    expect_distances(&p, 3, (const double[]){0.25, 0, 0});
    struct components c;
    double distance[3];
    expect_good(components_find(&c, &p));
    expect_good(mixing_distances(&p, &c, distance));
    assert_true(distance[1] == 0);
    assert_true(distance[2] == 0);
    components_free(&c);
    matrix_free(&p);
}

/* Rows that differ in the component of rows 0, 2 and 4 become the first of them; row 1, 3 and all
 * other columns stay. */
static void test_level(void **state)
{
    (void)state;
    struct matrix p = zeros(5, 5), expected;
    struct components c;
    for (size_t i = 0; i < 5; i++)
        for (size_t j = i % 2; j < 5; j += 2)
            p.a[i * 5 + j] = (double)(10 * i + j + 1);
    expected = copy_of(&p);
    for (size_t i = 2; i < 5; i += 2)
        for (size_t j = 0; j < 5; j += 2)
            expected.a[i * 5 + j] = (double)(j + 1);
    expect_good(components_find(&c, &p));
    mixing_level(&p, &c, 0);
    assert_all_near(&p, &expected, 0);
    components_free(&c);
    matrix_free(&p);
    matrix_free(&expected);
}

/* ---- what is made of them ---- */

/* Components of `size` rows each. */
static struct mixing judge(size_t size, size_t count, const double *first, const double *distance,
                           size_t t)
{
    size_t start[MOST + 1] = {0};
    for (size_t i = 0; i < count; i++)
        start[i + 1] = start[i] + size;
    struct components c = {.count = count, .start = start};
    return mixing_judge(&c, first, distance, t);
}

static void test_mixed(void **state)
{
    (void)state;
    const double first[] = {0.5, 0.4, 0, 0.3}, distance[] = {0.02, 0.11, 0, 0.05};
    struct mixing m = judge(3, 4, first, distance, 50);
    assert_int_equal(m.mixed, 2);
    assert_near(m.distance, 0.05, 0);
    assert_false(m.mixed_at_once);
    assert_int_equal(judge(2, 4, first, distance, 50).mixed, 0);
    m = judge(3, 4, first, first, 1);
    assert_int_equal(m.mixed + m.shorter, 0);
}

/* Between two places, changed with probability (1 - l) / 2: rows of P^t are l^t apart, and half of
 * that from their mean. */
static void test_shorter_walks(void **state)
{
    (void)state;
    for (double l = 0.5; l < 0.999; l = 1 - 0.8 * (1 - l))
        for (size_t t = 2; pow(l, (double)t) > 1e-9; t++) {
            double first = l / 2, distance = pow(l, (double)t) / 2;
            struct mixing m = judge(3, 1, &first, &distance, t);
            if (!m.mixed)
                continue;
            double s = (double)m.shorter;
            assert_in_range(m.shorter, 1, t - 1);
            assert_true(pow(l, s) >= 0.5);
            assert_true(pow(l, 3 * (s + 1)) < 0.5);
        }
}

static void test_too_mixed_for_a_number(void **state)
{
    (void)state;
    double first = 0.4, distance = 1e-16;
    struct mixing m = judge(3, 1, &first, &distance, 1000);
    assert_int_equal(m.mixed, 1);
    assert_int_equal(m.shorter, 0);
    assert_false(m.mixed_at_once);
}

/* A single step, which has been measured, where there is no bound for it; nothing where that one
 * has mixed as well. */
static void test_single_step(void **state)
{
    (void)state;
    double first = 0.12, distance = 0.01;
    assert_int_equal(judge(3, 1, &first, &distance, 2).shorter, 1);
    first = 0.09;
    struct mixing m = judge(3, 1, &first, &distance, 2);
    assert_int_equal(m.shorter, 0);
    assert_true(m.mixed_at_once);
}

/* The mixing distance of a connected affinity after t steps. */
static double distance_after(const struct matrix *affinity, size_t t)
{
    struct matrix copy = copy_of(affinity), power;
    struct diffusion d;
    double distance;
    expect_good(diffusion_from_affinity(&d, &copy));
    expect_good(diffusion_power(&d, t, &power));
    assert_int_equal(d.components.count, 1);
    expect_good(mixing_distances(&power, &d.components, &distance));
    diffusion_free(&d);
    matrix_free(&power);
    return distance;
}

enum { N = 30 };

/* A chain of N rows, each near those up to `reach` from it. */
static struct matrix random_chain(size_t reach, uint64_t seed)
{
    struct matrix k = zeros(N, N);
    for (size_t i = 0; i < N; i++)
        for (size_t j = i < reach ? 0 : i - reach; j <= i; j++)
            k.a[i * N + j] = k.a[j * N + i] = 0.01 + fabs(random_number(&seed));
    return k;
}

static void test_named_steps_do(void **state)
{
    (void)state;
    for (size_t reach = 2; reach < N; reach++) {
        size_t t = 4000 / (reach * reach) + 4;
        struct matrix k = random_chain(reach, reach);
        double first = distance_after(&k, 1), distance = distance_after(&k, t);
        struct mixing m = judge(3, 1, &first, &distance, t);
        assert_int_equal(m.mixed, 1);
        assert_in_range(m.shorter, 1, t - 1);
        assert_true(distance_after(&k, m.shorter) >= 0.25);
        matrix_free(&k);
    }
}

/* A walk among 30 rows that are all joined, of many more steps than it takes to mix. */
static void test_rounding(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct matrix k = random_chain(N, seed);
        double distance = distance_after(&k, 1000);
        assert_true(distance < mixing_rounding(N) / 2);
        assert_true(distance_after(&k, 8) > 10 * mixing_rounding(N));
        matrix_free(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the distance is that of the farthest row from the mean, whatever the rows' sums",
         test_farthest_row, NULL, NULL, NULL},
        {"each component has its own, and equal rows exactly 0", test_components, NULL, NULL, NULL},
        {"a component's rows become the first of them, and nothing else changes", test_level, NULL,
         NULL, NULL},
        {"rounding is told from what is left of a walk", test_rounding, NULL, NULL, NULL},
        {"components under the limit are counted, but not pairs and duplicates", test_mixed, NULL,
         NULL, NULL},
        {"fewer steps are named that leave two rows half apart, and not many too few",
         test_shorter_walks, NULL, NULL, NULL},
        {"no number is made of rounding errors", test_too_mixed_for_a_number, NULL, NULL, NULL},
        {"a single step is named where it has been seen to do", test_single_step, NULL, NULL, NULL},
        {"after the steps that are named, walks on graphs have not mixed", test_named_steps_do,
         NULL, NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
