/* Multidimensional scaling: solvers, kernels, poses, refusals. */
#include "mds/impl.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* cmocka's own compares as float. */
#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* ---- material ---- */

static double uniform(void)
{
    return (double)rand() / RAND_MAX;
}

static struct matrix new_matrix(size_t rows, size_t cols)
{
    struct matrix m;
    struct error *err = matrix_new(&m, rows, cols);
    assert_null(err);
    return m;
}

static struct matrix matrix_of(size_t rows, size_t cols, const double *values)
{
    struct matrix m = new_matrix(rows, cols);
    memcpy(m.a, values, rows * cols * sizeof *values);
    return m;
}

static struct matrix random_points(size_t n, size_t dims)
{
    struct matrix points = new_matrix(n, dims);
    srand(1);
    for (size_t e = 0; e < n * dims; e++)
        points.a[e] = uniform() * (e % dims == 0 ? 3 : 1);
    return points;
}

/* Distances of points given as n x dims. */
static struct matrix distances_of(const struct matrix *points)
{
    size_t n = points->rows, dims = points->cols;
    struct matrix d = new_matrix(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double square = 0;
            for (size_t k = 0; k < dims; k++)
                square += pow(points->a[i * dims + k] - points->a[j * dims + k], 2);
            d.a[i * n + j] = sqrt(square);
        }
    return d;
}

static struct matrix planar_distances(size_t n)
{
    struct matrix points = random_points(n, 2), d = distances_of(&points);
    matrix_free(&points);
    return d;
}

/* Distances that no configuration has: those of points in ten dimensions, each a bit off. */
static struct matrix rough_distances(size_t n)
{
    struct matrix points = random_points(n, 10), d = distances_of(&points);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            d.a[i * n + j] = d.a[j * n + i] = d.a[i * n + j] * (0.8 + 0.4 * uniform());
    matrix_free(&points);
    return d;
}

static struct mds_opts with(enum mds_algorithm algorithm, enum mds_solver solver)
{
    struct mds_opts opts = mds_defaults;
    opts.algorithm = algorithm;
    opts.solver = solver;
    return opts;
}

static struct mds_result embed(const struct matrix *d, struct mds_opts opts)
{
    struct mds_result result;
    struct error *err = mds_embed(d, &opts, NULL, &result);
    assert_null(err);
    assert_int_equal(result.coords.rows, d->rows);
    assert_int_equal(result.coords.cols, opts.dims);
    for (size_t e = 0; e < d->rows * opts.dims; e++)
        assert_true(isfinite(result.coords.a[e]));
    assert_true(isfinite(result.stress));
    return result;
}

static double largest_difference(const struct matrix *a, const struct matrix *b)
{
    double largest = 0;
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->cols, b->cols);
    for (size_t e = 0; e < a->rows * a->cols; e++)
        largest = fmax(largest, fabs(a->a[e] - b->a[e]));
    return largest;
}

/* How far the distances of a picture of d are from d. */
static double misfit(const struct matrix *d, struct mds_opts opts)
{
    struct mds_result picture = embed(d, opts);
    struct matrix r = distances_of(&picture.coords);
    double largest = largest_difference(d, &r);
    matrix_free(&r);
    matrix_free(&picture.coords);
    return largest;
}

static const struct {
    enum mds_algorithm algorithm;
    enum mds_solver solver;
} all_ways[] = {{MDS_CLASSICAL, MDS_BOTH},
                {MDS_METRIC, MDS_BOTH},
                {MDS_METRIC, MDS_SMACOF},
                {MDS_METRIC, MDS_SGD},
                {MDS_NONMETRIC, MDS_BOTH}};
enum { WAYS = sizeof all_ways / sizeof *all_ways };

/* ---- fits ---- */

static void recovers_planar_points(void **state)
{
    (void)state;
    struct matrix large = planar_distances(600), d = planar_distances(60);
    assert_true(misfit(&large, with(MDS_CLASSICAL, MDS_BOTH)) < 1e-9);
    assert_true(misfit(&large, with(MDS_METRIC, MDS_BOTH)) < 1e-9);
    matrix_free(&large);
    assert_true(misfit(&d, with(MDS_CLASSICAL, MDS_BOTH)) < 1e-12);
    assert_true(misfit(&d, with(MDS_METRIC, MDS_BOTH)) < 1e-9);
    assert_true(misfit(&d, with(MDS_METRIC, MDS_SMACOF)) < 1e-9);
    assert_true(misfit(&d, with(MDS_METRIC, MDS_SGD)) < 1e-3);
    assert_true(misfit(&d, with(MDS_NONMETRIC, MDS_BOTH)) < 1e-9);
    matrix_free(&d);
}

static void recovers_points_in_five_dimensions(void **state)
{
    (void)state;
    struct matrix points = random_points(40, 5), d = distances_of(&points);
    for (size_t w = 0; w < WAYS; w++) {
        struct mds_opts opts = with(all_ways[w].algorithm, all_ways[w].solver);
        opts.dims = 5;
        assert_true(misfit(&d, opts) < (opts.solver == MDS_SGD ? 1e-2 : 1e-9));
    }
    matrix_free(&d);
    matrix_free(&points);
}

