#include "phate/affinity.h"

#include "numbers.h"

enum { MAX = 64 };

static struct affinity_options with(size_t k, double decay, double threshold)
{
    struct affinity_options options = affinity_defaults;
    options.k = k;
    options.decay = decay;
    options.threshold = threshold;
    return options;
}

/* Distances between points on a line. */
static struct matrix line(size_t n, const double *x)
{
    struct matrix d = zeros(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            d.a[i * n + j] = fabs(x[i] - x[j]);
    return d;
}

/* Points 0, 1, 3 with k = 1, decay 1: bandwidths 1, 1, 2. Unsymmetric:
 *   1        e^-1  e^-3
 *   e^-1     1     e^-2
 *   e^-1.5   e^-1  1
 * of which e^-3 = 0.0498 is below the threshold 0.1. */
static void test_by_hand(void **state)
{
    (void)state;
    struct matrix d = line(3, (const double[]){0, 1, 3});
    struct affinity_options options = with(1, 1, 0.1);
    double bandwidth[3], a = exp(-1), b = exp(-1.5) / 2, c = (exp(-2) + exp(-1)) / 2;
    expect_good(affinity_from_distances(&d, &options, bandwidth));
    struct matrix expected = matrix_of(3, 3, (const double[]){1, a, b, a, 1, c, b, c, 1});
    assert_all_near(&d, &expected, 1e-16);
    assert_true(bandwidth[0] == 1 && bandwidth[1] == 1 && bandwidth[2] == 2);
    matrix_free(&d);
    matrix_free(&expected);
}

static void test_defaults(void **state)
{
    (void)state;
    assert_int_equal(affinity_defaults.k, 5);
    assert_true(affinity_defaults.decay == 40);
    assert_true(affinity_defaults.threshold == 1e-4);
    assert_true(affinity_defaults.k_max == 0 && affinity_defaults.bandwidth == 0);
    assert_true(affinity_defaults.bandwidth_scale == 1 && affinity_defaults.anisotropy == 0);
    assert_true(affinity_defaults.symmetry == SYMMETRY_ADD);
}

/* An entry of the threshold itself stays, one just below it goes. With decay 1 and bandwidth 1 the
 * entry is exp(-d). */
static void test_threshold(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2}, edge = exp(-2.0);
    struct matrix at = line(3, x), above = line(3, x);
    struct affinity_options options = with(1, 1, edge);
    double bandwidth[3];
    expect_good(affinity_from_distances(&at, &options, bandwidth));
    assert_true(at.a[2] == edge);
    options.threshold = nextafter(edge, 1);
    expect_good(affinity_from_distances(&above, &options, bandwidth));
    assert_true(above.a[2] == 0);
    matrix_free(&at);
    matrix_free(&above);
}

/* Threshold 0 keeps all that exp gives, threshold 1 the duplicates only. */
static void test_extreme_thresholds(void **state)
{
    (void)state;
    const double x[] = {0, 1, 3, 3};
    struct matrix all = line(4, x), none = line(4, x);
    struct affinity_options options = with(2, 2, 0);
    double bandwidth[4];
    expect_good(affinity_from_distances(&all, &options, bandwidth));
    for (size_t i = 0; i < 16; i++)
        assert_true(all.a[i] > 0);
    options.threshold = 1;
    expect_good(affinity_from_distances(&none, &options, bandwidth));
    struct matrix expected =
        matrix_of(4, 4, (const double[]){1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1});
    assert_all_near(&none, &expected, 0);
    matrix_free(&all);
    matrix_free(&none);
    matrix_free(&expected);
}

/* Three equal rows have bandwidth 0 for k = 2: 0/0 is 1, more/0 is 0. The row at 1 has bandwidth 1,
 * so that its side of the mean is exp(-1). */
