/* InPCA: distances that no Euclidean space holds, their axes, and new points among them. */
#include "mds/mds.h"
#include "numbers.h"

#include <stdlib.h>

static const struct mds_opts inpca = {.dims = 2, .algorithm = MDS_INPCA};

static struct mds_result embed(const struct matrix *d, size_t dims)
{
    struct mds_result result;
    struct mds_opts opts = inpca;
    opts.dims = dims;
    expect_good(mds_embed(d, &opts, NULL, &result));
    assert_int_equal(result.coords.rows, d->rows);
    assert_int_equal(result.coords.cols, dims);
    return result;
}

static void free_result(struct mds_result *result)
{
    matrix_free(&result->coords);
    mds_spectrum_free(&result->spectrum);
}

static double sign_of(const struct mds_result *p, size_t axis)
{
    return p->spectrum.eigenvalue[axis] < 0 ? -1 : 1;
}

/* sum_k s_k (x_k - y_k)^2 */
static double apart(const struct mds_result *p, const double *x, const double *y)
{
    double sum = 0;
    for (size_t k = 0; k < p->coords.cols; k++)
        sum += sign_of(p, k) * pow(x[k] - y[k], 2);
    return sum;
}

static const double *row(const struct matrix *m, size_t i)
{
    return m->a + i * m->cols;
}

/* Distances of any kind: symmetric numbers from 0 to 1, without any triangle inequality. */
static struct matrix any_distances(size_t n)
{
    struct matrix d = random_matrix(n, n, 21);
    for (size_t i = 0; i < n; i++) {
        d.a[i * n + i] = 0;
        for (size_t j = 0; j < i; j++)
            d.a[j * n + i] = d.a[i * n + j] = fabs(d.a[i * n + j]);
    }
    return d;
}

/* Fourth powers of the distances of points on a line: with W of rank 3, and two of its eigenvalues
 * negative. */
static struct matrix fourth_powers(size_t n)
{
    struct matrix d = zeros(n, n), t = random_matrix(n, 1, 22);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            d.a[i * n + j] = pow(t.a[i] - t.a[j], 4);
    matrix_free(&t);
    return d;
}

/* ---- the picture ---- */

/* Of rows 1 and 3 at 8, and row 2 at 1 from both, W has the eigenvectors (1, 0, -1) / sqrt 2 of 4
 * and (1, -2, 1) / sqrt 6 of -2/3. */
static void three_points_lie_where_the_formula_puts_them(void **state)
{
    (void)state;
    struct matrix d = matrix_of(3, 3, (const double[]){0, 1, 8, 1, 0, 1, 8, 1, 0});
    struct mds_result p = embed(&d, 2);
    const double third = 1.0 / 3, x[] = {sqrt(2), 0, -sqrt(2)}, y[] = {-third, 2 * third, -third};
    for (size_t i = 0; i < 3; i++) {
        assert_near(p.coords.a[2 * i], x[i], 1e-14);
        assert_near(p.coords.a[2 * i + 1], y[i], 1e-14);
    }
    assert_near(p.spectrum.eigenvalue[0], 4, 1e-14);
    assert_near(p.spectrum.eigenvalue[1], -2.0 / 3, 1e-14);
    assert_near(p.spectrum.negative, 1.0 / 7, 1e-14);
    assert_near(p.spectrum.explained[0], 1 - sqrt(4.0 / 148), 1e-14);
    assert_near(p.spectrum.explained[1], 1, 1e-14);
    assert_near(p.stress, 0, 1e-14);
    free_result(&p);
    matrix_free(&d);
}

static void all_axes_give_back_any_distances(void **state)
{
    (void)state;
    enum { N = 50 };
    struct matrix d = any_distances(N);
    struct mds_result p = embed(&d, N);
    size_t imaginary = 0;
    for (size_t k = 0; k < N; k++)
        imaginary += p.spectrum.eigenvalue[k] < 0;
    assert_in_range(imaginary, 10, 40);
    assert_in_range((size_t)(100 * p.spectrum.negative), 10, 60);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            assert_near(apart(&p, row(&p.coords, i), row(&p.coords, j)), d.a[i * N + j], 1e-12);
    free_result(&p);
    matrix_free(&d);
}