/* An equilateral triangle of side 1 on a line: at -a, 0, a raw stress is 2 (1 - a)^2 + (1 - 2a)^2,
 * least at a = 2/3, where it is 1/3 of the sum of squares 3. The best scale is then 1. */
static void triangle_on_a_line_has_the_stress_of_the_formula(void **state)
{
    (void)state;
    struct matrix d = matrix_of(3, 3, (double[]){0, 1, 1, 1, 0, 1, 1, 1, 0});
    struct mds_opts opts = with(MDS_METRIC, MDS_BOTH);
    opts.dims = 1;
    struct mds_result picture = embed(&d, opts);
    assert_near(picture.stress, 1.0 / 3, 1e-9);
    double low = fmin(picture.coords.a[0], fmin(picture.coords.a[1], picture.coords.a[2]));
    assert_near(low, -2.0 / 3, 1e-6);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

/* The squared distances of n points to their centre sum to those of the pairs over n.
 */
static void classical_keeps_the_scatter_of_a_right_triangle(void **state)
{
    (void)state;
    struct matrix d = matrix_of(3, 3, (double[]){0, 3, 4, 3, 0, 5, 4, 5, 0});
    struct mds_result picture = embed(&d, with(MDS_CLASSICAL, MDS_BOTH));
    double scatter = 0;
    for (size_t e = 0; e < 6; e++)
        scatter += picture.coords.a[e] * picture.coords.a[e];
    assert_near(scatter, 50.0 / 3, 1e-12);
    assert_true(picture.stress < 1e-12);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

static void only_the_order_counts_in_nonmetric_mds(void **state)
{
    (void)state;
    struct matrix d = planar_distances(40), bent = planar_distances(40);
    for (size_t e = 0; e < 40 * 40; e++)
        bent.a[e] = pow(bent.a[e], 3);
    struct mds_result metric = embed(&bent, with(MDS_METRIC, MDS_BOTH));
    struct mds_result nonmetric = embed(&bent, with(MDS_NONMETRIC, MDS_BOTH));
    assert_true(metric.stress > 0.1);
    assert_true(nonmetric.stress < 0.01);
    matrix_free(&metric.coords);
    matrix_free(&nonmetric.coords);
    matrix_free(&bent);
    matrix_free(&d);
}

static double sum_of_squares(const struct matrix *m)
{
    double sum = 0;
    for (size_t e = 0; e < m->rows * m->cols; e++)
        sum += m->a[e] * m->a[e];
    return sum;
}

static void a_nonmetric_picture_is_as_large_as_the_distances(void **state)
{
    (void)state;
    struct matrix d = rough_distances(30);
    struct mds_result picture = embed(&d, with(MDS_NONMETRIC, MDS_BOTH));
    struct matrix r = distances_of(&picture.coords);
    assert_near(sum_of_squares(&r), sum_of_squares(&d), 1e-12 * sum_of_squares(&d));
    matrix_free(&r);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

/* Only near, 1, or far, 2: points of the plane fit, whatever the order within. */
static void tied_distances_may_come_in_any_order(void **state)
{
    (void)state;
    struct matrix d = planar_distances(40);
    for (size_t e = 0; e < 40 * 40; e++)
        d.a[e] = d.a[e] == 0 ? 0 : d.a[e] < 0.8 ? 1 : 2;
    struct mds_result picture = embed(&d, with(MDS_NONMETRIC, MDS_BOTH));
    assert_true(picture.stress < 0.015);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

static void smacof_ends_where_little_is_left_to_win(void **state)
{
    (void)state;
    struct matrix d = rough_distances(90);
    struct mds_opts opts = with(MDS_METRIC, MDS_SMACOF);
    struct mds_result picture = embed(&d, opts);
    opts.eps = 1e-14;
    opts.max_iter = 100000;
    struct mds_result last = embed(&d, opts);
    assert_true(picture.stress < last.stress * (1 + 1e-5));
    matrix_free(&picture.coords);
    matrix_free(&last.coords);
    matrix_free(&d);
}

static void both_is_lower_than_smacof_alone(void **state)
{
    (void)state;
    struct matrix d = rough_distances(90);
    struct mds_result both = embed(&d, with(MDS_METRIC, MDS_BOTH));
    struct mds_result alone = embed(&d, with(MDS_METRIC, MDS_SMACOF));
    assert_true(both.stress < alone.stress * 0.999);
    matrix_free(&both.coords);
    matrix_free(&alone.coords);
    matrix_free(&d);
}

/* ---- descent ---- */

struct history {
    size_t count;
    double first, last;
    bool rose;
};

static void note_value(void *context, size_t iteration, double value)
{
    struct history *h = context;
    if (iteration == 0)
        h->first = value;
    else if (value > h->last)
        h->rose = true;
    h->last = value;
    h->count++;
}

static void stress_never_rises(void **state)
{
    (void)state;
    struct matrix d = rough_distances(120);
    for (size_t w = 1; w < WAYS; w++) {
        struct history history = {0};
        struct mds_opts opts = with(all_ways[w].algorithm, all_ways[w].solver);
        if (opts.solver == MDS_SGD)
            continue;
        opts.reached = note_value;
        opts.context = &history;
        struct mds_result picture = embed(&d, opts);
        assert_true(history.count > 5);
        assert_false(history.rose);
        assert_true(history.last < history.first);
        matrix_free(&picture.coords);
    }
    matrix_free(&d);
}

/* Where the descent goes on in double precision it may rise, by what single precision rounds. */
static void note_joined_value(void *context, size_t iteration, double value)
{
    struct history *h = context;
    if (h->count == 0)
        h->first = value;
    else if (value > h->last * (iteration == 0 ? 1 + 1e-8 : 1))
        h->rose = true;
    h->last = value;
    h->count++;
}

static void stress_never_rises_in_single_precision(void **state)
{
    (void)state;
    struct matrix d = rough_distances(MDS_PARALLEL + 50);
    struct history history = {0};
    struct mds_opts opts = with(MDS_METRIC, MDS_SMACOF);
    opts.reached = note_joined_value;
    opts.context = &history;
    struct mds_result picture = embed(&d, opts);
    assert_true(history.count > 5);
    assert_false(history.rose);
    assert_true(history.last < history.first);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

static void a_descent_ends_where_it_is_told_to(void **state)
{
    (void)state;
    struct matrix d = rough_distances(60);
    struct mds_opts opts = with(MDS_METRIC, MDS_SMACOF);
    opts.max_iter = 3;
    struct mds_result picture = embed(&d, opts);
    assert_int_equal(picture.iterations, 3);
    matrix_free(&picture.coords);
    opts.max_iter = 0; /* the start itself */
    picture = embed(&d, opts);
    struct mds_result classical = embed(&d, with(MDS_CLASSICAL, MDS_BOTH));
    assert_true(largest_difference(&picture.coords, &classical.coords) < 1e-12);
    matrix_free(&picture.coords);
    matrix_free(&classical.coords);
    matrix_free(&d);
}

/* ---- kernels ---- */

/* The formulas, pair by pair. */
static double plain_guttman(const struct matrix *d, const double *x, size_t dims, double *image)
{
    size_t n = d->rows;
    double stress = 0;
    memset(image, 0, n * dims * sizeof *image);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double r = 0;
            for (size_t k = 0; k < dims; k++)
                r += pow(x[k * n + i] - x[k * n + j], 2);
            r = sqrt(r);
            stress += pow(d->a[i * n + j] - r, 2) / 2;
            for (size_t k = 0; k < dims && r > 0; k++)
                image[k * n + i] +=
                    d->a[i * n + j] * (x[k * n + i] - x[k * n + j]) / (r * (double)n);
        }
    return stress;
}

static void guttman_transform_is_the_formula_s(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 9, 130, 1100}; /* 1100: several chunks and slices */
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s], dims = 3;
        struct matrix d = rough_distances(n), points = random_points(n, dims);
        struct matrix image = new_matrix(dims, n), expected = new_matrix(dims, n), packed;
        struct mds_slices slices;
        if (n > 5) /* points that coincide */
            points.a[0] = points.a[5], points.a[n] = points.a[n + 5],
            points.a[2 * n] = points.a[2 * n + 5];
        struct error *err = mds_slices_new(&slices, n, dims);
        assert_null(err);
        err = mds_pack(&d, &packed);
        assert_null(err);
        double stress = mds_guttman(&slices, packed.a, points.a, image.a);
        double expected_stress = plain_guttman(&d, points.a, dims, expected.a);
        assert_near(stress, expected_stress, 1e-10 * (1 + expected_stress));
        assert_true(largest_difference(&image, &expected) < 1e-10);
        struct mds_single single;
        err = mds_single_new(&single, &d, NULL);
        assert_null(err);
        stress = mds_pull_single(&slices, &single, points.a);
        mds_slices_add(&slices, 1 / ((double)n * single.scale), image.a);
        assert_near(stress, expected_stress, 1e-6 * (1 + expected_stress));
        assert_true(largest_difference(&image, &expected) < 1e-6);
        mds_single_free(&single);
        matrix_free(&packed);
        mds_slices_free(&slices);
        matrix_free(&image);
        matrix_free(&expected);
        matrix_free(&points);
        matrix_free(&d);
    }
}

/* Robertson, Wright and Dykstra 1988, theorem 1.4.4: the regression at i is the largest, over the
 * starts a <= i, of the least, over the ends b >= i, of the mean of y[a..b]. */
static double max_min_mean(const double *y, size_t count, size_t i)
{
    double largest = -INFINITY;
    for (size_t a = 0; a <= i; a++) {
        double least = INFINITY, sum = 0;
        for (size_t b = a; b < count; b++) {
            sum += y[b];
            if (b >= i)
                least = fmin(least, sum / (double)(b - a + 1));
        }
        largest = fmax(largest, least);
    }
    return largest;
}

static void monotone_fit_is_the_max_min_formula_s(void **state)
{
    (void)state;
    enum { MOST = 40 };
    srand(3);
    for (size_t count = 0; count <= MOST; count++) {
        double y[MOST], fit[MOST];
        size_t weight[MOST];
        for (size_t i = 0; i < count; i++)
            fit[i] = y[i] = floor(uniform() * 8) + (double)i / 10; /* with equal ones */
        mds_monotone_fit(fit, weight, count);
        for (size_t i = 0; i < count; i++)
            assert_near(fit[i], max_min_mean(y, count, i), 1e-12);
    }
}

/* The regression's partial sums are the greatest convex minorant of those of y (Robertson, Wright
 * and Dykstra 1988, section 1.2): never above, and equal where the regression rises. */
static void long_monotone_fits_are_convex_minorants(void **state)
{
    (void)state;
    enum { COUNT = MDS_PARALLEL_PAIRS + 77 };
    struct matrix y = new_matrix(1, COUNT), fit = new_matrix(1, COUNT);
    size_t *weight = calloc(COUNT, sizeof *weight), rises = 0;
    assert_non_null(weight);
    srand(5);
    for (size_t i = 0; i < COUNT; i++)
        fit.a[i] = y.a[i] = uniform() + (double)i / COUNT;
    mds_monotone_fit(fit.a, weight, COUNT);
    double above = 0; /* the partial sum of y less that of the regression */
    for (size_t i = 0; i + 1 < COUNT; i++) {
        above += y.a[i] - fit.a[i];
        assert_true(above > -1e-8);
        assert_true(fit.a[i + 1] >= fit.a[i]);
        if (fit.a[i + 1] > fit.a[i]) {
            assert_near(above, 0, 1e-8);
            rises++;
        }
    }
    assert_true(rises > 100);
    free(weight);
    matrix_free(&y);
    matrix_free(&fit);
}

/* A symmetric matrix with those eigenvalues: the diagonal one between two Householder reflections.
 */
static struct matrix with_eigenvalues(const double *value, size_t n)
{
    struct matrix b = new_matrix(n, n), u = random_points(n, 1);
    double square = 0;
    for (size_t i = 0; i < n; i++)
        square += u.a[i] * u.a[i];
    double inner = 0;
    for (size_t i = 0; i < n; i++)
        inner += u.a[i] * u.a[i] * value[i];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            b.a[i * n + j] = (i == j ? value[i] : 0) + u.a[i] * u.a[j] *
                                                           (4 * inner / (square * square) -
                                                            2 * (value[i] + value[j]) / square);
    matrix_free(&u);
    return b;
}

/* The largest of |b v - value v|, and of |value - expected|. */
static double eigenpair_error(enum mds_order order, const double *value, size_t n,
                              const double *expected, size_t count)
{
    struct matrix b = with_eigenvalues(value, n), kept = with_eigenvalues(value, n);
    struct matrix vector = new_matrix(count, n);
    double got[8], worst = 0;
    struct error *err = mds_leading_eigenpairs(&b, order, got, &vector);
    assert_null(err);
    for (size_t k = 0; k < count; k++) {
        const double *v = vector.a + k * n;
        worst = fmax(worst, fabs(got[k] - expected[k]));
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            for (size_t j = 0; j < n; j++)
                sum += kept.a[i * n + j] * v[j];
            worst = fmax(worst, fabs(sum - got[k] * v[i]));
        }
        for (size_t l = 0; l <= k; l++) {
            double dot = 0;
            for (size_t i = 0; i < n; i++)
                dot += v[i] * vector.a[l * n + i];
            worst = fmax(worst, fabs(dot - (k == l)));
        }
    }
    matrix_free(&vector);
    matrix_free(&kept);
    matrix_free(&b);
    return worst;
}

