/* The Gram matrix of a group of columns, as squares (form.h), accumulated panel by panel in float64
 * from differences between rows (differences.h). Several groups may be accumulated side by side
 * from the same panels; they share a gram_plan.
 *
 * A Gram matrix can also be extended by rows: the products of the first `known` rows with one
 * another are given, and only those of the other rows, with all rows, are computed. Rows, and those
 * of the matrix, are counted in the plan's order throughout. */
#ifndef PHATE_GRAM_SUM_H
#define PHATE_GRAM_SUM_H

#include "gram/differences.h"
#include "gram/form.h"
#include "gram/plan.h"
#include "matrix/matrix.h"
#include "stream/record/panel.h"

struct gram_sum {
    const struct gram_plan *plan;
    struct matrix g;         /* rows x rows: products of differences, in the lower triangle */
    struct difference *rows; /* each row; the first columns choose its parent */
    size_t cols;             /* so far */
    bool center_rows;
    const struct matrix *old; /* known x known, or NULL where none are known */
    enum gram_form old_form;
};

/* The sum starts at zero. `old`, of that form, stays the caller's and must outlive the sum. The
 * caller frees the sum with gram_sum_free, or keeps g through gram_sum_finish. */
struct error *gram_sum_begin(struct gram_sum *sum, const struct gram_plan *plan,
                             const struct matrix *old, enum gram_form old_form) MUST_CHECK;

/* The same for centred rows: from each row its own mean is subtracted, as in Pearson's correlation.
 * A row that is constant but for rounding becomes zeros. Such matrices do not add up, and cannot be
 * extended: the plan has no known rows. */
struct error *gram_sum_begin_centered_rows(struct gram_sum *sum,
                                           const struct gram_plan *plan) MUST_CHECK;

/* Adds some of a panel's columns; spans count from the panel's first. */
void gram_sum_add(struct gram_sum *sum, const struct panel *panel, const struct span *spans,
                  size_t count);

/* The first known row whose length is not that in `old` (up to rounding), so that it cannot be the
 * same row; `known` where there is none. */
size_t gram_sum_changed_row(const struct gram_sum *sum);

/* Before the sum is finished: fails where a row differs from its parent (differences.h), but the
 * square of the difference underflows. */
struct error *gram_sum_check(const struct gram_sum *sum) MUST_CHECK;

/* Hands the matrix over, as squares; the rest of the sum is freed. Squares of known rows are
 * unchanged, bit for bit. Equal rows are 0 apart, and equally far from others, bit for bit, in
 * whatever order BLAS has summed them. Returns how many pairs of rows, not equal, hold fewer than
 * three digits of their distance (differences.h). */
size_t gram_sum_finish(struct gram_sum *sum, struct matrix *g);
void gram_sum_free(struct gram_sum *sum);

#endif
