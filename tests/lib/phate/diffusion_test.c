#include "phate/diffusion.h"

#include "numbers.h"

#include <float.h>
#include <lapacke.h>

/* ---- helpers ---- */

/* A symmetric affinity of n rows, with 1 on the diagonal, in `components` groups: row i belongs to
 * group i % components. Within a group every fourth pair is apart. */
static struct matrix random_affinity(size_t n, size_t components, uint64_t seed)
{
    struct matrix k = zeros(n, n);
    for (size_t i = 0; i < n; i++) {
        k.a[i * n + i] = 1;
        for (size_t j = i % components; j < i; j += components) {
            double r = fabs(random_number(&seed));
            bool neighbours = j + components == i; /* which keeps the group connected */
            k.a[i * n + j] = k.a[j * n + i] = r < 0.25 && !neighbours ? 0 : r + 0.001;
        }
    }
    return k;
}

enum { FEW = 127 }; /* a prime */

/* Few entries a row: a ring, a path and a tree, of 40 rows each, their rows mixed; the
 * rest of the rows have themselves alone, and the last has not even
 * that. */
static struct matrix sparse_affinity(void)
{
    struct matrix k = zeros(FEW, FEW);
    for (size_t i = 0; i < FEW; i++) {
        size_t group = i / 40, at = i % 40, back = group == 2 ? at - at / 2 : 1;
        size_t a = i * 50 % FEW, b = (at ? i - back : i + 39) * 50 % FEW;
        if (i + 1 < FEW)
            k.a[a * FEW + a] = 1;
        if (group < 3 && (at > 0 || group == 0))
            k.a[a * FEW + b] = k.a[b * FEW + a] = 1 / (1 + (double)i);
    }
    return k;
}

/* P = K / row sums. A row of 0 stays where it is. */
static struct matrix stochastic(const struct matrix *k)
{
    struct matrix p = copy_of(k);
    for (size_t i = 0; i < p.rows; i++) {
        double sum = matrix_row_sum(k, i);
        if (sum == 0)
            sum = p.a[i * p.cols + i] = 1;
        for (size_t j = 0; j < p.cols; j++)
            p.a[i * p.cols + j] /= sum;
    }
    return p;
}

static struct matrix affinity_power(const struct matrix *k, size_t t)
{
    struct matrix m = copy_of(k), power;
    struct diffusion d;
    expect_good(diffusion_from_affinity(&d, &m));
    expect_good(diffusion_power(&d, t, &power));
    diffusion_free(&d);
    return power;
}

static struct matrix operator_power(const struct matrix *p, size_t t)
{
    struct matrix m = copy_of(p), power;
    struct diffusion d;
    expect_good(diffusion_from_operator(&d, &m));
    expect_good(diffusion_power(&d, t, &power));
    diffusion_free(&d);
    return power;
}

static void assert_stochastic(const struct matrix *p, double tolerance)
{
    for (size_t i = 0; i < p->rows; i++) {
        assert_near(matrix_row_sum(p, i), 1, tolerance);
        for (size_t j = 0; j < p->cols; j++)
            assert_true(p->a[i * p->cols + j] >= 0);
    }
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static void assert_spectrum(const struct diffusion *d, enum spectrum which, double *expected,
                            double tolerance)
{
    size_t n = d->m.rows;
    struct matrix values = zeros(1, n);
    expect_good(diffusion_spectrum(d, which, values.a));
    qsort(values.a, n, sizeof *values.a, descending);
    qsort(expected, n, sizeof *expected, descending);
    for (size_t i = 0; i < n; i++)
        assert_near(values.a[i], expected[i], tolerance);
    matrix_free(&values);
}

/* Singular values of the whole P. */
static void direct_singular_values(const struct matrix *p, double *values)
{
    lapack_int n = (lapack_int)p->rows;
    struct matrix copy = copy_of(p), rest = zeros(1, p->rows);
    assert_int_equal(LAPACKE_dgesvd(LAPACK_ROW_MAJOR, 'N', 'N', n, n, copy.a, n, values, NULL, n,
                                    NULL, n, rest.a),
                     0);
    matrix_free(&copy);
    matrix_free(&rest);
}

/* Absolute eigenvalues of the whole P, which need not be symmetric. */
static void direct_eigenvalues(const struct matrix *p, double *values)
{
    lapack_int n = (lapack_int)p->rows;
    struct matrix copy = copy_of(p), imaginary = zeros(1, p->rows);
    assert_int_equal(LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', n, copy.a, n, values, imaginary.a,
                                   NULL, n, NULL, n),
                     0);
    for (size_t i = 0; i < p->rows; i++)
        values[i] = hypot(values[i], imaginary.a[i]);
    matrix_free(&copy);
    matrix_free(&imaginary);
}