static void eigenpairs_are_the_leading_ones(void **state)
{
    (void)state;
    enum { N = 700 }; /* so many that the Krylov subspace is tried */
    double value[N];
    for (size_t i = 0; i < N; i++)
        value[i] = 100 * pow(0.9, (double)i);
    assert_true(eigenpair_error(MDS_LARGEST, value, N, (double[]){100, 90, 81}, 3) < 1e-8);
    value[5] = value[9] = value[20] = 100; /* equal ones */
    assert_true(eigenpair_error(MDS_LARGEST, value, N, (double[]){100, 100, 100, 100}, 4) < 1e-8);
    value[30] = -1000; /* a large negative one is not wanted */
    assert_true(eigenpair_error(MDS_LARGEST, value, N, (double[]){100, 100}, 2) < 1e-8);
    for (size_t i = 0; i < N; i++)
        value[i] = 1 + (double)i * 1e-6; /* too close for the subspace */
    assert_true(eigenpair_error(MDS_LARGEST, value, N, (double[]){value[N - 1], value[N - 2]}, 2) <
                1e-8);
    for (size_t i = 0; i < N; i++)
        value[i] = i < 2; /* rank 2 */
    assert_true(eigenpair_error(MDS_LARGEST, value, N, (double[]){1, 1, 0}, 3) < 1e-8);
    for (size_t i = 0; i < N; i++)
        value[i] = 0;
    assert_true(eigenpair_error(MDS_LARGEST, value, N, (double[]){0, 0}, 2) < 1e-8);
}

