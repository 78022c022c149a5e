/* Principal components from a Gram matrix. */
#include "embedding/pca.h"
#include "matrix/signs.h"
#include "numbers.h"

/* n x p rows about an offset, of which each column is `fade` times as wide as the one before it. */
static struct matrix faded_rows(size_t n, size_t p, double offset, double fade)
{
    struct matrix x = random_matrix(n, p, 7);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++)
            x.a[i * p + j] = offset + pow(fade, (double)j) * x.a[i * p + j];
    return x;
}

/* Squares. */
static struct matrix gram_of(const struct matrix *x)
{
    struct matrix g = zeros(x->rows, x->rows);
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j < x->rows; j++)
            for (size_t k = 0; k < x->cols; k++)
                g.a[i * x->rows + j] +=
                    pow(x->a[i * x->cols + k] - (j == i ? 0 : x->a[j * x->cols + k]), 2);
    return g;
}

static struct pca pca_of(const struct matrix *x, size_t dims, enum pca_origin origin)
{
    struct pca pca;
    struct matrix g = gram_of(x);
    expect_good(pca_of_gram(&g, dims, origin, &pca));
    matrix_free(&g);
    return pca;
}

static double squared_distance(const struct matrix *x, size_t i, size_t j)
{
    double sum = 0;
    for (size_t k = 0; k < x->cols; k++)
        sum += pow(x->a[i * x->cols + k] - x->a[j * x->cols + k], 2);
    return sum;
}

static void all_axes_keep_all_distances(void **state)
{
    (void)state;
    struct matrix x = faded_rows(30, 6, 0.5, 0.8);
    for (enum pca_origin origin = PCA_MEAN; origin <= PCA_LAST; origin++) {
        struct pca pca = pca_of(&x, 6, origin);
        for (size_t i = 0; i < 30; i++)
            for (size_t j = 0; j < i; j++)
                assert_near(squared_distance(&pca.coords, i, j), squared_distance(&x, i, j), 1e-12);
        assert_near(pca.explained_total, 1, 1e-12);
        for (size_t i = 0; i < 30; i++)
            assert_near(pca.off_plane[i], 0, 0);
        pca_free(&pca);
    }
    matrix_free(&x);
}

static void the_origin_is_where_it_was_asked_for(void **state)
{
    (void)state;
    struct matrix x = faded_rows(20, 5, 3, 0.5);
    struct pca about_mean = pca_of(&x, 2, PCA_MEAN), first = pca_of(&x, 2, PCA_FIRST),
               last = pca_of(&x, 2, PCA_LAST);
    for (size_t k = 0; k < 2; k++) {
        double sum = 0;
        for (size_t i = 0; i < 20; i++)
            sum += about_mean.coords.a[i * 2 + k];
        assert_near(sum, 0, 1e-12);
        assert_near(first.coords.a[k], 0, 1e-12);
        assert_near(last.coords.a[19 * 2 + k], 0, 1e-12);
    }
    assert_near(first.off_plane[0], 0, 0);
    assert_near(last.off_share[19], 0, 0);
    pca_free(&about_mean);
    pca_free(&first);
    pca_free(&last);
    matrix_free(&x);
}

/* Plane and what lies off it are at right angles; the shares are of squares. */
static void off_plane_is_the_rest_of_the_distance(void **state)
{
    (void)state;
    struct matrix x = faded_rows(25, 8, -1, 0.7);
    struct pca pca = pca_of(&x, 2, PCA_LAST);
    double in_plane = 0, all = 0;
    for (size_t i = 0; i < 25; i++) {
        const double *y = pca.coords.a + 2 * i;
        double distance = squared_distance(&x, i, 24), inside = y[0] * y[0] + y[1] * y[1];
        assert_near(inside + pca.off_plane[i] * pca.off_plane[i], distance, 1e-12);
        if (i < 24)
            assert_near(pca.off_share[i], 1 - inside / distance, 1e-12);
        in_plane += inside;
        all += distance;
    }
    assert_near(pca.explained_total, in_plane / all, 1e-12);
    assert_true(pca.explained[0] >= pca.explained[1]);
    pca_free(&pca);
    matrix_free(&x);
}

/* A star's branches: one row in each of n directions, whose mean leaves n - 1 equal eigenvalues. */
static void axes_of_equal_width_are_found(void **state)
{
    (void)state;
    enum { N = 40 };
    struct matrix x = zeros(N, N);
    for (size_t i = 0; i < N; i++)
        x.a[i * N + i] = 1;
    struct pca pca = pca_of(&x, 3, PCA_MEAN);
    for (size_t k = 0; k < 3; k++)
        assert_near(pca.explained[k], 1.0 / (N - 1), 1e-12);
    for (size_t k = 0; k < 3; k++)
        for (size_t l = 0; l < 3; l++) {
            double product = 0;
            for (size_t i = 0; i < N; i++)
                product += pca.coords.a[i * 3 + k] * pca.coords.a[i * 3 + l];
            assert_near(product, k == l, 1e-12);
        }
    pca_free(&pca);
    matrix_free(&x);
}

static void what_cannot_spread_is_at_the_origin(void **state)
{
    (void)state;
    const double rows[] = {0.1, 0.7, 0.1, 0.7, 0.1, 0.7};
    struct matrix same = matrix_of(3, 2, rows), one = matrix_of(1, 2, rows);
    struct pca pca = pca_of(&same, 2, PCA_MEAN);
    for (size_t e = 0; e < 6; e++)
        assert_near(pca.coords.a[e], 0, 0);
    assert_near(pca.explained_total, 0, 0);
    assert_near(pca.off_share[0], 0, 0);
    pca_free(&pca);
    pca = pca_of(&one, 4, PCA_FIRST);
    assert_int_equal(pca.coords.cols, 4);
    assert_near(pca.coords.a[3], 0, 0);
    pca_free(&pca);
    matrix_free(&same);
    matrix_free(&one);
}

static void signs_put_the_long_tail_on_the_positive_side(void **state)
{
    (void)state;
    const double axes[] = {-3, 1, 1, 1, -2, 2, -1, 1, 2, -2, 1, -1, 0, 0, 0, 0};
    const double turned[] = {3, -1, -1, -1, 2, -2, 1, -1, 2, -2, 1, -1, 0, 0, 0, 0};
    struct matrix config = matrix_of(4, 4, axes), expected = matrix_of(4, 4, turned);
    signs_fix(&config);
    assert_all_near(&config, &expected, 0);
    matrix_free(&config);
    matrix_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_axes_keep_all_distances),
        cmocka_unit_test(the_origin_is_where_it_was_asked_for),
        cmocka_unit_test(off_plane_is_the_rest_of_the_distance),
        cmocka_unit_test(axes_of_equal_width_are_found),
        cmocka_unit_test(what_cannot_spread_is_at_the_origin),
        cmocka_unit_test(signs_put_the_long_tail_on_the_positive_side),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