static const size_t sizes[] = {1, 2, 3, 10, 37}, groups[] = {1, 2, 5};
enum { SIZES = sizeof sizes / sizeof *sizes, GROUPS = sizeof groups / sizeof *groups };

/* ---- powers ---- */

static void test_by_hand(void **state)
{
    (void)state;
    const double k[] = {1, 1, 0, 1, 1, 2, 0, 2, 2};
    const double p[] = {0.5, 0.5, 0, 0.25, 0.25, 0.5, 0, 0.5, 0.5};
    const double p2[] = {0.375, 0.375, 0.25, 0.1875, 0.4375, 0.375, 0.125, 0.375, 0.5};
    struct matrix affinity = matrix_of(3, 3, k), one = matrix_of(3, 3, p),
                  two = matrix_of(3, 3, p2);
    struct matrix first = affinity_power(&affinity, 1), second = affinity_power(&affinity, 2);
    assert_all_near(&first, &one, 0);
    assert_all_near(&second, &two, 1e-15);
    matrix_free(&affinity);
    matrix_free(&one);
    matrix_free(&two);
    matrix_free(&first);
    matrix_free(&second);
}

/* Powers 1 .. 23 by both routes against repeated products. */
static void check_powers(const struct matrix *k)
{
    struct matrix p = stochastic(k), expected = copy_of(&p);
    for (size_t t = 1; t <= 23; t++) {
        struct matrix of_affinity = affinity_power(k, t), of_operator = operator_power(&p, t);
        assert_all_near(&of_affinity, &expected, 1e-13);
        assert_all_near(&of_operator, &expected, 1e-13);
        assert_stochastic(&of_affinity, 1e-14);
        assert_stochastic(&of_operator, 1e-14);
        struct matrix next = naive_product(&expected, &p);
        matrix_free(&expected);
        matrix_free(&of_affinity);
        matrix_free(&of_operator);
        expected = next;
    }
    matrix_free(&expected);
    matrix_free(&p);
}

static void test_powers(void **state)
{
    (void)state;
    for (size_t s = 0; s < SIZES; s++)
        for (size_t g = 0; g < GROUPS; g++) {
            struct matrix k = random_affinity(sizes[s], groups[g], sizes[s] * 10 + g);
            check_powers(&k);
            matrix_free(&k);
        }
}

static void test_sparse_powers(void **state)
{
    (void)state;
    struct matrix k = sparse_affinity();
    check_powers(&k);
    matrix_free(&k);
}

/* Rows 3 and n - 1 of K, and its columns, are made those of row 0: rows of a power of P that are
 * computed in different places. Uses k up. */
static void check_duplicates(struct matrix k)
{
    size_t n = k.rows;
    const size_t copies[] = {3, n - 1};
    for (size_t c = 0; c < 2; c++) {
        for (size_t j = 0; j < n; j++)
            k.a[copies[c] * n + j] = k.a[j];
        for (size_t i = 0; i < n; i++)
            k.a[i * n + copies[c]] = k.a[i * n];
    }
    const size_t times[] = {5, 22};
    struct diffusion d; /* several powers, each from the one before; then one alone */
    struct matrix powers[3] = {[2] = affinity_power(&k, 22)};
    expect_good(diffusion_from_affinity(&d, &k));
    for (size_t i = 0; i < 2; i++)
        expect_good(diffusion_next_power(&d, times[i], &powers[i]));
    assert_all_near(&powers[1], &powers[2], 1e-13);
    for (size_t i = 0; i < 3; i++) {
        for (size_t c = 0; c < 2; c++)
            assert_memory_equal(powers[i].a, powers[i].a + copies[c] * n, n * sizeof(double));
        matrix_free(&powers[i]);
    }
    diffusion_free(&d);
}

static void test_duplicates(void **state)
{
    (void)state;
    check_duplicates(random_affinity(123, 1, 7));
    check_duplicates(sparse_affinity());
}