static void eigenpairs_lead_by_magnitude_too(void **state)
{
    (void)state;
    enum { N = 700, FEW = 30 };
    double value[N];
    for (size_t i = 0; i < N; i++)
        value[i] = 100 * pow(-0.9, (double)i);
    assert_true(eigenpair_error(MDS_BY_MAGNITUDE, value, N, (double[]){100, -90, 81}, 3) < 1e-8);
    assert_true(eigenpair_error(MDS_BY_MAGNITUDE, value, FEW, (double[]){100, -90, 81}, 3) < 1e-8);
    value[5] = value[9] = -101; /* equal ones */
    assert_true(eigenpair_error(MDS_BY_MAGNITUDE, value, N, (double[]){-101, -101, 100, -90}, 4) <
                1e-8);
    assert_true(eigenpair_error(MDS_BY_MAGNITUDE, value, FEW, (double[]){-101, -101, 100, -90}, 4) <
                1e-8);
    for (size_t i = 0; i < N; i++)
        value[i] = (i % 2 ? 1 : -1) * (1 + (double)i * 1e-6); /* too close for the subspace */
    assert_true(eigenpair_error(MDS_BY_MAGNITUDE, value, N, (double[]){value[N - 1], value[N - 2]},
                                2) < 1e-8);
}

/* ---- weights ---- */

