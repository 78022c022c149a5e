/* What one pass over the snapshots measures of each tensor in each row: a digest, by which equal
 * ones are found, its length, how far it is from the rows before, and the numbers that are not
 * finite. Memory is 40 bytes per row and tensor. */
#ifndef PHATE_AUDIT_MEASURE_H
#define PHATE_AUDIT_MEASURE_H

#include "audit/subject.h"

#include <stdbool.h>
#include <stdint.h>

/* Of 128 bits: two rows that differ have the same one with a probability of 2^-128. */
struct audit_digest {
    uint64_t low, high;
};

/* Of one tensor in one row. Sums of squares, in float64; differences are taken before they are
 * squared, so that steps far below the length keep their digits. A sum is NAN or infinite where a
 * number is, or is beyond 1e150. */
struct audit_cell {
    struct audit_digest digest;
    double length; /* of the numbers themselves */
    double one;    /* of the differences from the row one place before; 0 where there is none */
    double two;    /* of those from the row two places before */
};

/* Numbers of one tensor in one row that are NaN or infinite. */
struct audit_nonfinite {
    size_t row, tensor;
    size_t nans, infinities;
    size_t first; /* the first such element of the tensor */
};

struct audit_measure {
    const struct audit_subject *subject;
    struct audit_cell *cells;          /* rows x tensors */
    struct audit_nonfinite *nonfinite; /* by row, then by tensor, once audit_measure_finish was */
    size_t nonfinite_count, nonfinite_room;
};

/* The subject must outlive the measure; the caller frees it. */
struct error *audit_measure_new(struct audit_measure *m,
                                const struct audit_subject *subject) MUST_CHECK;
void audit_measure_free(struct audit_measure *m);

/* Adds a row of a panel; threads may add the rows of one panel side by side. The panels of all
 * columns come in order, and after the rows of each what is not finite in it is added. */
void audit_measure_add_row(const struct audit_measure *m, const struct panel *panel, size_t row);
struct error *audit_measure_add_nonfinite(struct audit_measure *m,
                                          const struct panel *panel) MUST_CHECK;
void audit_measure_finish(struct audit_measure *m);

static inline const struct audit_cell *audit_cell(const struct audit_measure *m, size_t row,
                                                  size_t tensor)
{
    return &m->cells[row * m->subject->tensor_count + tensor];
}

/* The same of the whole row. */
struct audit_cell audit_measure_whole(const struct audit_measure *m, size_t row);

static inline int audit_digest_compare(const struct audit_digest *a, const struct audit_digest *b)
{
    return a->high != b->high ? (a->high > b->high) - (a->high < b->high)
                              : (a->low > b->low) - (a->low < b->low);
}

#endif
