/* Gram sums of whole panels, for the C tests. */
#ifndef PHATE_TESTS_SUMS_H
#define PHATE_TESTS_SUMS_H

#include "expect.h"
#include "gram/sum.h"

struct sums {
    struct gram_plan plan;
    struct gram_sum sum;
};

static inline void sums_begin(struct sums *s, size_t rows)
{
    expect_good(gram_plan_new(&s->plan, rows, 0));
    expect_good(gram_sum_begin(&s->sum, &s->plan, NULL, GRAM_SQUARES));
}

static inline void sums_begin_centered_rows(struct sums *s, size_t rows)
{
    expect_good(gram_plan_new(&s->plan, rows, 0));
    expect_good(gram_sum_begin_centered_rows(&s->sum, &s->plan));
}

static inline void sums_add(struct sums *s, struct panel panel)
{
    const struct span all = {0, panel.cols};
    panel.rows = s->plan.rows;
    gram_sum_add(&s->sum, &panel, &all, 1);
}

static inline void sums_add_f32(struct sums *s, const float *x, size_t cols)
{
    sums_add(s, (struct panel){.cols = cols, .type = PHM_F32, .f = (float *)x});
}

static inline void sums_add_f64(struct sums *s, const double *x, size_t cols)
{
    sums_add(s, (struct panel){.cols = cols, .type = PHM_F64, .d = (double *)x});
}

static inline void sums_finish(struct sums *s, struct matrix *g)
{
    assert_int_equal(gram_sum_finish(&s->sum, g), 0);
    gram_plan_free(&s->plan);
}

/* The product of two rows, of squares. */
static inline double sums_product(const struct matrix *g, size_t i, size_t j)
{
    size_t n = g->rows;
    return i == j ? g->a[i * n + i] : (g->a[i * n + i] + g->a[j * n + j] - g->a[i * n + j]) / 2;
}

#endif
