#include "public/phate.h"

#include "numbers.h"

#include <stdio.h>

static void good(struct phate_error *error)
{
    expect_good((struct error *)error);
}

static void bad(struct phate_error *error, const char *part)
{
    expect_error((struct error *)error, part);
}

/* The array of a file of the reference implementation's numbers. */
static struct matrix golden(const char *name)
{
    char path[128];
    struct phate_reader *reader;
    const struct phate_record *r;
    snprintf(path, sizeof path, "tests/data/%s.npy", name);
    good(phate_reader_open(&reader, path, NULL));
    good(phate_reader_next(reader, &r));
    struct matrix m = zeros(phate_record_rows(r), phate_record_cols(r));
    good(phate_reader_matrix(reader, m.a, m.rows * m.cols));
    phate_reader_close(reader);
    return m;
}

static void assert_golden(const struct matrix *got, const char *name, double tolerance)
{
    struct matrix expected = golden(name);
    assert_all_near(got, &expected, tolerance);
    matrix_free(&expected);
}

/* ---- the reference ---- */

static struct matrix distances_of(const struct matrix *x, const struct phate_options *o)
{
    struct matrix d = zeros(x->rows, x->rows);
    good(phate_gram(x->a, x->rows, x->cols, o, d.a));
    good(phate_gram_distances(d.a, d.rows, o, d.a));
    return d;
}

static void test_reference(void **state)
{
    (void)state;
    struct phate_options o = phate_options_default();
    struct matrix x = golden("runs123/X"), t = golden("runs123/cosine.t");
    size_t n = x.rows, taken;
    o.metric = PHATE_COSINE;
    struct matrix d = distances_of(&x, &o), k = zeros(n, n), p = zeros(n, n), u = zeros(n, n);
    good(phate_affinity(d.a, n, &o, k.a));
    assert_golden(&k, "runs123/cosine.K", 1e-9);
    good(phate_operator(k.a, n, &o, p.a, &taken));
    assert_true((double)taken == t.a[0]);
    good(phate_potential(p.a, n, &o, u.a));
    assert_golden(&u, "runs123/cosine.U", 1e-8);
    good(phate_potential_distances(p.a, NULL, n, &o, u.a));
    assert_golden(&u, "runs123/cosine.potdist", 1e-6);
    struct matrix *all[] = {&x, &t, &d, &k, &p, &u};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        matrix_free(all[i]);
}

/* ---- one stage and the next ---- */

/* A walk in 9 dimensions. */
static struct matrix walk(size_t n, uint64_t seed)
{
    struct matrix x = random_matrix(n, 9, seed);
    for (size_t i = 9; i < n * 9; i++)
        x.a[i] += x.a[i - 9];
    return x;
}

/* phate_embed is its stages, to the last bit; the inputs stay as they are, and outputs may be
 * inputs. */
static void test_embed(void **state)
{
    (void)state;
    enum { N = 60 };
    struct phate_options o = phate_options_default();
    struct matrix x = walk(N, 1), same = copy_of(&x), y = zeros(N, 3), z = zeros(N, 3);
    struct matrix k = zeros(N, N), p = zeros(N, N);
    double stress;
    o.k = 4;
    o.ground = 0.5;
    o.dims = 3;
    o.choice = PHATE_RELAXATION;
    struct matrix d = distances_of(&x, &o);
    good(phate_affinity(d.a, N, &o, k.a));
    struct matrix before = copy_of(&k);
    good(phate_operator(k.a, N, &o, p.a, NULL));
    assert_memory_equal(k.a, before.a, N * N * sizeof *k.a);
    good(phate_operator(k.a, N, &o, k.a, NULL));
    assert_memory_equal(k.a, p.a, N * N * sizeof *k.a);
    good(phate_potential_distances(p.a, d.a, N, &o, k.a));
    good(phate_mds(k.a, N, &o, y.a, &stress));
    assert_true(stress > 0 && stress < 0.2);
    good(phate_embed(x.a, N, 9, &o, z.a));
    assert_memory_equal(y.a, z.a, N * 3 * sizeof *y.a);
    assert_memory_equal(x.a, same.a, N * 9 * sizeof *x.a);
    struct matrix *all[] = {&x, &same, &y, &z, &k, &p, &d, &before};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        matrix_free(all[i]);
}

/* ---- by hand ---- */

static void assert_numbers(const double *got, const double *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_near(got[i], expected[i], 1e-14);
}

