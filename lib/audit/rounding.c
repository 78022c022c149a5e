#include "audit/rounding.h"

#include <math.h>

/* p: binary digits, with the one that is not stored. */
static const int digits[DTYPE_COUNT] = {
    [DTYPE_F64] = 53, [DTYPE_F32] = 24, [DTYPE_F16] = 11, [DTYPE_BF16] = 8};

double audit_rounding_spacing(enum dtype type)
{
    return ldexp(1, 1 - (type < DTYPE_COUNT && digits[type] ? digits[type] : digits[DTYPE_F64]));
}

double audit_rounding_share(enum dtype type)
{
    return type < DTYPE_COUNT && digits[type] ? ldexp(sqrt(2 * log(2)) / 3, -digits[type]) : 0;
}

/* ---- steps ---- */

/* The squared length of what two roundings make of a tensor. */
static double rounding_of(const struct audit_measure *m, size_t row, size_t tensor)
{
    double share = audit_rounding_share(m->subject->tensors[tensor].type);
    return 2 * share * share * audit_cell(m, row, tensor)->length;
}

static double rounding_of_whole(const struct audit_measure *m, size_t row)
{
    double sum = 0;
    for (size_t k = 0; k < m->subject->tensor_count; k++)
        sum += rounding_of(m, row, k);
    return sum;
}

struct steps {
    size_t below, all;
    size_t first; /* the first row whose step is below; and */
    double share; /* how long that is, and what the rounding makes, over the row's length */
    double rounding;
};

/* Of a tensor, or of whole snapshots (AUDIT_NONE, with `whole`). */
static struct steps count_steps(const struct audit_measure *m, const struct run *run,
                                const struct audit_cell *whole, size_t tensor)
{
    struct steps steps = {.first = AUDIT_NONE};
    for (size_t i = 1; i < run->count; i++) {
        size_t row = m->subject->runs.order[run->first + i];
        bool is_whole = tensor == AUDIT_NONE;
        const struct audit_cell *cell = is_whole ? &whole[row] : audit_cell(m, row, tensor);
        double rounding = is_whole ? rounding_of_whole(m, row) : rounding_of(m, row, tensor);
        steps.all++;
        if (!(cell->one > 0 && cell->one < rounding))
            continue;
        if (steps.below++ == 0) {
            steps.first = row;
            steps.share = sqrt(cell->one / cell->length);
            steps.rounding = sqrt(rounding / cell->length);
        }
    }
    return steps;
}

static struct error *report(struct table *out, const struct audit_subject *s,
                            const struct steps *steps, const char *tensor)
{
    return audit_findings_add(
        out, s, AUDIT_ROUNDING,
        (struct audit_place){steps->first, tensor, s->before[steps->first].one},
        "steps below rounding: %zu of %zu; this one is %.2g of the "
        "length, two roundings make %.2g",
        steps->below, steps->all, steps->share, steps->rounding);
}

static struct error *find_in_tensors(struct table *out, const struct audit_measure *m,
                                     const struct run *run)
{
    struct error *err = NULL;
    const struct audit_subject *s = m->subject;
    for (size_t k = 0; k < s->tensor_count && !err; k++) {
        struct steps steps = count_steps(m, run, NULL, k);
        if (steps.below > 0)
            err = report(out, s, &steps, s->tensors[k].name);
    }
    return err;
}

struct error *audit_rounding_find(struct table *out, const struct audit_measure *m,
                                  const struct audit_cell *whole)
{
    struct error *err = NULL;
    const struct audit_subject *s = m->subject;
    for (size_t k = 0; k < s->runs.count && !err; k++) {
        struct steps steps = count_steps(m, &s->runs.at[k], whole, AUDIT_NONE);
        err = steps.below > 0 ? report(out, s, &steps, NULL)
                              : find_in_tensors(out, m, &s->runs.at[k]);
    }
    return err;
}
