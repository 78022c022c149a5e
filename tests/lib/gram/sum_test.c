#include "gram/sum.h"

#include "gram/groups.h"
#include "numbers.h"
#include "sums.h"

/* ---- helpers ---- */

static struct panel panel_of(const struct matrix *x, enum phm_type type, float *f)
{
    struct panel p = {.rows = x->rows, .cols = x->cols, .type = type, .f = f, .d = x->a};
    for (size_t i = 0; type == PHM_F32 && i < x->rows * x->cols; i++)
        x->a[i] = f[i] = (float)x->a[i];
    return p;
}

/* The product of two rows over some columns, by its definition. */
static double product(const struct matrix *x, size_t i, size_t j, const struct span *spans,
                      size_t count)
{
    double sum = 0;
    for (size_t s = 0; s < count; s++)
        for (size_t c = spans[s].first; c < spans[s].first + spans[s].count; c++)
            sum += x->a[i * x->cols + c] * x->a[j * x->cols + c];
    return sum;
}

static void assert_products(const struct matrix *g, const struct matrix *x,
                            const struct span *spans, size_t count)
{
    for (size_t i = 0; i < g->rows; i++)
        for (size_t j = 0; j <= i; j++) {
            double expected = product(x, i, j, spans, count);
            assert_near(sums_product(g, i, j), expected, 1e-12 * (double)x->cols);
            assert_near(sums_product(g, j, i), expected, 1e-12 * (double)x->cols);
        }
}

/* ---- spans ---- */

static void check_spans(size_t rows, size_t cols, enum phm_type type, const struct span *spans,
                        size_t count)
{
    struct matrix x = random_matrix(rows, cols, rows + cols), g;
    float *f = calloc(rows * cols, sizeof *f);
    assert_non_null(f);
    struct panel panel = panel_of(&x, type, f);
    struct sums s;
    sums_begin(&s, rows);
    gram_sum_add(&s.sum, &panel, spans, count);
    sums_finish(&s, &g);
    assert_products(&g, &x, spans, count);
    matrix_free(&g);
    matrix_free(&x);
    free(f);
}

static void test_spans(void **state)
{
    (void)state;
    static const struct span all[] = {{0, 300}}, middle[] = {{10, 1}},
                             scattered[] = {{0, 1}, {2, 5}, {9, 0}, {100, 150}, {299, 1}};
    static const size_t rows[] = {1, 2, 47, 48, 49, 130};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int type = PHM_F32; type <= PHM_F64; type++) {
            check_spans(rows[r], 300, (enum phm_type)type, all, 1);
            check_spans(rows[r], 300, (enum phm_type)type, middle, 1);
            check_spans(rows[r], 300, (enum phm_type)type, scattered, 5);
            check_spans(rows[r], 300, (enum phm_type)type, NULL, 0);
        }
}

/* 500 rows are multiplied in blocks of 8 MB / 500 / 8 = 2097 columns. */
static void test_spans_across_blocks(void **state)
{
    (void)state;
    static const struct span spans[] = {{0, 2096}, {2100, 2}, {2200, 2300}, {4999, 1}};
    check_spans(500, 5000, PHM_F32, spans, 4);
    check_spans(500, 5000, PHM_F64, spans, 4);
}

/* ---- known rows ---- */

/* What is known of rows that are 1e-9 further apart than they were. */
static struct matrix known_of(const struct matrix *x, size_t known, const struct span *all,
                              enum gram_form form)
{
    struct matrix old = zeros(known, known);
    for (size_t i = 0; i < known; i++)
        for (size_t j = 0; j < known; j++)
            old.a[i * known + j] = product(x, i, j, all, 1);
    if (form == GRAM_SQUARES)
        (void)gram_form_to_squares(&old);
    for (size_t i = 0; i < known; i++)
        for (size_t j = 0; j < known; j++)
            old.a[i * known + j] += i == j ? 0 : 1e-9;
    return old;
}

