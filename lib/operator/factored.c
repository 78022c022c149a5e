#include "operator/factored.h"

#include "relaxation/factors.h"

#include <math.h>

static struct error *count_negative(const struct record *r, size_t *negative)
{
    *negative = 0;
    struct error *err = record_attr_size(r, "negative", 0, negative);
    if (!err && *negative > r->cols)
        err = error_new("factors: attribute negative: %zu is not a number of their columns: write "
                        "them by diffop --factors",
                        *negative);
    return err;
}

/* The factors of a row may cancel, or overflow. */
static struct error *check_sums(const struct matrix *power)
{
    for (size_t i = 0; i < power->rows; i++)
        if (!isfinite(matrix_row_sum(power, i)))
            return error_new("factors: row %zu: they give no probabilities: write them by diffop "
                             "--factors",
                             i);
    return NULL;
}

struct error *factored_operator(const struct record *r, struct matrix *m)
{
    struct error *err;
    struct matrix power = {0};
    struct factors f = {.m = *m};
    if (!record_is(r, "factors"))
        return NULL;
    if (r->rows > OPERATOR_ROWS)
        return error_new("factors of %zu snapshots: their operator would take %zu GB: use "
                         "landmarks (diffop -l 2000), or the factors themselves (phm2npy)",
                         r->rows, r->rows * r->rows / (1 << 27));
    TRY(count_negative(r, &f.negative));
    TRY(factors_check(&f));
    TRY(matrix_new(&power, r->rows, r->rows));
    TRY(factors_power(&f, &power));
    TRY(check_sums(&power));
    matrix_free(m);
    *m = power;
    power = (struct matrix){0};
out:
    matrix_free(&power);
    return err;
}
