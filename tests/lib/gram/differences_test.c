/* Squares from the products of differences. */
#include "gram/differences.h"

#include "numbers.h"

enum { MOST = 12 };

/* A row that is its own parent is its difference from the origin. */
static void set_parents(struct difference *rows, size_t n, const size_t *parent)
{
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct difference){.parent = parent[i], .digest = i};
}

/* Products of the differences, by their definition. */
static struct matrix products_of(const struct matrix *x, const size_t *parent)
{
    struct matrix z = copy_of(x);
    for (size_t i = 0; i < x->rows; i++)
        for (size_t c = 0; c < x->cols && parent[i] != i; c++)
            z.a[i * x->cols + c] = x->a[i * x->cols + c] - x->a[parent[i] * x->cols + c];
    struct matrix g = zeros(x->rows, x->rows);
    for (size_t i = 0; i < x->rows; i++)
        for (size_t j = 0; j <= i; j++)
            for (size_t c = 0; c < x->cols; c++)
                g.a[i * x->rows + j] += z.a[i * x->cols + c] * z.a[j * x->cols + c];
    matrix_free(&z);
    return g;
}

static double squared(const struct matrix *x, size_t i, size_t j)
{
    double sum = 0;
    for (size_t c = 0; c < x->cols; c++)
        sum += pow(x->a[i * x->cols + c] - (j == i ? 0 : x->a[j * x->cols + c]), 2);
    return sum;
}

static void check_squares(const struct matrix *x, const size_t *parent, double share)
{
    size_t n = x->rows;
    struct difference rows[MOST];
    struct matrix g = products_of(x, parent);
    set_parents(rows, n, parent);
    assert_int_equal(differences_to_squares(rows, 0, &g), 0);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            assert_near(g.a[i * n + j], squared(x, i, j), share * squared(x, i, j));
    matrix_free(&g);
}