static void test_zero_bandwidth(void **state)
{
    (void)state;
    struct matrix d = line(4, (const double[]){0, 0, 0, 1});
    struct affinity_options options = with(2, 40, 1e-4);
    double bandwidth[4], h = exp(-1) / 2;
    expect_good(affinity_from_distances(&d, &options, bandwidth));
    struct matrix expected =
        matrix_of(4, 4, (const double[]){1, 1, 1, h, 1, 1, 1, h, 1, 1, 1, h, h, h, h, 1});
    assert_all_near(&d, &expected, 1e-16);
    assert_true(bandwidth[0] == 0 && bandwidth[2] == 0 && bandwidth[3] == 1);
    matrix_free(&d);
    matrix_free(&expected);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Coarse coordinates make ties, and a few values many of them. */
static void test_selection(void **state)
{
    (void)state;
    static const double grains[] = {1e9, 100, 5, 1};
    uint64_t seed = 1;
    for (size_t g = 0; g < 4; g++)
        for (size_t n = 2; n <= MAX; n += 1 + n / 5)
            for (size_t k = 1; k < n; k += 1 + k / 3) {
                double x[MAX] = {0}, bandwidth[MAX], others[MAX];
                for (size_t i = 0; i < n; i++)
                    x[i] = rint(random_number(&seed) * grains[g]);
                x[0] = x[1] + 1; /* not all equal */
                struct matrix d = line(n, x), distances = copy_of(&d);
                struct affinity_options options = with(k, 40, 1e-4);
                expect_good(affinity_from_distances(&d, &options, bandwidth));
                for (size_t i = 0; i < n; i++) {
                    memcpy(others, distances.a + i * n, n * sizeof *others);
                    qsort(others, n, sizeof *others, ascending);
                    assert_true(bandwidth[i] == others[k]); /* others[0] is the row itself */
                }
                matrix_free(&d);
                matrix_free(&distances);
            }
}

static void test_properties(void **state)
{
    (void)state;
    enum { N = 50 };
    struct matrix d = random_matrix(1, N, 2), distances = line(N, d.a);
    double bandwidth[N];
    expect_good(affinity_from_distances(&distances, &affinity_defaults, bandwidth));
    for (size_t i = 0; i < N; i++) {
        assert_true(distances.a[i * N + i] == 1);
        for (size_t j = 0; j < N; j++) {
            double k = distances.a[i * N + j];
            assert_true(k == distances.a[j * N + i]);
            assert_true(k == 0 || (k >= 0.5e-4 && k <= 1));
        }
    }
    matrix_free(&d);
    matrix_free(&distances);
}

/* ---- bandwidths, symmetrisation, anisotropy ---- */

static void test_fixed_bandwidth(void **state)
{
    (void)state;
    struct matrix d = line(3, (const double[]){0, 1, 3});
    struct affinity_options options = with(1000, 1, 0); /* of which no use is made */
    double bandwidth[3], a = exp(-0.5), b = exp(-1.5), c = exp(-1);
    options.bandwidth = 4;
    options.bandwidth_scale = 0.5;
    expect_good(affinity_from_distances(&d, &options, bandwidth));
    struct matrix expected = matrix_of(3, 3, (const double[]){1, a, b, a, 1, c, b, c, 1});
    assert_all_near(&d, &expected, 1e-16);
    for (size_t i = 0; i < 3; i++)
        assert_true(bandwidth[i] == 2);
    matrix_free(&d);
    matrix_free(&expected);
}

/* Unsymmetric for k = 1, decay 1 (see test_by_hand): e^-3 and e^-1.5, e^-2 and e^-1. */
static void check_symmetry(enum symmetry symmetry, double theta, double far, double near)
{
    struct matrix d = line(3, (const double[]){0, 1, 3});
    struct affinity_options options = with(1, 1, 0);
    double bandwidth[3];
    options.symmetry = symmetry;
    options.theta = theta;
    expect_good(affinity_from_distances(&d, &options, bandwidth));
    assert_near(d.a[2], far, 1e-16);
    assert_near(d.a[5], near, 1e-16);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            assert_true(d.a[i * 3 + j] == d.a[j * 3 + i]);
    matrix_free(&d);
}

static void test_symmetries(void **state)
{
    (void)state;
    check_symmetry(SYMMETRY_ADD, 0, (exp(-3) + exp(-1.5)) / 2, (exp(-2) + exp(-1)) / 2);
    check_symmetry(SYMMETRY_MULTIPLY, 0, exp(-4.5), exp(-3));
    check_symmetry(SYMMETRY_MNN, 1, exp(-3), exp(-2));
    check_symmetry(SYMMETRY_MNN, 0, exp(-1.5), exp(-1));
    check_symmetry(SYMMETRY_MNN, 0.25, 0.25 * exp(-3) + 0.75 * exp(-1.5),
                   0.25 * exp(-2) + 0.75 * exp(-1));
}

/* Row sums 4 and 9, and a row of zeros, which stays. */
static void test_anisotropy(void **state)
{
    (void)state;
    const double k[] = {1, 3, 0, 3, 6, 0, 0, 0, 0};
    struct matrix whole = matrix_of(3, 3, k), half = matrix_of(3, 3, k);
    struct matrix by_whole =
        matrix_of(3, 3, (const double[]){1. / 16, 3. / 36, 0, 3. / 36, 6. / 81, 0, 0, 0, 0});
    struct matrix by_half =
        matrix_of(3, 3, (const double[]){1. / 4, 3. / 6, 0, 3. / 6, 6. / 9, 0, 0, 0, 0});
    struct affinity_options options = affinity_defaults;
    options.anisotropy = 1;
    expect_good(affinity_finish(&whole, &options));
    assert_all_near(&whole, &by_whole, 1e-16);
    options.anisotropy = 0.5;
    expect_good(affinity_finish(&half, &options));
    assert_all_near(&half, &by_half, 2e-16);
    matrix_free(&whole);
    matrix_free(&half);
    matrix_free(&by_whole);
    matrix_free(&by_half);
}

/* The order of rows is of no consequence, ties included. */
static void test_permutation(void **state)
{
    (void)state;
    enum { N = 40 };
    uint64_t seed = 3;
    double x[N], reversed[N], bandwidth[N];
    for (size_t i = 0; i < N; i++)
        reversed[N - 1 - i] = x[i] = rint(random_number(&seed) * 20);
    for (int symmetry = SYMMETRY_ADD; symmetry <= SYMMETRY_MNN; symmetry++)
        for (double decay = 0; decay <= 2; decay += 2) {
            struct matrix a = line(N, x), b = line(N, reversed);
            struct affinity_options options = with(3, decay, 1e-4);
            options.k_max = 7;
            options.symmetry = (enum symmetry)symmetry;
            options.theta = 0.3;
            options.anisotropy = 0.5;
            expect_good(affinity_from_distances(&a, &options, bandwidth));
            expect_good(affinity_from_distances(&b, &options, bandwidth));
            for (size_t i = 0; i < N; i++)
                for (size_t j = 0; j < N; j++)
                    assert_near(a.a[i * N + j], b.a[(N - 1 - i) * N + N - 1 - j], 1e-15);
            matrix_free(&a);
            matrix_free(&b);
        }
}

static void test_adjacency(void **state)
{
    (void)state;
    struct matrix m = matrix_of(2, 2, (const double[]){0, 2, 2, 5});
    struct matrix expected = matrix_of(2, 2, (const double[]){1, 2, 2, 1});
    affinity_from_adjacency(&m);
    assert_all_near(&m, &expected, 0);
    matrix_free(&m);
    matrix_free(&expected);
}

/* ---- refusals ---- */

static void refused_affinity(size_t rows, size_t cols, const double *values, const char *part)
{
    struct matrix k = matrix_of(rows, cols, values);
    struct affinity_options options = affinity_defaults;
    options.anisotropy = 1;
    expect_error(affinity_finish(&k, &options), part);
    matrix_free(&k);
}

static void test_bad_affinities(void **state)
{
    (void)state;
    refused_affinity(2, 2, (const double[]){1, -1, 1, 1}, "row 0, column 1: -1 is negative");
    refused_affinity(2, 2, (const double[]){1, 1, NAN, 1}, "row 1, column 0: nan");
    refused_affinity(1, 2, (const double[]){1, 1}, "square: got 1 x 2");
    refused_affinity(0, 0, NULL, "empty");
    refused_affinity(2, 2, (const double[]){1e308, 1e308, 1e308, 1}, "row 0: its sum overflows");
}

static void refused(size_t rows, size_t cols, const double *values, const char *part)
{
    struct matrix d = matrix_of(rows, cols, values);
    struct affinity_options options = with(1, 40, 1e-4);
    expect_error(affinity_check_distances(&d, &options), part);
    matrix_free(&d);
}

static void test_few_snapshots(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 5; n++) {
        double x[5] = {0, 1, 2, 3, 4};
        struct matrix d = line(n, x);
        expect_error(affinity_check_distances(&d, &affinity_defaults), "k = 5: needs at least 6");
        matrix_free(&d);
    }
}