static void axes_come_by_magnitude_and_hold_more_and_more(void **state)
{
    (void)state;
    enum { N = 50 };
    struct matrix d = any_distances(N);
    struct mds_result p = embed(&d, N);
    for (size_t k = 1; k < N; k++) {
        assert_true(fabs(p.spectrum.eigenvalue[k]) <= fabs(p.spectrum.eigenvalue[k - 1]));
        assert_true(p.spectrum.explained[k] >= p.spectrum.explained[k - 1]);
    }
    assert_near(p.spectrum.explained[N - 1], 1, 1e-12);
    free_result(&p);
    matrix_free(&d);
}

/* Few axes of many points are found in a subspace, all of them by LAPACK. */
static void few_axes_are_the_first_of_all(void **state)
{
    (void)state;
    enum { N = 600, FEW = 5 };
    struct matrix d = fourth_powers(N);
    struct mds_result few = embed(&d, FEW), all = embed(&d, N);
    assert_int_equal(sign_of(&few, 0) + sign_of(&few, 1) + sign_of(&few, 2), -1);
    double extent = sqrt(fabs(all.spectrum.eigenvalue[0]));
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < FEW; k++)
            assert_near(few.coords.a[i * FEW + k], all.coords.a[i * N + k], 1e-9 * extent);
    for (size_t k = 3; k < FEW; k++) {
        assert_near(few.spectrum.eigenvalue[k], 0, 0);
        assert_near(few.coords.a[7 * FEW + k], 0, 0);
    }
    assert_near(few.stress, all.stress, 1e-9);
    free_result(&few);
    free_result(&all);
    matrix_free(&d);
}

static void squares_of_euclidean_distances_have_the_classical_picture(void **state)
{
    (void)state;
    enum { N = 40, DIMS = 3 };
    struct matrix x = random_matrix(N, DIMS, 23), d = zeros(N, N), square = zeros(N, N);
    struct mds_opts opts = {.dims = DIMS, .algorithm = MDS_CLASSICAL};
    struct mds_result classical;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            for (size_t k = 0; k < DIMS; k++)
                square.a[i * N + j] += pow(x.a[i * DIMS + k] - x.a[j * DIMS + k], 2);
            d.a[i * N + j] = sqrt(square.a[i * N + j]);
        }
    expect_good(mds_embed(&d, &opts, NULL, &classical));
    struct mds_result p = embed(&square, DIMS);
    assert_near(p.spectrum.negative, 0, 0);
    for (size_t e = 0; e < N * DIMS; e++)
        assert_near(p.coords.a[e], classical.coords.a[e], 1e-12);
    matrix_free(&classical.coords);
    free_result(&p);
    matrix_free(&x);
    matrix_free(&d);
    matrix_free(&square);
}

static void order_of_the_points_does_not_matter(void **state)
{
    (void)state;
    enum { N = 31, DIMS = 4 };
    struct matrix d = any_distances(N), other = zeros(N, N);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            other.a[i * N + j] = d.a[12 * i % N * N + 12 * j % N];
    struct mds_result p = embed(&d, DIMS), q = embed(&other, DIMS);
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < DIMS; k++)
            assert_near(q.coords.a[i * DIMS + k], p.coords.a[12 * i % N * DIMS + k], 1e-12);
    free_result(&p);
    free_result(&q);
    matrix_free(&d);
    matrix_free(&other);
}

static void points_without_distances_have_a_picture(void **state)
{
    (void)state;
    struct matrix d = zeros(4, 4), one = zeros(1, 1);
    struct mds_result p = embed(&d, 6), q = embed(&one, 2);
    for (size_t e = 0; e < 4 * 6; e++)
        assert_near(p.coords.a[e], 0, 0);
    assert_near(p.spectrum.explained[0], 1, 0);
    assert_near(p.spectrum.negative, 0, 0);
    assert_near(q.coords.a[0], 0, 0);
    free_result(&p);
    free_result(&q);
    matrix_free(&d);
    matrix_free(&one);
}

