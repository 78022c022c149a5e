/* The assignment problem. */
#include "assignment/assignment.h"

#include "numbers.h"

static void fill_from_matrix(const struct assignment_costs *costs, size_t row, double *cost)
{
    const struct matrix *m = costs->context;
    memcpy(cost, m->a + row * m->cols, m->cols * sizeof *cost);
}

static double least_sum(const struct matrix *m, size_t row, unsigned used)
{
    double least = INFINITY;
    if (row == m->rows)
        return 0;
    for (size_t j = 0; j < m->cols; j++)
        if (!(used >> j & 1))
            least = fmin(least, m->a[row * m->cols + j] + least_sum(m, row + 1, used | 1u << j));
    return least;
}

static void test_assignment(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct matrix m = random_matrix(seed % 6, seed % 6 + seed % 3, seed);
        struct assignment_costs costs = {m.rows, m.cols, fill_from_matrix, &m};
        size_t col_of[8] = {0};
        unsigned used = 0;
        double sum = 0;
        for (size_t e = 0; seed % 4 == 0 && e < m.rows * m.cols; e++)
            m.a[e] = floor(3 * m.a[e]); /* ties */
        expect_good(assignment_solve(&costs, NULL, col_of));
        for (size_t i = 0; i < m.rows; i++) {
            assert_false(used >> col_of[i] & 1);
            used |= 1u << col_of[i];
            sum += m.a[i * m.cols + col_of[i]];
        }
        assert_near(sum, least_sum(&m, 0, 0), 1e-14);
        matrix_free(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"assignments are the least of all", test_assignment, 0, 0, 0},
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