static void check_known(size_t rows, size_t known, enum gram_form form)
{
    enum { COLS = 100 };
    const struct span all = {0, COLS};
    struct matrix x = random_matrix(rows, COLS, rows), g;
    struct matrix old = known_of(&x, known, &all, form);
    struct panel panel = panel_of(&x, PHM_F64, NULL);
    struct gram_plan plan;
    struct gram_sum sum;
    expect_good(gram_plan_new(&plan, rows, known));
    expect_good(gram_sum_begin(&sum, &plan, &old, form));
    gram_sum_add(&sum, &panel, &all, 1);
    assert_int_equal(gram_sum_changed_row(&sum), known);
    assert_int_equal(gram_sum_finish(&sum, &g), 0);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < rows; j++)
            if (i < known && j < known && form == GRAM_SQUARES)
                assert_true(g.a[i * rows + j] == old.a[i * known + j]);
            else if (i < known && j < known)
                assert_near(sums_product(&g, i, j), old.a[i * known + j], 1e-13);
            else
                assert_near(sums_product(&g, i, j), product(&x, i, j, &all, 1), 2e-9);
    gram_plan_free(&plan);
    matrix_free(&g);
    matrix_free(&old);
    matrix_free(&x);
}

static void test_known_products_are_kept(void **state)
{
    (void)state;
    static const size_t shapes[][2] = {{2, 1}, {49, 48}, {49, 1}, {200, 57}, {300, 299}, {7, 7}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int form = GRAM_PRODUCTS; form <= GRAM_SQUARES; form++)
            check_known(shapes[s][0], shapes[s][1], (enum gram_form)form);
}

static void test_a_known_row_of_another_length_is_found(void **state)
{
    (void)state;
    double known[] = {5, 0, 0, 2 + 1e-6}, values[] = {1, 2, 1, 1, 3, 4};
    struct matrix old = {known, 2, 2}, x = {values, 3, 2};
    struct panel panel = panel_of(&x, PHM_F64, NULL);
    const struct span all = {0, 2};
    struct gram_plan plan;
    struct gram_sum sum;
    expect_good(gram_plan_new(&plan, 3, 2));
    expect_good(gram_sum_begin(&sum, &plan, &old, GRAM_PRODUCTS));
    gram_sum_add(&sum, &panel, &all, 1);
    assert_int_equal(gram_sum_changed_row(&sum), 1);
    gram_sum_free(&sum);
    gram_plan_free(&plan);
}

/* ---- groups in panels ---- */

/* However wide the panels are, their parts together are the group's columns. */
static void test_groups_in_panels(void **state)
{
    (void)state;
    enum { COLS = 40 };
    struct span spans[] = {{0, 3}, {5, 1}, {6, 20}, {30, 10}}, parts[4];
    const struct gram_group group = {.spans = spans, .count = 4, .cols = 34};
    for (size_t width = 1; width <= COLS + 1; width++) {
        bool seen[COLS] = {false};
        size_t next = 0;
        for (size_t first = 0; first < COLS; first += width) {
            size_t cols = first + width > COLS ? COLS - first : width;
            size_t count = gram_group_in_panel(&group, first, cols, &next, parts);
            for (size_t p = 0; p < count; p++)
                for (size_t c = parts[p].first; c < parts[p].first + parts[p].count; c++) {
                    assert_true(c < cols && !seen[first + c]);
                    seen[first + c] = true;
                }
        }
        for (size_t c = 0; c < COLS; c++)
            assert_int_equal(seen[c], c < 3 || c == 5 || (c >= 6 && c < 26) || c >= 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"products over some columns of a panel are those columns'", test_spans, NULL, NULL, NULL},
        {"spans that end inside a block of columns, or go on in the next, are summed once",
         test_spans_across_blocks, NULL, NULL, NULL},
        {"known products are kept, the others are computed", test_known_products_are_kept, NULL,
         NULL, NULL},
        {"a known row of another length is found", test_a_known_row_of_another_length_is_found,
         NULL, NULL, NULL},
        {"a group's parts in panels of any width are its columns", test_groups_in_panels, NULL,
         NULL, NULL},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
