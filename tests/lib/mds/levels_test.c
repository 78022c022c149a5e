/* Metric MDS of many points, from coarse to fine. */
#include "mds/impl.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = MDS_THOROUGH + 100 };

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

static struct matrix distances_of(const struct matrix *points)
{
    size_t n = points->rows, dims = points->cols;
    struct matrix d = new_matrix(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double square = 0;
            for (size_t k = 0; k < dims; k++)
                square += pow(points->a[i * dims + k] - points->a[j * dims + k], 2);
            d.a[i * n + j] = d.a[j * n + i] = sqrt(square);
        }
    return d;
}

static struct matrix cloud(size_t n, size_t dims)
{
    struct matrix points = new_matrix(n, dims);
    srand(1);
    for (size_t e = 0; e < n * dims; e++)
        points.a[e] = uniform() - 0.5;
    struct matrix d = distances_of(&points);
    matrix_free(&points);
    return d;
}

/* `runs` random walks in ten dimensions, each from the end of an earlier one; as far apart as
 * potentials are, whose distances hardly grow beyond some `reach` steps. */
static struct matrix walks(size_t n, size_t runs, double reach)
{
    enum { DIMS = 10 };
    struct matrix points = new_matrix(n, DIMS);
    size_t length = n / runs;
    srand(2);
    for (size_t i = 0; i < n; i++) {
        size_t from = i % length ? i - 1
                      : i ? (size_t)(uniform() * (double)i / (double)length) * length + length - 1
                          : 0;
        for (size_t k = 0; k < DIMS; k++)
            points.a[i * DIMS + k] = points.a[(from < i ? from : 0) * DIMS + k] + uniform() - 0.5;
    }
    struct matrix d = distances_of(&points);
    for (size_t e = 0; e < n * n; e++)
        d.a[e] = 1 - exp(-d.a[e] / reach);
    matrix_free(&points);
    return d;
}

static struct mds_result embed(const struct matrix *d, struct mds_opts opts)
{
    struct mds_result result;
    struct error *err = mds_embed(d, &opts, NULL, &result);
    assert_null(err);
    for (size_t e = 0; e < d->rows * opts.dims; e++)
        assert_true(isfinite(result.coords.a[e]));
    return result;
}

static double stress_of(const struct matrix *d, struct mds_opts opts)
{
    struct mds_result result = embed(d, opts);
    matrix_free(&result.coords);
    return result.stress;
}

static void level_of(struct mds_level *level, const struct matrix *finer, const double *mass,
                     size_t most)
{
    struct error *err = mds_level_new(level, finer, mass, most);
    assert_null(err);
}

/* Points in a line at 0, 1, 2, 10, 11 and 30. The sums of distances are 54, 50, 48, 56, 60 and 126,
 * so 30 is the first centre; 0 is farthest from it. Their cells end at 15, and 11, at 11, becomes
 * the third, for 121 + 100 from 0 are more than from 30. */
static void cells_are_those_of_the_widest_spread(void **state)
{
    (void)state;
    struct matrix points = new_matrix(6, 1);
    memcpy(points.a, (double[]){0, 1, 2, 10, 11, 30}, 6 * sizeof(double));
    struct matrix d = distances_of(&points);
    struct mds_level level;
    level_of(&level, &d, NULL, 3);
    static const size_t cell[] = {1, 1, 1, 2, 2, 0};
    static const double reach[] = {0, 1, 2, 1, 0, 0};
    assert_int_equal(level.cells, 3);
    assert_memory_equal(level.cell, cell, sizeof cell);
    assert_memory_equal(level.reach, reach, sizeof reach);
    assert_true(level.mass[0] == 1 && level.mass[1] == 3 && level.mass[2] == 2);
    /* 0, 1, 2 to 10, 11: 10, 11, 9, 10, 8, 9; to 30: 30, 29, 28 */
    assert_true(fabs(level.distance.a[1 * 3 + 2] - 9.5) < 1e-7);
    assert_true(fabs(level.distance.a[1 * 3 + 0] - 29) < 1e-7);
    assert_true(level.weight.a[1 * 3 + 2] == 6);
    mds_level_free(&level);
    matrix_free(&d);
    matrix_free(&points);
}