/* Rows (0, 0), (3, 4), (0, 8): squared distances 25, 64, 25. */
static void test_gram(void **state)
{
    (void)state;
    const double x[] = {0, 0, 3, 4, 0, 8};
    const float f[] = {0, 0, 3, 4, 0, 8};
    double s[9], same[9], d[9];
    good(phate_gram(x, 3, 2, NULL, s));
    assert_numbers(s, (const double[]){0, 25, 64, 25, 25, 25, 64, 25, 64}, 9);
    good(phate_gram_f32(f, 3, 2, NULL, same));
    assert_memory_equal(s, same, sizeof s);
    good(phate_gram_distances(s, 3, NULL, d));
    assert_numbers(d, (const double[]){0, 5, 8, 5, 0, 5, 8, 5, 0}, 9);
    good(phate_gram_to_products(s, 3));
    assert_numbers(s, (const double[]){0, 0, 0, 0, 25, 32, 0, 32, 64}, 9);
    good(phate_gram_to_squares(s, 3));
    assert_numbers(s, same, 9);
}

/* Centred, the rows are (-1, -4), (2, 0), (-1, 4): their cosines -2 / sqrt(68), and so on. */
static void test_metrics(void **state)
{
    (void)state;
    const double x[] = {0, 0, 3, 4, 0, 8};
    double s[9], d[9], a = 1 + 1 / sqrt(17), b = 1 + 15.0 / 17;
    struct phate_options o = phate_options_default();
    o.metric = PHATE_COSINE;
    o.center = true;
    good(phate_gram(x, 3, 2, &o, s));
    good(phate_gram_distances(s, 3, &o, d));
    assert_numbers(d, (const double[]){0, a, b, a, 0, a, b, a, 0}, 9);
    /* Of rows less their means, of two columns: (1, -1) and (-1, 1), in opposite directions. */
    const double opposite[] = {5, 3, 1, 2};
    o = phate_options_default();
    o.metric = PHATE_CORRELATION;
    good(phate_gram(opposite, 2, 2, &o, s));
    good(phate_gram_distances(s, 2, &o, d));
    assert_numbers(d, (const double[]){0, 2, 2, 0}, 4);
    /* On their first component the rows have the places -4, 0, 4. */
    o = phate_options_default();
    o.components = 1;
    good(phate_gram(x, 3, 2, &o, s));
    good(phate_gram_distances(s, 3, &o, d));
    assert_numbers(d, (const double[]){0, 4, 8, 4, 0, 4, 8, 4, 0}, 9);
}

/* Points 0, 1, 3 with k = 1 and decay 1, as in affinity_test.c. */
static void test_affinity(void **state)
{
    (void)state;
    const double d[] = {0, 1, 3, 1, 0, 2, 3, 2, 0};
    double k[9], a = exp(-1), b = exp(-1.5) / 2, c = (exp(-2) + exp(-1)) / 2;
    struct phate_options o = phate_options_default();
    o.k = 1;
    o.decay = 1;
    o.threshold = 0.1;
    good(phate_affinity(d, 3, &o, k));
    assert_numbers(k, (const double[]){1, a, b, a, 1, c, b, c, 1}, 9);
}

/* P = [3/4 1/4; 1/2 1/2], P^2 = [11/16 5/16; 5/8 3/8]. */
static void test_operator(void **state)
{
    (void)state;
    const double k[] = {3, 1, 1, 1};
    double p[4], u[4], d[4];
    size_t t = 0;
    struct phate_options o = phate_options_default();
    o.t = 2;
    good(phate_operator(k, 2, &o, p, &t));
    assert_int_equal(t, 2);
    assert_numbers(p, (const double[]){11.0 / 16, 5.0 / 16, 5.0 / 8, 3.0 / 8}, 4);
    o.gamma = -1;
    good(phate_potential(p, 2, &o, u));
    assert_numbers(u, p, 4);
    good(phate_potential_distances(p, NULL, 2, &o, d));
    assert_numbers(d, (const double[]){0, sqrt(2) / 16, sqrt(2) / 16, 0}, 4);
}

/* Two points 4 apart: one axis of eigenvalue 2, on which they are at 1 and -1, and nothing else. */
static void test_inpca(void **state)
{
    (void)state;
    const double d[] = {0, 4, 4, 0};
    double y[4], value[2];
    good(phate_inpca(d, 2, NULL, y, value));
    assert_numbers(y, (const double[]){y[0], 0, -y[0], 0}, 4);
    assert_near(fabs(y[0]), 1, 1e-14);
    assert_numbers(value, (const double[]){2, 0}, 2);
}

/* ---- components ---- */

/* Two pairs, 1 apart, and 10 from each other. */
static const double pairs[] = {0, 1, 10, 11, 1, 0, 9, 10, 10, 9, 0, 1, 11, 10, 1, 0};