static void test_all_equal(void **state)
{
    (void)state;
    struct matrix d = zeros(9, 9);
    expect_error(affinity_check_distances(&d, &affinity_defaults), "all 9 snapshots are equal");
    matrix_free(&d);
}

static void test_bad_distances(void **state)
{
    (void)state;
    refused(2, 2, (const double[]){0, 1, 2, 0}, "row 0, column 1: 1 is not symmetric");
    refused(3, 3, (const double[]){0, 1, 1, 1, 0, -2, 1, -2, 0}, "row 1, column 2: -2 is negative");
    refused(3, 3, (const double[]){0, 1, 1, 1, 0, 2, 1, NAN, 0}, "row 2, column 1: nan");
    refused(2, 2, (const double[]){0, INFINITY, INFINITY, 0}, "row 0, column 1: inf");
    refused(2, 2, (const double[]){0, 1, 1, 1e-9}, "row 1, column 1: 1e-09 is not zero on the");
    refused(2, 3, (const double[]){0, 1, 1, 1, 0, 1}, "square: got 2 x 3");
    refused(0, 0, NULL, "empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"affinities and bandwidths agree with a calculation by hand", test_by_hand, NULL, NULL,
         NULL},
        {"the defaults are k 5, decay 40, threshold 1e-4", test_defaults, NULL, NULL, NULL},
        {"an affinity at the threshold stays, one just below goes", test_threshold, NULL, NULL,
         NULL},
        {"threshold 0 keeps everything, threshold 1 the duplicates", test_extreme_thresholds, NULL,
         NULL, NULL},
        {"a bandwidth of 0 joins duplicates only", test_zero_bandwidth, NULL, NULL, NULL},
        {"bandwidths are those of sorted distances, with ties and without", test_selection, NULL,
         NULL, NULL},
        {"affinities are symmetric, 1 on the diagonal, 0 or at least half the threshold",
         test_properties, NULL, NULL, NULL},
        {"a fixed bandwidth, scaled, takes the place of the neighbours'", test_fixed_bandwidth,
         NULL, NULL, NULL},
        {"symmetrisations agree with a calculation by hand", test_symmetries, NULL, NULL, NULL},
        {"anisotropy divides by powers of both row sums", test_anisotropy, NULL, NULL, NULL},
        {"the order of rows is of no consequence, with ties and every option", test_permutation,
         NULL, NULL, NULL},
        {"in an adjacency each row becomes its own neighbour", test_adjacency, NULL, NULL, NULL},
        {"affinities that will not do are refused by row and column", test_bad_affinities, NULL,
         NULL, NULL},
        {"k snapshots or fewer are refused", test_few_snapshots, NULL, NULL, NULL},
        {"equal snapshots are refused", test_all_equal, NULL, NULL, NULL},
        {"distances that will not do are refused by row and column", test_bad_distances, NULL, NULL,
         NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