static void very_large_and_very_small_distances_are_measured_alike(void **state)
{
    (void)state;
    const double scales[] = {1e149, 1e-170};
    for (size_t s = 0; s < 2; s++) {
        struct matrix d = matrix_of(3, 3, (const double[]){0, 1, 8, 1, 0, 1, 8, 1, 0});
        for (size_t e = 0; e < 9; e++)
            d.a[e] *= scales[s];
        struct mds_result p = embed(&d, 2);
        assert_near(p.spectrum.explained[0], 1 - sqrt(4.0 / 148), 1e-14);
        assert_near(p.spectrum.negative, 1.0 / 7, 1e-14);
        assert_near(apart(&p, row(&p.coords, 0), row(&p.coords, 2)) / scales[s], 8, 1e-12);
        free_result(&p);
        matrix_free(&d);
    }
}

/* ---- more points ---- */

/* Any place in the space of the picture has distances to its points; these lead back to it. */
static void new_points_lie_where_their_distances_put_them(void **state)
{
    (void)state;
    enum { N = 20, NEW = 3, DIMS = N };
    struct matrix d = any_distances(N), all = zeros(N + NEW, N + NEW), placed;
    struct mds_result p = embed(&d, DIMS);
    struct matrix z = random_matrix(NEW, DIMS, 24);
    char signature[DIMS];
    size_t at[N];
    for (size_t k = 0; k < DIMS; k++) {
        signature[k] = sign_of(&p, k) < 0 ? MDS_IMAGINARY : '+';
        for (size_t i = 0; i < NEW && p.spectrum.eigenvalue[k] == 0; i++)
            z.a[i * DIMS + k] = 0;
    }
    for (size_t i = 0; i < N; i++) { /* the new ones come first */
        at[i] = NEW + i;
        for (size_t j = 0; j < N; j++)
            all.a[(NEW + i) * (N + NEW) + NEW + j] = i == j ? 1e-7 : d.a[i * N + j]; /* rounding */
        for (size_t j = 0; j < NEW; j++)
            all.a[(NEW + i) * (N + NEW) + j] = apart(&p, row(&p.coords, i), row(&z, j));
    }
    expect_good(mds_inpca_place(&all, at, &p.coords, signature, &placed));
    for (size_t k = 0; k < DIMS; k++) {
        for (size_t i = 0; i < N; i++)
            assert_near(placed.a[(NEW + i) * DIMS + k], p.coords.a[i * DIMS + k], 1e-12);
        for (size_t i = 0; i < NEW; i++)
            assert_near(placed.a[i * DIMS + k], z.a[i * DIMS + k], 1e-10);
    }
    free_result(&p);
    matrix_free(&placed);
    matrix_free(&z);
    matrix_free(&all);
    matrix_free(&d);
}

/* ---- refusals ---- */

static void what_is_no_distance_is_refused(void **state)
{
    (void)state;
    struct mds_result p;
    struct matrix negative = matrix_of(2, 2, (const double[]){0, -1, -1, 0});
    struct matrix asymmetric = matrix_of(2, 2, (const double[]){0, 1, 2, 0});
    struct matrix weight = matrix_of(2, 2, (const double[]){0, 1, 1, 0});
    struct mds_opts weighted = inpca;
    weighted.weight = &weight;
    expect_error(mds_embed(&negative, &inpca, NULL, &p), "row 0, column 1: -1");
    expect_error(mds_embed(&asymmetric, &inpca, NULL, &p), "give a symmetric matrix");
    expect_error(mds_embed(&weight, &weighted, NULL, &p), "not used by inpca MDS");
    matrix_free(&negative);
    matrix_free(&asymmetric);
    matrix_free(&weight);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_distance_is_refused),
        cmocka_unit_test(three_points_lie_where_the_formula_puts_them),
        cmocka_unit_test(all_axes_give_back_any_distances),
        cmocka_unit_test(axes_come_by_magnitude_and_hold_more_and_more),
        cmocka_unit_test(few_axes_are_the_first_of_all),
        cmocka_unit_test(squares_of_euclidean_distances_have_the_classical_picture),
        cmocka_unit_test(order_of_the_points_does_not_matter),
        cmocka_unit_test(points_without_distances_have_a_picture),
        cmocka_unit_test(very_large_and_very_small_distances_are_measured_alike),
        cmocka_unit_test(new_points_lie_where_their_distances_put_them),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