/* Weights of random size, of which a third are 0; the points 0 and n-1 are joined to all. */
static struct matrix sparse_weights(size_t n)
{
    struct matrix w = new_matrix(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            bool kept = j == 0 || i == n - 1 || uniform() > 1.0 / 3;
            w.a[i * n + j] = w.a[j * n + i] = kept ? 0.1 + uniform() : 0;
        }
    return w;
}

static void equal_weights_are_none(void **state)
{
    (void)state;
    enum { N = 60 };
    struct matrix d = rough_distances(N), w = new_matrix(N, N);
    for (size_t e = 0; e < N * N; e++)
        w.a[e] = 1;
    for (size_t s = 0; s < 3; s++) {
        struct mds_opts opts = with(MDS_METRIC, (enum mds_solver)s);
        struct mds_result none = embed(&d, opts);
        opts.weight = &w;
        struct mds_result ones = embed(&d, opts);
        assert_memory_equal(none.coords.a, ones.coords.a, N * 2 * sizeof(double));
        assert_true(none.stress == ones.stress);
        matrix_free(&none.coords);
        matrix_free(&ones.coords);
    }
    matrix_free(&d);
    matrix_free(&w);
}

static void distances_of_weight_0_do_not_count(void **state)
{
    (void)state;
    size_t n = 50;
    struct matrix d = planar_distances(n), w = sparse_weights(n), all = planar_distances(n);
    for (size_t e = 0; e < n * n; e++)
        if (w.a[e] == 0 && e % (n + 1) != 0)
            d.a[e] = 1;
    struct mds_opts opts = with(MDS_METRIC, MDS_BOTH);
    opts.weight = &w;
    struct mds_result picture = embed(&d, opts);
    struct matrix r = distances_of(&picture.coords);
    assert_true(picture.stress < 1e-9);
    assert_true(largest_difference(&all, &r) < 1e-6);
    matrix_free(&r);
    matrix_free(&picture.coords);
    matrix_free(&all);
    matrix_free(&w);
    matrix_free(&d);
}

static void weighted_stress_never_rises(void **state)
{
    (void)state;
    struct matrix d = rough_distances(120), w = sparse_weights(120);
    struct history history = {0};
    struct mds_opts opts = with(MDS_METRIC, MDS_SMACOF);
    opts.reached = note_value;
    opts.context = &history;
    opts.weight = &w;
    struct mds_result picture = embed(&d, opts);
    assert_true(history.count > 5);
    assert_false(history.rose);
    assert_true(history.last < history.first);
    matrix_free(&picture.coords);
    matrix_free(&w);
    matrix_free(&d);
}

/* Points at -a, 0, a for distances 1, 1, 1.5 of weights 1, 1, w have stress 2 (1 - a)^2 + w (1.5 -
 * 2a)^2, least at a = (1 + 1.5 w) / (1 + 2w). */