static void masses_count_as_so_many_equal_points(void **state)
{
    (void)state;
    struct matrix points = new_matrix(6, 1), once = new_matrix(3, 1);
    memcpy(points.a, (double[]){0, 0, 0, 5, 5, 9}, 6 * sizeof(double));
    memcpy(once.a, (double[]){0, 5, 9}, 3 * sizeof(double));
    struct matrix d = distances_of(&points), three = distances_of(&once);
    struct mds_level level, massive;
    level_of(&level, &d, NULL, 2);
    level_of(&massive, &three, (double[]){3, 2, 1}, 2);
    assert_memory_equal(level.distance.a, massive.distance.a, 4 * sizeof(double));
    assert_memory_equal(level.mass, massive.mass, 2 * sizeof(double));
    mds_level_free(&level);
    level_of(&level, &d, NULL, 5); /* no more cells than different points */
    assert_int_equal(level.cells, 3);
    mds_level_free(&level);
    mds_level_free(&massive);
    matrix_free(&three);
    matrix_free(&once);
    matrix_free(&d);
    matrix_free(&points);
}

/* Pull the points of a cell to one place: the raw stress of all is that of the cells, and what the
 * distances between the points of two cells differ from their mean, and those within one, all
 * squared. So one picture of the cells less another leaves the same on both levels. */
static void stress_of_cells_is_that_of_all_points_but_for_a_constant(void **state)
{
    (void)state;
    enum { N = 300, CELLS = 40 };
    struct matrix d = cloud(N, 5), packed;
    struct mds_level level;
    struct mds_problem problem;
    struct mds_slices fine, coarse;
    double stress[2], cells[2];
    level_of(&level, &d, NULL, CELLS);
    assert_int_equal(level.cells, CELLS);
    struct error *err = mds_problem_of_level(&problem, &level);
    assert_null(err);
    err = mds_slices_new(&fine, N, 2);
    assert_null(err);
    err = mds_slices_new(&coarse, CELLS, 2);
    assert_null(err);
    err = mds_pack(&d, &packed);
    assert_null(err);
    for (size_t picture = 0; picture < 2; picture++) {
        double y[2 * CELLS], x[2 * N];
        for (size_t e = 0; e < 2 * (size_t)CELLS; e++)
            y[e] = uniform();
        for (size_t e = 0; e < 2 * (size_t)N; e++)
            x[e] = y[e / N * CELLS + level.cell[e % N]];
        stress[picture] = mds_pull(&fine, packed.a, NULL, x);
        cells[picture] = mds_pull_single(&coarse, &problem.single, y);
    }
    double fall = stress[0] - stress[1];
    assert_true(fabs(fall) > 1);
    assert_true(fabs(cells[0] - cells[1] - fall) < 1e-5 * stress[0]);
    matrix_free(&packed);
    mds_slices_free(&fine);
    mds_slices_free(&coarse);
    mds_problem_free(&problem);
    mds_level_free(&level);
    matrix_free(&d);
}

/* At most 1 part in 2,000 above the end of a descent from the classical solution that goes on for
 * as long as single precision sees it fall. */
static void ends_as_low_as_a_long_descent(const struct matrix *d)
{
    struct mds_opts both = mds_defaults, alone = mds_defaults;
    alone.solver = MDS_SMACOF;
    alone.max_iter = 5000;
    alone.eps = 1e-10;
    double bound = stress_of(d, alone) * (1 + 1.0 / 2000);
    for (both.seed = 0; both.seed < 3; both.seed++)
        assert_true(stress_of(d, both) <= bound);
}

static void is_no_higher_than_long_runs_of_smacof(void **state)
{
    (void)state;
    struct matrix path = walks(MANY, 1, 15), tree = walks(2 * MANY, 20, 15), ball = cloud(MANY, 30);
    ends_as_low_as_a_long_descent(&path);
    ends_as_low_as_a_long_descent(&tree);
    ends_as_low_as_a_long_descent(&ball);
    matrix_free(&path);
    matrix_free(&tree);
    matrix_free(&ball);
}

static void recovers_many_planar_points(void **state)
{
    (void)state;
    struct matrix d = cloud(MANY, 2);
    struct mds_result picture = embed(&d, mds_defaults);
    struct matrix r = distances_of(&picture.coords);
    for (size_t e = 0; e < d.rows * d.cols; e++)
        assert_true(fabs(d.a[e] - r.a[e]) < 1e-6);
    matrix_free(&r);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

/* Of many points at one distance from each other none has a place of its own; the best picture is
 * a disc. All at one place but for a few would be twice as bad. */
static void points_all_equally_far_apart_do_not_stay_together(void **state)
{
    (void)state;
    struct matrix d = new_matrix(MANY, MANY);
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < MANY; j++)
            d.a[i * MANY + j] = i != j;
    struct mds_opts sgd = mds_defaults;
    sgd.solver = MDS_SGD;
    assert_true(stress_of(&d, mds_defaults) < 1.01 * stress_of(&d, sgd));
    matrix_free(&d);
}