/* From 2 on each leaves a step over, or two, that the one before does not make. */
static void test_next_powers(void **state)
{
    (void)state;
    const size_t times[] = {2, 5, 16, 98};
    struct matrix k = random_affinity(37, 2, 11), copy = copy_of(&k), power;
    struct diffusion d;
    expect_good(diffusion_from_affinity(&d, &copy));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct matrix expected = affinity_power(&k, times[i]);
        expect_good(diffusion_next_power(&d, times[i], &power));
        assert_all_near(&power, &expected, 1e-13);
        matrix_free(&expected);
        matrix_free(&power);
    }
    diffusion_free(&d);
    matrix_free(&k);
}

static void test_operator_powers_on(void **state)
{
    (void)state;
    for (size_t g = 0; g < GROUPS; g++) {
        struct matrix k = random_affinity(23, groups[g], g);
        struct matrix third = affinity_power(&k, 3), on = operator_power(&third, 4),
                      twelfth = affinity_power(&k, 12);
        assert_all_near(&on, &twelfth, 1e-14);
        matrix_free(&k);
        matrix_free(&third);
        matrix_free(&on);
        matrix_free(&twelfth);
    }
}

/* A walk that is not reversible: 0 -> 1 -> 2 -> 0 goes round and round. */
static void test_cycle(void **state)
{
    (void)state;
    const double p[] = {0, 1, 0, 0, 0, 1, 1, 0, 0}, p2[] = {0, 0, 1, 1, 0, 0, 0, 1, 0};
    struct matrix cycle = matrix_of(3, 3, p), twice = matrix_of(3, 3, p2);
    struct matrix fifth = operator_power(&cycle, 5);
    assert_all_near(&fifth, &twice, 0);
    double ones[] = {1, 1, 1};
    struct diffusion d;
    expect_good(diffusion_from_operator(&d, &cycle));
    assert_spectrum(&d, SPECTRUM_EIGEN, ones, 1e-15);
    diffusion_free(&d);
    matrix_free(&twice);
    matrix_free(&fifth);
}

/* As t grows every row of a connected component's P^t goes to degree / sum of degrees. */
static void test_stationary(void **state)
{
    (void)state;
    struct matrix k = random_affinity(20, 1, 1), p = stochastic(&k);
    struct matrix far = affinity_power(&k, 1000000000), far2 = operator_power(&p, 1000000000);
    double all = 0;
    for (size_t i = 0; i < 20; i++)
        all += matrix_row_sum(&k, i);
    assert_stochastic(&far, 1e-14);
    assert_stochastic(&far2, 1e-14);
    for (size_t i = 0; i < 20; i++)
        for (size_t j = 0; j < 20; j++) {
            assert_near(far.a[i * 20 + j], matrix_row_sum(&k, j) / all, 1e-12);
            assert_near(far2.a[i * 20 + j], matrix_row_sum(&k, j) / all, 1e-12);
        }
    matrix_free(&k);
    matrix_free(&p);
    matrix_free(&far);
    matrix_free(&far2);
}

/* Single precision leaves row sums off by 1e-7, which a power of 10^6 would make 10 %. */
static void test_rounded_operator(void **state)
{
    (void)state;
    struct matrix k = random_affinity(20, 1, 2), p = stochastic(&k);
    for (size_t i = 0; i < 400; i++)
        p.a[i] = (double)(float)p.a[i];
    struct matrix power = operator_power(&p, 1000000);
    assert_stochastic(&power, 1e-14);
    matrix_free(&k);
    matrix_free(&p);
    matrix_free(&power);
}

static void test_isolated_row(void **state)
{
    (void)state;
    const double k[] = {0, 0, 0, 0, 1, 1, 0, 1, 1}, p[] = {1, 0, 0, 0, 0.5, 0.5, 0, 0.5, 0.5};
    struct matrix affinity = matrix_of(3, 3, k), expected = matrix_of(3, 3, p);
    for (size_t t = 1; t <= 3; t++) {
        struct matrix power = affinity_power(&affinity, t);
        assert_all_near(&power, &expected, 1e-15);
        matrix_free(&power);
    }
    matrix_free(&affinity);
    matrix_free(&expected);
}

/* The scale of the affinities does not matter to P; products of degrees must not under- or
 * overflow. */
static void test_scale(void **state)
{
    (void)state;
    static const double scales[] = {1e-300, 1e-160, 1e160, 1e300};
    struct matrix k = random_affinity(8, 1, 3), expected = affinity_power(&k, 5);
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
        struct matrix scaled = copy_of(&k);
        for (size_t i = 0; i < 64; i++)
            scaled.a[i] *= scales[s];
        struct matrix power = affinity_power(&scaled, 5);
        assert_all_near(&power, &expected, 1e-14);
        matrix_free(&scaled);
        matrix_free(&power);
    }
    matrix_free(&k);
    matrix_free(&expected);
}