static void weights_pull_as_the_formula_says(void **state)
{
    (void)state;
    struct matrix d = matrix_of(3, 3, (double[]){0, 1, 1.5, 1, 0, 1, 1.5, 1, 0});
    struct matrix w = matrix_of(3, 3, (double[]){0, 1, 0.25, 1, 0, 1, 0.25, 1, 0});
    struct mds_opts opts = with(MDS_METRIC, MDS_BOTH);
    opts.dims = 1;
    opts.weight = &w;
    struct mds_result picture = embed(&d, opts);
    double a = 1.375 / 1.5, least = 2 * pow(1 - a, 2) + 0.25 * pow(1.5 - 2 * a, 2);
    assert_near(fabs(picture.coords.a[0] - picture.coords.a[2]), 2 * a, 1e-6);
    assert_near(picture.stress, sqrt(least / (2 + 0.25 * 1.5 * 1.5)), 1e-6);
    matrix_free(&picture.coords);
    matrix_free(&w);
    matrix_free(&d);
}

static void refuses_weights(const struct matrix *d, const struct matrix *w,
                            enum mds_algorithm algorithm, const char *expected)
{
    struct mds_result result;
    struct mds_opts opts = with(algorithm, MDS_BOTH);
    opts.weight = w;
    struct error *err = mds_embed(d, &opts, NULL, &result);
    assert_non_null(err);
    if (!strstr(error_text(err), expected))
        fail_msg("got: %s; expected: %s", error_text(err), expected);
    error_free(err);
}

static void what_are_no_weights_is_refused(void **state)
{
    (void)state;
    struct matrix d = planar_distances(5), w = sparse_weights(5), small = sparse_weights(4);
    refuses_weights(&d, &small, MDS_METRIC, "4 x 4 for 5 snapshots");
    refuses_weights(&d, &w, MDS_NONMETRIC, "not used by nonmetric MDS");
    w.a[0 * 5 + 3] += 1e-3;
    refuses_weights(&d, &w, MDS_METRIC, "row 3, column 0");
    w.a[0 * 5 + 3] = w.a[3 * 5 + 0] = -1;
    refuses_weights(&d, &w, MDS_METRIC, "row 0, column 3");
    w.a[0 * 5 + 3] = w.a[3 * 5 + 0] = NAN;
    refuses_weights(&d, &w, MDS_METRIC, "row 0, column 3");
    w.a[0 * 5 + 3] = w.a[3 * 5 + 0] = 1e149;
    d.a[1] = d.a[5] = 1e100;
    refuses_weights(&d, &w, MDS_METRIC, "scale the weights");
    d.a[1] = d.a[5] = 1;
    for (size_t e = 0; e < 25; e++)
        w.a[e] = 1e-295;
    refuses_weights(&d, &w, MDS_METRIC, "scale the weights");
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++)
            w.a[i * 5 + j] = i % 2 == j % 2;
    refuses_weights(&d, &w, MDS_METRIC, "2 groups");
    refuses_weights(&d, &w, MDS_METRIC, "rows 0 and 1");
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 5; j++)
            w.a[i * 5 + j] = i % 2 == j % 2 ? 1 : 1e-30;
    refuses_weights(&d, &w, MDS_METRIC, "vanish beside the largest");
    matrix_free(&small);
    matrix_free(&w);
    matrix_free(&d);
}

/* ---- pose, order, threads ---- */

static void the_picture_stands_on_its_principal_axes(void **state)
{
    (void)state;
    size_t n = 80;
    struct matrix d = rough_distances(n);
    struct mds_opts opts = with(MDS_METRIC, MDS_BOTH);
    opts.dims = 3;
    struct mds_result picture = embed(&d, opts);
    double mean[3] = {0}, product[3][3] = {{0}}, cubes[3] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 3; k++) {
            const double *y = picture.coords.a + i * 3;
            mean[k] += y[k];
            cubes[k] += y[k] * y[k] * y[k];
            for (size_t l = 0; l < 3; l++)
                product[k][l] += y[k] * y[l];
        }
    for (size_t k = 0; k < 3; k++) {
        assert_near(mean[k], 0, 1e-10);
        assert_true(cubes[k] > 0);
        for (size_t l = 0; l < k; l++) {
            assert_near(product[k][l], 0, 1e-9 * product[0][0]);
            assert_true(product[l][l] >= product[k][k]);
        }
    }
    matrix_free(&picture.coords);
    matrix_free(&d);
}