static void keep_warning(void *context, enum phate_level level, const char *text)
{
    if (level == PHATE_WARNING)
        snprintf(context, 64, "%s", text);
}

static void test_components(void **state)
{
    (void)state;
    double k[16], p[16], d[16];
    size_t label[4], count;
    char warning[64] = "";
    struct phate_options o = phate_options_default();
    o.k = 1;
    o.t = 1;
    o.decay = 2; /* two of a pair with affinity 1/e; across pairs e^-81 */
    o.say = keep_warning;
    o.context = warning;
    good(phate_affinity(pairs, 4, &o, k));
    good(phate_components(k, 4, label, &count));
    assert_int_equal(count, 2);
    assert_true(label[0] == 0 && label[1] == 0 && label[2] == 1 && label[3] == 1);
    good(phate_operator(k, 4, &o, p, NULL));
    good(phate_potential_distances(p, pairs, 4, &o, d));
    assert_string_equal(warning, "");
    assert_numbers(d, pairs, 16);
    good(phate_potential_distances(p, NULL, 4, &o, d));
    assert_non_null(strstr(warning, "2 connected components"));
    assert_true(d[2] == d[3] && d[2] > 20);
    o.magnify = 2;
    bad(phate_potential_distances(p, NULL, 4, &o, d), "distances of snapshots: NULL");
    o.magnify = 1;
    o.ground = 0.5;
    bad(phate_potential_distances(p, NULL, 4, &o, d), "distances of snapshots: NULL");
}

/* One relaxes in 1 / (1 - 1/2) = 2 steps, the other in 1 / (1 - 0.98) = 50. */
static void test_own_powers(void **state)
{
    (void)state;
    const double k[] = {3, 1, 0, 0, 1, 3, 0, 0, 0, 0, 99, 1, 0, 0, 1, 99};
    double p[16], slow = (1 + pow(0.98, 50)) / 2;
    struct phate_options o = phate_options_default();
    o.choice = PHATE_RELAXATION;
    good(phate_operator(k, 4, &o, p, NULL));
    assert_numbers(p, (const double[]){0.625, 0.375, 0, 0}, 4);
    assert_numbers(p + 8, (const double[]){0, 0, slow, 1 - slow}, 4);
}

/* What rounding has made of distances is no fault of them. */
static void test_rounded(void **state)
{
    (void)state;
    double d[16], k[16], same[16], y[8];
    struct phate_options o = phate_options_default();
    o.k = 1;
    memcpy(d, pairs, sizeof d);
    d[1] += 1e-7;
    d[5] = 1e-16;
    good(phate_affinity(d, 4, &o, k));
    good(phate_affinity(pairs, 4, &o, same));
    assert_memory_equal(k, same, sizeof k);
    d[1] = d[4] = -1e-9; /* the first two coincide */
    good(phate_mds(d, 4, &o, y, NULL));
}

/* ---- bad arrays ---- */

static void test_no_arrays(void **state)
{
    (void)state;
    double a[4] = {0, 1, 1, 0};
    size_t label[2], count;
    bad(phate_gram(NULL, 2, 2, NULL, a), "snapshots: NULL");
    bad(phate_gram(a, 2, 2, NULL, NULL), "squares: NULL");
    bad(phate_gram_f32(NULL, 2, 2, NULL, a), "snapshots: NULL");
    bad(phate_gram_to_products(NULL, 2), "squares: NULL");
    bad(phate_gram_to_squares(NULL, 2), "products: NULL");
    bad(phate_gram_distances(NULL, 2, NULL, a), "squares: NULL");
    bad(phate_gram_distances(a, 2, NULL, NULL), "distances: NULL");
    bad(phate_affinity(NULL, 2, NULL, a), "distances: NULL");
    bad(phate_affinity(a, 2, NULL, NULL), "affinities: NULL");
    bad(phate_components(NULL, 2, label, &count), "matrix: NULL");
    bad(phate_components(a, 2, NULL, &count), "labels: NULL");
    bad(phate_components(a, 2, label, NULL), "number of components: NULL");
    bad(phate_operator(NULL, 2, NULL, a, NULL), "affinities: NULL");
    bad(phate_operator(a, 2, NULL, NULL, NULL), "operator: NULL");
    bad(phate_potential(NULL, 2, NULL, a), "operator: NULL");
    bad(phate_potential(a, 2, NULL, NULL), "potential: NULL");
    bad(phate_potential_distances(NULL, NULL, 2, NULL, a), "operator: NULL");
    bad(phate_potential_distances(a, NULL, 2, NULL, NULL), "potential distances: NULL");
    bad(phate_mds(NULL, 2, NULL, a, NULL), "distances: NULL");
    bad(phate_mds(a, 2, NULL, NULL, NULL), "picture: NULL");
    bad(phate_inpca(a, 2, NULL, a, NULL), "eigenvalues: NULL");
    bad(phate_embed(NULL, 2, 2, NULL, a), "snapshots: NULL");
    bad(phate_embed(a, 2, 2, NULL, NULL), "picture: NULL");
}

