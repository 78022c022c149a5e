/* What the C tests of the numeric modules share: repeatable random numbers, comparisons that say
 * what they compared. */
#ifndef PHATE_TESTS_NUMBERS_H
#define PHATE_TESTS_NUMBERS_H

#include "expect.h"
#include "matrix/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Uniform in [-1, 1]: a 64-bit linear congruential generator's state as a fraction. */
static inline double random_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(int64_t)*state / 9223372036854775808.0;
}

static inline struct matrix zeros(size_t rows, size_t cols)
{
    struct matrix m;
    expect_good(matrix_new(&m, rows, cols));
    return m;
}

static inline struct matrix random_matrix(size_t rows, size_t cols, uint64_t seed)
{
    struct matrix m = zeros(rows, cols);
    for (size_t i = 0; i < rows * cols; i++)
        m.a[i] = random_number(&seed);
    return m;
}

static inline struct matrix matrix_of(size_t rows, size_t cols, const double *values)
{
    struct matrix m = zeros(rows, cols);
    if (rows * cols > 0)
        memcpy(m.a, values, rows * cols * sizeof *values);
    return m;
}

static inline struct matrix copy_of(const struct matrix *m)
{
    return matrix_of(m->rows, m->cols, m->a);
}

/* The product by its definition. */
static inline struct matrix naive_product(const struct matrix *a, const struct matrix *b)
{
    struct matrix product = zeros(a->rows, b->cols);
    for (size_t i = 0; i < a->rows; i++)
        for (size_t k = 0; k < a->cols; k++)
            for (size_t j = 0; j < b->cols; j++)
                product.a[i * b->cols + j] += a->a[i * a->cols + k] * b->a[k * b->cols + j];
    return product;
}

static inline void assert_near(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.17g, expected %.17g (to %g)", got, expected, tolerance);
}

static inline void assert_all_near(const struct matrix *got, const struct matrix *expected,
                                   double tolerance)
{
    assert_int_equal(got->rows, expected->rows);
    assert_int_equal(got->cols, expected->cols);
    for (size_t i = 0; i < got->rows; i++)
        for (size_t j = 0; j < got->cols; j++) {
            double g = got->a[i * got->cols + j], e = expected->a[i * got->cols + j];
            if (!(fabs(g - e) <= tolerance))
                fail_msg("(%zu, %zu): got %.17g, expected %.17g (to %g)", i, j, g, e, tolerance);
        }
}

#endif
