/* Random walks in place of runs. */
#include "embedding/pca_walk.h"
#include "numbers.h"
#include "run/walks.h"

/* x's squares about a point far from its rows. */
static struct matrix gram_of(const struct matrix *x)
{
    struct matrix g = zeros(x->rows, x->rows);
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j < x->rows; j++)
            for (size_t k = 0; k < x->cols; k++)
                g.a[i * x->rows + j] +=
                    pow(x->a[i * x->cols + k] - (i == j ? -7 : x->a[j * x->cols + k]), 2);
    return g;
}

/* Rows 0, 2, 3 and 1, 4 of the plane: from (0, 0) by (3, 0) and (0, 1), and from (10, 2) by (-1,
 * -1): squares 9, 1 and 2, whose mean is 4. */
static void walks_have_the_runs_starts_and_the_mean_of_their_steps(void **state)
{
    (void)state;
    struct matrix x = matrix_of(5, 2, (const double[]){0, 0, 10, 2, 3, 0, 3, 1, 9, 1}), walks,
                  g = gram_of(&x);
    struct run at[] = {{"a", 0, 3}, {"b", 3, 2}};
    size_t order[] = {0, 2, 3, 1, 4};
    struct runs runs = {.at = at, .count = 2, .order = order, .rows = 5, .joined = 5};
    /* 104 between the starts, 4 a step. */
    struct matrix expected =
        matrix_of(5, 5, (const double[]){0,   104, 4,   8,   108, /* first start */
                                         104, 0,   108, 112, 4,   /* the other */
                                         4,   108, 0,   4,   112, /* a step */
                                         8,   112, 4,   0,   116, /* and one */
                                         108, 4,   112, 116, 0});
    expect_good(walks_gram(&g, &runs, &walks));
    assert_all_near(&walks, &expected, 1e-12);
    matrix_free(&x);
    matrix_free(&g);
    matrix_free(&walks);
    matrix_free(&expected);
}

static void a_single_run_is_the_walk_of_as_many_points(void **state)
{
    (void)state;
    struct matrix x = random_matrix(20, 4, 3), g = gram_of(&x), walks;
    struct run at[] = {{NULL, 0, 20}};
    size_t order[20];
    for (size_t i = 0; i < 20; i++)
        order[i] = i;
    struct runs runs = {.at = at, .count = 1, .order = order, .rows = 20, .joined = 20};
    struct pca found, expected;
    expect_good(walks_gram(&g, &runs, &walks));
    expect_good(pca_of_gram(&walks, 5, PCA_MEAN, &found));
    expect_good(pca_walk(20, 5, PCA_MEAN, &expected));
    for (size_t k = 0; k < 5; k++)
        assert_near(found.explained[k], expected.explained[k], 1e-12);
    assert_near(found.participation, expected.participation, 1e-12);
    pca_free(&found);
    pca_free(&expected);
    matrix_free(&x);
    matrix_free(&g);
    matrix_free(&walks);
}

static void runs_of_one_row_take_no_step(void **state)
{
    (void)state;
    struct matrix x = matrix_of(2, 1, (const double[]){1, 3}), g = gram_of(&x), walks;
    struct run at[] = {{"a", 0, 1}, {"b", 1, 1}};
    size_t order[] = {0, 1};
    struct runs runs = {.at = at, .count = 2, .order = order, .rows = 2, .joined = 2};
    struct matrix expected = matrix_of(2, 2, (const double[]){0, 4, 4, 0});
    expect_good(walks_gram(&g, &runs, &walks));
    assert_all_near(&walks, &expected, 1e-12);
    matrix_free(&x);
    matrix_free(&g);
    matrix_free(&walks);
    matrix_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_have_the_runs_starts_and_the_mean_of_their_steps),
        cmocka_unit_test(a_single_run_is_the_walk_of_as_many_points),
        cmocka_unit_test(runs_of_one_row_take_no_step),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
