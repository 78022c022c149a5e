/* Products and squares, and one from the other. */
#include "gram/form.h"

#include "numbers.h"

/* Rows (3, 4), (0, 0), (6, 8), (3, 4). */
static const double products[] = {25, 0, 50, 25, 0, 0, 0, 0, 50, 0, 100, 50, 25, 0, 50, 25};
static const double squares[] = {25, 25, 25, 0, 25, 0, 100, 25, 25, 100, 100, 25, 0, 25, 25, 25};

static void each_form_becomes_the_other(void **state)
{
    (void)state;
    struct matrix g = matrix_of(4, 4, products), s = matrix_of(4, 4, squares);
    struct matrix of_products = copy_of(&g), of_squares = copy_of(&s);
    assert_int_equal(gram_form_to_squares(&of_products), 0);
    gram_form_to_products(&of_squares);
    assert_all_near(&of_products, &s, 0);
    assert_all_near(&of_squares, &g, 0);
    matrix_free(&g);
    matrix_free(&s);
    matrix_free(&of_products);
    matrix_free(&of_squares);
}

static size_t vague_pairs(double gii, double gjj, double gij)
{
    const double g[] = {gii, gij, gij, gjj};
    struct matrix m = matrix_of(2, 2, g);
    size_t vague = gram_form_to_squares(&m);
    matrix_free(&m);
    return vague;
}

/* Rows of length 1: (1, 0), and (1, d). Of d^2 beside 2 three digits are left from 1.8e-12 on. */
static void products_of_few_digits_are_counted(void **state)
{
    (void)state;
    assert_int_equal(vague_pairs(1, 1 + 1e-6, 1), 0);
    assert_int_equal(vague_pairs(1, 1 + 1e-14, 1), 1);
    assert_int_equal(vague_pairs(1, 1, 1 - 0x1p-53), 1); /* not the same row, as far as is known */
    assert_int_equal(vague_pairs(1, 1, 1), 0);           /* the same */
    assert_int_equal(vague_pairs(0, 0, 0), 0);
}

static void rounding_is_no_distance(void **state)
{
    (void)state;
    assert_near(gram_form_squared(1, 1, 1 - 0x1p-53), 0, 0);
    assert_near(gram_form_squared(1, 1, 1 + 0x1p-52), 0, 0);
    assert_near(gram_form_squared(1, 1 + 0x1p-51, 1), 0, 0);
    assert_near(gram_form_squared(0, 0.3, 0), 0.3, 0);
}

/* (1, 0) and (3, 0), by products with an error: the cosine of squares 1, 9 and 4 is 1. */
static void rows_on_one_line_stay_on_it(void **state)
{
    (void)state;
    assert_near(gram_form_squared(1, 9, 3 - 0x1p-51), 4, 0);
    assert_near(gram_form_squared(1, 9, 3 - 0x1p-40), 4 + 0x1p-39, 0);
}

static bool fits(double length, double apart)
{
    const double s[] = {length, apart, apart, length};
    struct matrix m = matrix_of(2, 2, s);
    bool fit = gram_form_fits_products(&m);
    matrix_free(&m);
    return fit;
}

static void products_fit_where_six_digits_are_left(void **state)
{
    (void)state;
    assert_true(fits(1, 1e-8));
    assert_false(fits(1, 1e-9));
    assert_true(fits(1, 0)); /* equal rows are equal in products, too */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_becomes_the_other),
        cmocka_unit_test(products_of_few_digits_are_counted),
        cmocka_unit_test(rounding_is_no_distance),
        cmocka_unit_test(rows_on_one_line_stay_on_it),
        cmocka_unit_test(products_fit_where_six_digits_are_left),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