/* ---- spectra ---- */

static void test_singular_values(void **state)
{
    (void)state;
    for (size_t s = 0; s < SIZES; s++)
        for (size_t g = 0; g < GROUPS; g++) {
            struct matrix k = random_affinity(sizes[s], groups[g], 100 + s), p = stochastic(&k);
            struct matrix expected = zeros(1, sizes[s]);
            struct diffusion of_affinity, of_operator;
            direct_singular_values(&p, expected.a);
            expect_good(diffusion_from_affinity(&of_affinity, &k));
            expect_good(diffusion_from_operator(&of_operator, &p));
            assert_spectrum(&of_affinity, SPECTRUM_SINGULAR, expected.a, 1e-12);
            assert_spectrum(&of_operator, SPECTRUM_SINGULAR, expected.a, 1e-12);
            diffusion_free(&of_affinity);
            diffusion_free(&of_operator);
            matrix_free(&expected);
        }
}

static void test_eigenvalues(void **state)
{
    (void)state;
    for (size_t s = 0; s < SIZES; s++)
        for (size_t g = 0; g < GROUPS; g++) {
            struct matrix k = random_affinity(sizes[s], groups[g], 200 + s), p = stochastic(&k);
            struct matrix expected = zeros(1, sizes[s]);
            struct diffusion of_affinity, of_operator;
            direct_eigenvalues(&p, expected.a);
            expect_good(diffusion_from_affinity(&of_affinity, &k));
            expect_good(diffusion_from_operator(&of_operator, &p));
            assert_spectrum(&of_affinity, SPECTRUM_EIGEN, expected.a, 1e-12);
            assert_spectrum(&of_operator, SPECTRUM_EIGEN, expected.a, 1e-12);
            diffusion_free(&of_affinity);
            diffusion_free(&of_operator);
            matrix_free(&expected);
        }
}

static void test_sparse_spectra(void **state)
{
    (void)state;
    struct matrix k = sparse_affinity(), p = stochastic(&k);
    struct matrix singular = zeros(1, FEW), eigen = zeros(1, FEW);
    struct diffusion of_affinity, of_operator;
    direct_singular_values(&p, singular.a);
    direct_eigenvalues(&p, eigen.a);
    expect_good(diffusion_from_affinity(&of_affinity, &k));
    expect_good(diffusion_from_operator(&of_operator, &p));
    assert_non_null(of_affinity.sparse.start);
    assert_spectrum(&of_affinity, SPECTRUM_SINGULAR, singular.a, 1e-12);
    assert_spectrum(&of_operator, SPECTRUM_SINGULAR, singular.a, 1e-12);
    assert_spectrum(&of_affinity, SPECTRUM_EIGEN, eigen.a, 1e-12);
    assert_spectrum(&of_operator, SPECTRUM_EIGEN, eigen.a, 1e-12);
    diffusion_free(&of_affinity);
    diffusion_free(&of_operator);
    matrix_free(&singular);
    matrix_free(&eigen);
}

/* Equal rows make P singular: of rank 1 here. Zero comes out as 1e-8 at the most. */
static void test_singular_operator(void **state)
{
    (void)state;
    struct matrix k = zeros(6, 6);
    double expected[] = {1, 0, 0, 0, 0, 0};
    struct diffusion d;
    for (size_t i = 0; i < 36; i++)
        k.a[i] = 1;
    expect_good(diffusion_from_affinity(&d, &k));
    assert_spectrum(&d, SPECTRUM_SINGULAR, expected, 3e-8);
    assert_spectrum(&d, SPECTRUM_EIGEN, expected, 1e-15);
    diffusion_free(&d);
}

/* ---- refusals ---- */

static void refused_affinity(const double *k, size_t rows, size_t cols, const char *part)
{
    struct matrix m = matrix_of(rows, cols, k);
    struct diffusion d;
    expect_error(diffusion_from_affinity(&d, &m), part);
    assert_null(m.a);
}

static void refused_operator(const double *p, size_t rows, size_t cols, const char *part)
{
    struct matrix m = matrix_of(rows, cols, p);
    struct diffusion d;
    expect_error(diffusion_from_operator(&d, &m), part);
    assert_null(m.a);
}