static void test_sizes(void **state)
{
    (void)state;
    double a[4] = {0, 1, 1, 0};
    const size_t wraps = (size_t)1 << 32, half = SIZE_MAX / 2;
    bad(phate_gram(a, 0, 2, NULL, a), "0 x 2: expected at least one row");
    bad(phate_gram(a, 2, 0, NULL, a), "2 x 0: expected at least one row");
    bad(phate_gram(a, 2, half, NULL, a), "no array is so large");
    bad(phate_gram(a, half, 1, NULL, a), "no array is so large");
    bad(phate_gram(a, 1, (size_t)1 << 60, NULL, a), "no array is so large");
    bad(phate_gram(a, 1, (size_t)1 << 61, NULL, a), "no array is so large");
    bad(phate_affinity(a, wraps, NULL, a), "no array is so large");
    bad(phate_operator(a, wraps, NULL, a, NULL), "no array is so large");
    bad(phate_potential(a, wraps, NULL, a), "no array is so large");
    bad(phate_potential_distances(a, NULL, wraps, NULL, a), "no array is so large");
    bad(phate_components(a, wraps, NULL, NULL), "no array is so large");
    bad(phate_mds(a, SIZE_MAX, NULL, a, NULL), "no array is so large");
    bad(phate_embed(a, wraps, wraps, NULL, a), "no array is so large");
}

static void test_numbers(void **state)
{
    (void)state;
    const double x[] = {1, 2, NAN, 4}, twisted[] = {0, 1, 2, 0}, below[] = {0, -1, -1, 0};
    const double far[] = {0, 1, 1, 0};
    const double affinity[] = {1, NAN, NAN, 1}, p[] = {0.5, 0.6, 0.5, 0.5}, equal[4] = {0};
    double a[4] = {7, 7, 7, 7};
    struct phate_options o = phate_options_default();
    bad(phate_affinity(pairs, 4, &o, a), "k = 5: needs at least 6 snapshots");
    o.k = 1;
    bad(phate_gram(x, 2, 2, &o, a), "row 1 holds NaN");
    bad(phate_gram_distances(twisted, 2, &o, a), "not symmetric");
    bad(phate_gram_distances(below, 2, &o, a), "negative");
    bad(phate_affinity(twisted, 2, &o, a), "not symmetric");
    bad(phate_affinity(below, 2, &o, a), "negative");
    bad(phate_affinity(equal, 2, &o, a), "equal");
    bad(phate_operator(affinity, 2, &o, a, NULL), "not a finite number");
    bad(phate_operator(twisted, 2, &o, a, NULL), "not symmetric");
    bad(phate_potential(p, 2, &o, a), "sum");
    bad(phate_potential_distances(p, NULL, 2, &o, a), "sum");
    bad(phate_mds(twisted, 2, &o, a, NULL), "give a symmetric matrix");
    o.weights = twisted;
    bad(phate_mds(far, 2, &o, a, NULL), "weight");
    for (size_t i = 0; i < 4; i++)
        assert_true(a[i] == 7); /* no failure has written anything */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the stages' numbers are the reference's", test_reference, NULL, NULL, NULL},
        {"phate_embed is its stages; inputs stay, outputs may be inputs", test_embed, NULL, NULL,
         NULL},
        {"Gram matrices agree with a calculation by hand", test_gram, NULL, NULL, NULL},
        {"metrics, centring and projection do", test_metrics, NULL, NULL, NULL},
        {"affinities do", test_affinity, NULL, NULL, NULL},
        {"powers and potentials do", test_operator, NULL, NULL, NULL},
        {"InPCA does", test_inpca, NULL, NULL, NULL},
        {"components lie on the ground of the data, or are warned of", test_components, NULL, NULL,
         NULL},
        {"components that relax at other times have powers of their own", test_own_powers, NULL,
         NULL, NULL},
        {"distances may be rounded", test_rounded, NULL, NULL, NULL},
        {"arrays that are NULL are refused", test_no_arrays, NULL, NULL, NULL},
        {"sizes of 0, and sizes that overflow, are refused", test_sizes, NULL, NULL, NULL},
        {"numbers that will not do are refused, and nothing is written", test_numbers, NULL, NULL,
         NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
