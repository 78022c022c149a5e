/* Sparse matrices against dense ones and hand calculation. */
#include "matrix/check.h"
#include "matrix/components.h"
#include "matrix/csr.h"
#include "numbers.h"

static struct matrix sample(void)
{
    static const double values[] = {0, 2, 0, 1, 0, 0, 0, 0, 0, 0, -3, 4};
    return matrix_of(3, 4, values);
}

static void dense_and_back_is_the_same(void **state)
{
    (void)state;
    struct matrix dense = sample(), back;
    struct csr m;
    expect_good(csr_from_dense(&m, &dense));
    assert_int_equal(m.nonzeros, 4);
    static const size_t start[] = {0, 2, 2, 4}, col[] = {1, 3, 2, 3};
    assert_memory_equal(m.start, start, sizeof start);
    assert_memory_equal(m.col, col, sizeof col);
    assert_true(csr_at(&m, 0, 3) == 1 && csr_at(&m, 0, 2) == 0 && csr_at(&m, 1, 1) == 0);
    assert_true(csr_row_sum(&m, 2) == 1);
    expect_good(csr_to_dense(&m, &back));
    assert_all_near(&back, &dense, 0);
    csr_free(&m);
    matrix_free(&back);
    matrix_free(&dense);
}

static void transposing_exchanges_rows_and_columns(void **state)
{
    (void)state;
    struct matrix dense = sample(), back;
    struct csr m, t;
    expect_good(csr_from_dense(&m, &dense));
    expect_good(csr_transpose(&m, &t));
    expect_good(csr_check_structure(&t));
    expect_good(csr_to_dense(&t, &back));
    assert_int_equal(back.rows, 4);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 4; j++)
            assert_true(back.a[j * 3 + i] == dense.a[i * 4 + j]);
    csr_free(&m);
    csr_free(&t);
    matrix_free(&back);
    matrix_free(&dense);
}

static void a_product_is_that_of_the_dense_matrix(void **state)
{
    (void)state;
    struct matrix dense = random_matrix(70, 50, 1), x = random_matrix(50, 7, 2), y = zeros(70, 7);
    for (size_t e = 0; e < 70 * 50; e++)
        if (dense.a[e] < 0.6)
            dense.a[e] = 0;
    struct csr m;
    expect_good(csr_from_dense(&m, &dense));
    struct matrix expected = naive_product(&dense, &x);
    csr_multiply(&m, &x, &y);
    assert_all_near(&y, &expected, 1e-14);
    csr_free(&m);
    matrix_free(&dense);
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&expected);
}

static void stored_zeros_can_be_dropped(void **state)
{
    (void)state;
    struct matrix dense = sample();
    struct csr m;
    expect_good(csr_from_dense(&m, &dense));
    m.value[0] = m.value[3] = 0;
    csr_drop_zeros(&m);
    expect_good(csr_check_structure(&m));
    assert_int_equal(m.nonzeros, 2);
    assert_true(csr_at(&m, 0, 3) == 1 && csr_at(&m, 2, 2) == -3);
    csr_free(&m);
    matrix_free(&dense);
}

static void a_damaged_structure_is_refused(void **state)
{
    (void)state;
    struct matrix dense = sample();
    struct csr m;
    expect_good(csr_from_dense(&m, &dense));
    m.col[1] = 4;
    expect_error(csr_check_structure(&m), "row 0: column indices are out of range");
    m.col[1] = 1;
    expect_error(csr_check_structure(&m), "out of order");
    m.col[1] = 3;
    m.start[1] = 5;
    expect_error(csr_check_structure(&m), "row 0: row pointers fall");
    m.start[1] = 2;
    m.start[3] = 3;
    expect_error(csr_check_structure(&m), "do not span");
    csr_free(&m);
    matrix_free(&dense);
}

static void properties_are_checked_as_of_dense_matrices(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 0, 2, 1, 0, 0, 0, 0};
    struct matrix dense = matrix_of(3, 3, values), wide = sample();
    struct csr m, w;
    expect_good(csr_from_dense(&m, &dense));
    expect_good(csr_from_dense(&w, &wide));
    expect_good(csr_check(&m, CHECK_SYMMETRIC | CHECK_NONNEGATIVE, "affinity"));
    m.value[2] = 2.1;
    expect_error(csr_check(&m, CHECK_SYMMETRIC, "affinity"),
                 "affinity matrix: row 0, column 1: 2 is not symmetric");
    m.value[2] = NAN;
    expect_error(csr_check(&m, 0, "affinity"), "row 1, column 0: nan is not a finite number");
    m.value[2] = -2;
    expect_error(csr_check(&m, CHECK_NONNEGATIVE, "affinity"), "row 1, column 0: -2 is negative");
    expect_error(csr_check(&w, 0, "affinity"), "square: got 3 x 4");
    csr_free(&m);
    csr_free(&w);
    matrix_free(&dense);
    matrix_free(&wide);
}

static void components_and_their_blocks_are_those_of_the_dense_matrix(void **state)
{
    (void)state;
    static const double values[] = {1, 0, 5, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4};
    struct matrix dense = matrix_of(4, 4, values), block, sparse_block;
    struct csr m, part;
    struct components a, b;
    expect_good(csr_from_dense(&m, &dense));
    expect_good(components_find(&a, &dense));
    expect_good(components_find_sparse(&b, &m));
    assert_int_equal(b.count, 3);
    assert_memory_equal(a.label, b.label, 4 * sizeof *a.label);
    for (size_t c = 0; c < 3; c++) {
        expect_good(components_gather(&a, c, &dense, &block));
        expect_good(components_gather_sparse(&b, c, &m, &part));
        expect_good(csr_to_dense(&part, &sparse_block));
        assert_all_near(&sparse_block, &block, 0);
        matrix_free(&block);
        matrix_free(&sparse_block);
        csr_free(&part);
    }
    components_free(&a);
    components_free(&b);
    csr_free(&m);
    matrix_free(&dense);
}

static void a_diagonal_is_set_whether_stored_or_not(void **state)
{
    (void)state;
    static const double values[] = {0, 2, 0, 3, 4, 0, 0, 5, 0, 6, 7, 0, 8, 0, 9, 1, 0, 0, 0, 1},
                        expected[] = {1, 2, 0, 3, 4, 1, 0, 5, 0, 6, 1, 0, 8, 0, 9, 1, 0, 0, 0, 1};
    struct matrix dense = matrix_of(5, 4, values), wanted = matrix_of(5, 4, expected), got;
    struct csr m;
    expect_good(csr_from_dense(&m, &dense));
    expect_good(csr_set_diagonal(&m, 1));
    expect_good(csr_check_structure(&m));
    expect_good(csr_to_dense(&m, &got));
    assert_all_near(&got, &wanted, 0);
    csr_free(&m);
    matrix_free(&dense);
    matrix_free(&wanted);
    matrix_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_and_back_is_the_same),
        cmocka_unit_test(transposing_exchanges_rows_and_columns),
        cmocka_unit_test(a_product_is_that_of_the_dense_matrix),
        cmocka_unit_test(stored_zeros_can_be_dropped),
        cmocka_unit_test(a_damaged_structure_is_refused),
        cmocka_unit_test(properties_are_checked_as_of_dense_matrices),
        cmocka_unit_test(a_diagonal_is_set_whether_stored_or_not),
        cmocka_unit_test(components_and_their_blocks_are_those_of_the_dense_matrix),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("csr", tests, NULL, NULL);
}