static const size_t star[MOST], chain[MOST] = {0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                                tree[MOST] = {0, 0, 1, 0, 3, 1, 2, 4, 3, 6, 0, 9},
                                forest[MOST] = {0, 1, 1, 3, 0, 2, 6, 3, 7, 9, 5, 6},
                                alone[MOST] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

static void any_tree_gives_the_squares(void **state)
{
    (void)state;
    struct matrix x = random_matrix(MOST, 5, 1);
    check_squares(&x, star, 1e-13);
    check_squares(&x, chain, 1e-13);
    check_squares(&x, tree, 1e-13);
    check_squares(&x, forest, 1e-13);
    check_squares(&x, alone, 1e-13);
    matrix_free(&x);
}

/* The first row is 1e12 times as long as the others, which are far apart beside their lengths. */
static void a_long_row_costs_the_others_no_digits(void **state)
{
    (void)state;
    struct matrix x = random_matrix(MOST, 40, 8);
    double sketch[MOST * DIFFERENCES_SKETCH] = {0};
    struct difference rows[MOST] = {0};
    size_t parent[MOST];
    for (size_t c = 0; c < 40; c++)
        x.a[c] *= 1e12;
    for (size_t i = 0; i < MOST; i++)
        differences_sketch(sketch + i, MOST, x.a + i * 40, 40, 0);
    differences_parents(sketch, MOST, rows);
    for (size_t i = 0; i < MOST; i++)
        parent[i] = rows[i].parent;
    assert_int_equal(parent[1], 1);
    check_squares(&x, parent, 1e-13);
    matrix_free(&x);
}

/* Steps that shrink by ten from 1 to 1e-11, far out: the last distances are as exact as the first.
 */
static void a_chain_keeps_the_digits_of_its_shortest_steps(void **state)
{
    (void)state;
    struct matrix x = random_matrix(MOST, 40, 2);
    for (size_t i = 0; i < MOST; i++)
        for (size_t c = 0; c < 40; c++)
            x.a[i * 40 + c] = 10 + 0x1p-34 * floor(0x1p34 * pow(10, -(double)i) * x.a[i * 40 + c]);
    x.rows = 9;
    check_squares(&x, chain, 1e-13);
    matrix_free(&x);
}

static void known_squares_stay_and_count(void **state)
{
    (void)state;
    struct matrix x = random_matrix(MOST, 5, 3), g = products_of(&x, tree), all = copy_of(&g);
    struct difference rows[MOST];
    set_parents(rows, MOST, tree);
    assert_int_equal(differences_to_squares(rows, 0, &all), 0);
    for (size_t i = 0; i < 7; i++)
        memcpy(g.a + i * MOST, all.a + i * MOST, (i + 1) * sizeof *g.a);
    assert_int_equal(differences_to_squares(rows, 7, &g), 0);
    for (size_t i = 0; i < MOST; i++)
        for (size_t j = 0; j <= i; j++)
            assert_true(g.a[i * MOST + j] == all.a[i * MOST + j]);
    matrix_free(&x);
    matrix_free(&g);
    matrix_free(&all);
}

/* Rows 0 and 2 are 1e-7 apart, by way of row 1, which is 1 from both. */
static void what_a_detour_costs_is_counted(void **state)
{
    (void)state;
    static const size_t parent[] = {0, 0, 1};
    const double numbers[] = {1, 0, 1, 1, 1, 1e-7};
    struct matrix x = matrix_of(3, 2, numbers), g = products_of(&x, parent), equal = copy_of(&g);
    struct difference rows[MOST];
    set_parents(rows, 3, parent);
    assert_int_equal(differences_to_squares(rows, 0, &g), 1);
    rows[2].digest = rows[0].digest;
    rows[1].visited = rows[2].visited = 0;
    assert_int_equal(differences_to_squares(rows, 0, &equal), 0);
    matrix_free(&x);
    matrix_free(&g);
    matrix_free(&equal);
}

/* Closer still, nothing is left but rounding, which counts as 0 and never as less. */
static void rounding_is_no_distance(void **state)
{
    (void)state;
    static const size_t parent[] = {0, 0, 1};
    for (size_t k = 1; k < 50; k++) {
        const double close = (double)k * 1e-10, numbers[] = {0.3, 0.7, 1.1, -0.2, 0.3 + close, 0.7};
        struct matrix x = matrix_of(3, 2, numbers), g = products_of(&x, parent);
        struct difference rows[MOST];
        set_parents(rows, 3, parent);
        assert_int_equal(differences_to_squares(rows, 0, &g), 1);
        assert_true(g.a[6] == 0);
        matrix_free(&x);
        matrix_free(&g);
    }
}

/* ---- parents ---- */

/* Rows of three clusters in turn; of each cluster the first row's nearest is another cluster's. */
static void parents_are_near(void **state)
{
    (void)state;
    enum { N = 600, COLS = 3000 };
    struct matrix start = random_matrix(3, COLS, 4), noise = random_matrix(N, COLS, 5);
    double *sketch = calloc(N * DIFFERENCES_SKETCH, sizeof *sketch);
    struct difference *rows = calloc(N, sizeof *rows);
    assert_true(sketch && rows);
    for (size_t i = 0; i < N; i++) {
        for (size_t c = 0; c < COLS; c++)
            noise.a[i * COLS + c] = start.a[i % 3 * COLS + c] + 1e-9 * noise.a[i * COLS + c];
        differences_sketch(sketch + i, N, noise.a + i * COLS, 1000, 0);
        differences_sketch(sketch + i, N, noise.a + i * COLS + 1000, COLS - 1000, 1000);
    }
    differences_parents(sketch, N, rows);
    assert_int_equal(rows[0].parent, 0);
    assert_true(rows[1].parent <= 1 && rows[2].parent <= 2);
    for (size_t i = 3; i < N; i++)
        assert_true(rows[i].parent < i && rows[i].parent % 3 == i % 3);
    matrix_free(&start);
    matrix_free(&noise);
    free(sketch);
    free(rows);
}

static void of_equal_rows_the_latest_is_the_parent(void **state)
{
    (void)state;
    double sketch[4 * DIFFERENCES_SKETCH] = {0};
    struct difference rows[4] = {0};
    differences_parents(sketch, 4, rows);
    for (size_t i = 1; i < 4; i++)
        assert_int_equal(rows[i].parent, i - 1);
}

/* Columns in two parts are sketched as in one; and a sketch is as long as its row, to a third. */
static void a_sketch_is_as_long_as_its_row(void **state)
{
    (void)state;
    enum { COLS = 5000, ROWS = 50 };
    struct matrix x = random_matrix(ROWS, COLS, 6);
    double of_rows = 0, of_sketches = 0;
    for (size_t e = 0; e < ROWS * COLS; e++)
        x.a[e] += 0.3; /* so that sums without signs would be long */
    for (size_t i = 0; i < ROWS; i++) {
        double whole[DIFFERENCES_SKETCH] = {0}, parts[DIFFERENCES_SKETCH] = {0};
        differences_sketch(whole, 1, x.a + i * COLS, COLS, 0);
        differences_sketch(parts, 1, x.a + i * COLS, 7, 0);
        differences_sketch(parts, 1, x.a + i * COLS + 7, COLS - 7, 7);
        assert_memory_equal(whole, parts, sizeof whole);
        for (size_t k = 0; k < DIFFERENCES_SKETCH; k++)
            of_sketches += whole[k] * whole[k];
        for (size_t c = 0; c < COLS; c++)
            of_rows += x.a[i * COLS + c] * x.a[i * COLS + c];
    }
    assert_near(of_sketches / of_rows, 1, 0.15);
    matrix_free(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_tree_gives_the_squares),
        cmocka_unit_test(a_long_row_costs_the_others_no_digits),
        cmocka_unit_test(a_chain_keeps_the_digits_of_its_shortest_steps),
        cmocka_unit_test(known_squares_stay_and_count),
        cmocka_unit_test(what_a_detour_costs_is_counted),
        cmocka_unit_test(rounding_is_no_distance),
        cmocka_unit_test(parents_are_near),
        cmocka_unit_test(of_equal_rows_the_latest_is_the_parent),
        cmocka_unit_test(a_sketch_is_as_long_as_its_row),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