static void test_bad_affinities(void **state)
{
    (void)state;
    refused_affinity((const double[]){1, 0.5, 0.25, 1}, 2, 2, "row 0, column 1: 0.5 is not sym");
    refused_affinity((const double[]){1, 0.5, 0.50000001, 1}, 2, 2, "0.5 is not sym");
    refused_affinity((const double[]){1, -1, -1, 1}, 2, 2, "row 0, column 1: -1 is negative");
    refused_affinity((const double[]){1, 0, 0, NAN}, 2, 2, "row 1, column 1: nan is not a finite");
    refused_affinity((const double[]){1, INFINITY, INFINITY, 1}, 2, 2, "row 0, column 1: inf");
    refused_affinity((const double[]){1, 0, 0, 1, 0, 0}, 2, 3, "square: got 2 x 3");
    refused_affinity((const double[]){DBL_MAX, DBL_MAX, DBL_MAX, DBL_MAX}, 2, 2, "row 0: its sum");
    refused_affinity(NULL, 0, 0, "empty");
}

/* One entry of a sparse affinity, which has none at (0, 2), is made another. */
static void refused_entry(double value, bool both, const char *part)
{
    struct matrix k = sparse_affinity();
    struct diffusion d;
    k.a[2] = value;
    if (both)
        k.a[2 * FEW] = value;
    expect_error(diffusion_from_affinity(&d, &k), part);
}

static void test_bad_sparse_affinities(void **state)
{
    (void)state;
    refused_entry(0.5, false, "row 0, column 2: 0.5 is not sym");
    refused_entry(-1, true, "row 0, column 2: -1 is negative");
    refused_entry(NAN, true, "row 0, column 2: nan is not a finite");
}

static void test_bad_operators(void **state)
{
    (void)state;
    refused_operator((const double[]){0.5, 0.5, 0.5, 0.4}, 2, 2, "row 1 sums to 0.9, not 1");
    refused_operator((const double[]){1.5, -0.5, 0, 1}, 2, 2, "row 0, column 1: -0.5 is negative");
    refused_operator((const double[]){1, 0, NAN, 1}, 2, 2, "row 1, column 0: nan");
    refused_operator((const double[]){0, 0, 0, 1}, 2, 2, "row 0 sums to 0");
    refused_operator((const double[]){1, 0, 0, 0, 1, 0}, 2, 3, "square: got 2 x 3");
    refused_operator(NULL, 0, 0, "empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"P and its square agree with a calculation by hand", test_by_hand, NULL, NULL, NULL},
        {"powers 1 to 23 by both routes are repeated products, rows sum to 1", test_powers, NULL,
         NULL, NULL},
        {"powers of a sparse ring, path, tree and rows alone are repeated products",
         test_sparse_powers, NULL, NULL, NULL},
        {"equal rows of P are equal rows of its powers", test_duplicates, NULL, NULL, NULL},
        {"each of several powers is that of the operator", test_next_powers, NULL, NULL, NULL},
        {"the third power raised to the fourth is the twelfth", test_operator_powers_on, NULL, NULL,
         NULL},
        {"an operator that is not reversible is powered and has complex eigenvalues", test_cycle,
         NULL, NULL, NULL},
        {"the power 10^9 is the stationary distribution", test_stationary, NULL, NULL, NULL},
        {"an operator in single precision stays stochastic at the power 10^6",
         test_rounded_operator, NULL, NULL, NULL},
        {"a row without neighbours stays where it is", test_isolated_row, NULL, NULL, NULL},
        {"affinities of any scale give the same operator", test_scale, NULL, NULL, NULL},
        {"singular values agree with LAPACK's of the whole P", test_singular_values, NULL, NULL,
         NULL},
        {"eigenvalues agree with LAPACK's of the whole P", test_eigenvalues, NULL, NULL, NULL},
        {"spectra of a sparse ring, path, tree and rows alone are LAPACK's of the whole P",
         test_sparse_spectra, NULL, NULL, NULL},
        {"a singular operator has singular values of zero to 3e-8", test_singular_operator, NULL,
         NULL, NULL},
        {"affinities that will not do are refused by row and column", test_bad_affinities, NULL,
         NULL, NULL},
        {"so are sparse ones", test_bad_sparse_affinities, NULL, NULL, NULL},
        {"operators that will not do are refused by row and column", test_bad_operators, NULL, NULL,
         NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