static void permuted_points_give_the_same_picture_permuted(void **state)
{
    (void)state;
    enum { N = 100 };
    struct matrix d = rough_distances(N), permuted = new_matrix(N, N);
    size_t at[N];
    for (size_t i = 0; i < N; i++)
        at[i] = (37 * i + 11) % N;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            permuted.a[i * N + j] = d.a[at[i] * N + at[j]];
    for (size_t w = 0; w < WAYS; w++) {
        struct mds_opts opts = with(all_ways[w].algorithm, all_ways[w].solver);
        struct mds_result one = embed(&d, opts), other = embed(&permuted, opts);
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < 2; k++)
                assert_near(other.coords.a[i * 2 + k], one.coords.a[at[i] * 2 + k], 1e-4);
        assert_near(one.stress, other.stress, 1e-9);
        matrix_free(&one.coords);
        matrix_free(&other.coords);
    }
    matrix_free(&permuted);
    matrix_free(&d);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    int threads = omp_get_max_threads();
    enum { N = MDS_PARALLEL + 50 };
    struct matrix d = rough_distances(N);
    for (size_t w = 0; w < WAYS; w++) {
        struct mds_opts opts = with(all_ways[w].algorithm, all_ways[w].solver);
        omp_set_num_threads(1);
        struct mds_result one = embed(&d, opts);
        omp_set_num_threads(3);
        struct mds_result three = embed(&d, opts);
        assert_memory_equal(one.coords.a, three.coords.a, N * 2 * sizeof(double));
        matrix_free(&one.coords);
        matrix_free(&three.coords);
    }
    omp_set_num_threads(threads);
    matrix_free(&d);
}

static void a_seed_is_another_run_of_sgd(void **state)
{
    (void)state;
    struct matrix d = rough_distances(50);
    struct mds_opts opts = with(MDS_METRIC, MDS_SGD);
    struct mds_result one = embed(&d, opts), again = embed(&d, opts);
    opts.seed = 1;
    struct mds_result other = embed(&d, opts);
    assert_memory_equal(one.coords.a, again.coords.a, 50 * 2 * sizeof(double));
    assert_true(largest_difference(&one.coords, &other.coords) > 0);
    matrix_free(&one.coords);
    matrix_free(&again.coords);
    matrix_free(&other.coords);
    matrix_free(&d);
}

/* ---- odd input ---- */

/* Every way, in 1 to 3 dimensions; the largest stress. */
static double worst_stress(const struct matrix *d, size_t dims)
{
    double worst = 0;
    for (size_t w = 0; w < WAYS; w++) {
        struct mds_opts opts = with(all_ways[w].algorithm, all_ways[w].solver);
        opts.dims = dims;
        struct mds_result picture = embed(d, opts);
        worst = fmax(worst, picture.stress);
        matrix_free(&picture.coords);
    }
    return worst;
}

static void one_two_or_three_points_are_enough(void **state)
{
    (void)state;
    struct matrix one = matrix_of(1, 1, (double[]){0});
    struct matrix two = matrix_of(2, 2, (double[]){0, 5, 5, 0});
    struct matrix three = matrix_of(3, 3, (double[]){0, 3, 4, 3, 0, 5, 4, 5, 0});
    for (size_t dims = 1; dims <= 4; dims++) {
        assert_true(worst_stress(&one, dims) == 0);
        assert_true(worst_stress(&two, dims) < 1e-12);
        if (dims > 1)
            assert_true(worst_stress(&three, dims) < 1e-2);
    }
    matrix_free(&one);
    matrix_free(&two);
    matrix_free(&three);
}

static void duplicates_stay_together(void **state)
{
    (void)state;
    size_t n = 30;
    struct matrix points = random_points(n, 6);
    for (size_t i = 10; i < n; i++) /* ten places, three points at each */
        memcpy(points.a + i * 6, points.a + i % 10 * 6, 6 * sizeof(double));
    struct matrix d = distances_of(&points);
    for (size_t w = 0; w < WAYS; w++) {
        struct mds_opts opts = with(all_ways[w].algorithm, all_ways[w].solver);
        struct mds_result picture = embed(&d, opts);
        struct matrix r = distances_of(&picture.coords);
        for (size_t i = 0; i < n; i++)
            assert_true(r.a[i * n + i % 10] < (opts.solver == MDS_SGD ? 0.05 : 1e-3));
        matrix_free(&r);
        matrix_free(&picture.coords);
    }
    matrix_free(&d);
    matrix_free(&points);
}

static void all_points_in_one_place_are_a_picture(void **state)
{
    (void)state;
    struct matrix d = new_matrix(7, 7);
    assert_true(worst_stress(&d, 2) == 0);
    matrix_free(&d);
}

static void equal_distances_are_a_picture(void **state)
{
    (void)state;
    size_t n = 12;
    struct matrix d = new_matrix(n, n);
    for (size_t e = 0; e < n * n; e++)
        d.a[e] = e % (n + 1) ? 2 : 0;
    for (size_t dims = 1; dims <= n; dims++)
        worst_stress(&d, dims);
    struct mds_opts opts = with(MDS_METRIC, MDS_BOTH);
    opts.dims = n; /* a simplex, in one dimension less */
    assert_true(misfit(&d, opts) < 1e-9);
    matrix_free(&d);
}

