/* Principal components of a random walk. */
#include "embedding/pca_walk.h"
#include "numbers.h"

/* The squares of a walk's rows whose steps are at right angles and of length 1, from 0 on. */
static struct matrix walk_gram(size_t n)
{
    struct matrix g = zeros(n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            g.a[i * n + j] = (double)(i == j ? i : i < j ? j - i : i - j);
    return g;
}

/* Of three points 1, 1/3 about the mean; about an end those of (1, 1; 1, 2), (3 +- sqrt 5) / 2. */
static void three_points_by_hand(void **state)
{
    (void)state;
    struct pca mean, first;
    expect_good(pca_walk(3, 3, PCA_MEAN, &mean));
    assert_near(mean.explained[0], 0.75, 1e-15);
    assert_near(mean.explained[1], 0.25, 1e-15);
    assert_near(mean.explained[2], 0, 0);
    assert_near(mean.explained_total, 1, 1e-15);
    assert_near(mean.participation, 1.6, 1e-15);
    expect_good(pca_walk(3, 1, PCA_FIRST, &first));
    assert_near(first.explained_total, (3 + sqrt(5)) / 6, 1e-15);
    assert_near(first.participation, 9. / 7, 1e-15);
    pca_free(&mean);
    pca_free(&first);
}

static void shares_are_those_of_rows_that_walk(void **state)
{
    (void)state;
    const size_t rows[] = {1, 2, 3, 10, 57};
    for (size_t t = 0; t < 5; t++)
        for (enum pca_origin origin = PCA_MEAN; origin <= PCA_LAST; origin++) {
            size_t n = rows[t];
            struct matrix g = walk_gram(n);
            struct pca found, expected;
            expect_good(pca_of_gram(&g, n + 1, origin, &expected));
            expect_good(pca_walk(n, n + 1, origin, &found));
            for (size_t k = 0; k <= n; k++)
                assert_near(found.explained[k], expected.explained[k], 1e-13);
            assert_near(found.explained_total, n > 1, 1e-13);
            assert_near(found.participation, expected.participation, 1e-13);
            pca_free(&found);
            pca_free(&expected);
            matrix_free(&g);
        }
}

/* 60.8, 15.2 and 6.8 per cent (Antognini and Sohl-Dickstein 2018). */
static void long_walks_have_the_shares_of_the_paper(void **state)
{
    (void)state;
    struct pca walk;
    expect_good(pca_walk(100000, 3, PCA_MEAN, &walk));
    for (size_t k = 1; k <= 3; k++)
        assert_near(walk.explained[k - 1], 6 / pow(3.14159265358979 * (double)k, 2), 1e-9);
    assert_near(walk.participation, 2.5, 1e-8);
    pca_free(&walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_points_by_hand),
        cmocka_unit_test(shares_are_those_of_rows_that_walk),
        cmocka_unit_test(long_walks_have_the_shares_of_the_paper),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