/* 200 points equally far from each other, at the end of a long line of the others: in one cell, and
 * of the same distances to all else. Where they shared one place nothing would part them. */
static void points_of_one_cell_part(void **state)
{
    (void)state;
    enum { KNOT = 200 };
    struct matrix d = new_matrix(MANY, MANY);
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < i; j++) {
            double along = (double)(i < KNOT ? KNOT : i) - (double)(j < KNOT ? KNOT : j);
            d.a[i * MANY + j] = d.a[j * MANY + i] = i < KNOT ? 3 : sqrt(4.5 + along * along);
        }
    struct mds_result picture = embed(&d, mds_defaults);
    for (size_t i = 0; i < KNOT; i++)
        for (size_t j = 0; j < i; j++) {
            const double *y = picture.coords.a;
            assert_true(hypot(y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]) > 1e-3);
        }
    matrix_free(&picture.coords);
    matrix_free(&d);
}

static void few_different_points_are_enough(void **state)
{
    (void)state;
    struct matrix d = new_matrix(MANY, MANY);
    struct mds_opts opts = mds_defaults;
    for (opts.dims = 1; opts.dims <= 3; opts.dims++)
        assert_true(stress_of(&d, opts) == 0); /* all equal */
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < MANY; j++)
            d.a[i * MANY + j] = fabs((double)(i % 3) - (double)(j % 3));
    opts.dims = 2;
    struct mds_result picture = embed(&d, opts);
    assert_true(picture.stress < 1e-6);
    assert_true(fabs(picture.coords.a[0] - picture.coords.a[2 * 3]) < 1e-9);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

static void neither_threads_nor_order_decide_the_picture(void **state)
{
    (void)state;
    int threads = omp_get_max_threads();
    struct matrix d = walks(MANY, 4, 15), permuted = new_matrix(MANY, MANY);
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < MANY; j++)
            permuted.a[i * MANY + j] = d.a[(37 * i + 11) % MANY * MANY + (37 * j + 11) % MANY];
    omp_set_num_threads(1);
    struct mds_result one = embed(&d, mds_defaults);
    omp_set_num_threads(3);
    struct mds_result three = embed(&d, mds_defaults), other = embed(&permuted, mds_defaults);
    omp_set_num_threads(threads);
    assert_memory_equal(one.coords.a, three.coords.a, MANY * 2 * sizeof(double));
    for (size_t i = 0; i < MANY; i++)
        for (size_t k = 0; k < 2; k++)
            assert_true(fabs(other.coords.a[i * 2 + k] -
                             one.coords.a[(37 * i + 11) % MANY * 2 + k]) < 1e-3);
    matrix_free(&one.coords);
    matrix_free(&three.coords);
    matrix_free(&other.coords);
    matrix_free(&permuted);
    matrix_free(&d);
}

static void a_seed_searches_elsewhere(void **state)
{
    (void)state;
    struct matrix d = walks(MANY, 10, 15);
    struct mds_opts opts = mds_defaults;
    double first = stress_of(&d, opts);
    opts.seed = 7;
    assert_true(stress_of(&d, opts) != first);
    matrix_free(&d);
}

static void the_iterations_of_all_points_are_few_and_counted(void **state)
{
    (void)state;
    struct matrix d = walks(MANY, 4, 15);
    struct mds_opts opts = mds_defaults;
    struct mds_result picture = embed(&d, opts);
    assert_in_range(picture.iterations, MDS_RECENT, 60);
    matrix_free(&picture.coords);
    opts.max_iter = 3;
    picture = embed(&d, opts);
    assert_int_equal(picture.iterations, 3);
    matrix_free(&picture.coords);
    matrix_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_those_of_the_widest_spread),
        cmocka_unit_test(masses_count_as_so_many_equal_points),
        cmocka_unit_test(stress_of_cells_is_that_of_all_points_but_for_a_constant),
        cmocka_unit_test(is_no_higher_than_long_runs_of_smacof),
        cmocka_unit_test(recovers_many_planar_points),
        cmocka_unit_test(points_all_equally_far_apart_do_not_stay_together),
        cmocka_unit_test(points_of_one_cell_part),
        cmocka_unit_test(few_different_points_are_enough),
        cmocka_unit_test(neither_threads_nor_order_decide_the_picture),
        cmocka_unit_test(a_seed_searches_elsewhere),
        cmocka_unit_test(the_iterations_of_all_points_are_few_and_counted),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