static void a_line_leaves_the_other_axes_empty(void **state)
{
    (void)state;
    struct matrix points = random_points(20, 1), d = distances_of(&points);
    struct mds_opts opts = with(MDS_METRIC, MDS_SMACOF);
    opts.dims = 3;
    struct mds_result picture = embed(&d, opts);
    for (size_t i = 0; i < 20; i++)
        for (size_t k = 1; k < 3; k++)
            assert_near(picture.coords.a[i * 3 + k], 0, 1e-6);
    matrix_free(&picture.coords);
    matrix_free(&d);
    matrix_free(&points);
}

static void distances_may_span_24_orders_of_magnitude(void **state)
{
    (void)state;
    size_t n = 25;
    struct matrix d = new_matrix(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            d.a[i * n + j] = d.a[j * n + i] = pow(10, -12 + (double)i);
    worst_stress(&d, 2);
    matrix_free(&d);
}

static void refuses(const struct matrix *d, const char *expected)
{
    struct mds_result result;
    struct error *err = mds_embed(d, &mds_defaults, NULL, &result);
    assert_non_null(err);
    if (!strstr(error_text(err), expected))
        fail_msg("got: %s; expected: %s", error_text(err), expected);
    error_free(err);
}

static void what_is_no_distance_is_refused_by_row_and_column(void **state)
{
    (void)state;
    struct matrix d = planar_distances(5), flat = new_matrix(2, 3);
    refuses(&flat, "2 x 3");
    double kept = d.a[3 * 5 + 1];
    d.a[3 * 5 + 1] = kept + 1e-3;
    refuses(&d, "row 3, column 1");
    d.a[3 * 5 + 1] = d.a[1 * 5 + 3] = NAN;
    refuses(&d, "row 1, column 3");
    d.a[3 * 5 + 1] = d.a[1 * 5 + 3] = -1;
    refuses(&d, "row 1, column 3");
    d.a[3 * 5 + 1] = d.a[1 * 5 + 3] = INFINITY;
    refuses(&d, "row 1, column 3");
    d.a[3 * 5 + 1] = d.a[1 * 5 + 3] = 1e200;
    refuses(&d, "row 1, column 3");
    d.a[3 * 5 + 1] = d.a[1 * 5 + 3] = kept;
    d.a[2 * 5 + 2] = 0.5;
    refuses(&d, "row 2, column 2");
    matrix_free(&flat);
    matrix_free(&d);
}

static void rounding_is_no_asymmetry(void **state)
{
    (void)state;
    struct matrix d = planar_distances(20);
    for (size_t e = 0; e < 20 * 20; e++)
        d.a[e] = (double)(float)(d.a[e] * (1 + 1e-8 * (double)(e % 3)));
    assert_true(misfit(&d, with(MDS_METRIC, MDS_BOTH)) < 1e-6);
    matrix_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recovers_planar_points),
        cmocka_unit_test(recovers_points_in_five_dimensions),
        cmocka_unit_test(triangle_on_a_line_has_the_stress_of_the_formula),
        cmocka_unit_test(classical_keeps_the_scatter_of_a_right_triangle),
        cmocka_unit_test(only_the_order_counts_in_nonmetric_mds),
        cmocka_unit_test(a_nonmetric_picture_is_as_large_as_the_distances),
        cmocka_unit_test(tied_distances_may_come_in_any_order),
        cmocka_unit_test(smacof_ends_where_little_is_left_to_win),
        cmocka_unit_test(both_is_lower_than_smacof_alone),
        cmocka_unit_test(stress_never_rises),
        cmocka_unit_test(stress_never_rises_in_single_precision),
        cmocka_unit_test(a_descent_ends_where_it_is_told_to),
        cmocka_unit_test(guttman_transform_is_the_formula_s),
        cmocka_unit_test(monotone_fit_is_the_max_min_formula_s),
        cmocka_unit_test(long_monotone_fits_are_convex_minorants),
        cmocka_unit_test(eigenpairs_are_the_leading_ones),
        cmocka_unit_test(eigenpairs_lead_by_magnitude_too),
        cmocka_unit_test(equal_weights_are_none),
        cmocka_unit_test(distances_of_weight_0_do_not_count),
        cmocka_unit_test(weighted_stress_never_rises),
        cmocka_unit_test(weights_pull_as_the_formula_says),
        cmocka_unit_test(what_are_no_weights_is_refused),
        cmocka_unit_test(the_picture_stands_on_its_principal_axes),
        cmocka_unit_test(permuted_points_give_the_same_picture_permuted),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(a_seed_is_another_run_of_sgd),
        cmocka_unit_test(one_two_or_three_points_are_enough),
        cmocka_unit_test(duplicates_stay_together),
        cmocka_unit_test(all_points_in_one_place_are_a_picture),
        cmocka_unit_test(equal_distances_are_a_picture),
        cmocka_unit_test(a_line_leaves_the_other_axes_empty),
        cmocka_unit_test(distances_may_span_24_orders_of_magnitude),
        cmocka_unit_test(what_is_no_distance_is_refused_by_row_and_column),
        cmocka_unit_test(rounding_is_no_asymmetry),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
