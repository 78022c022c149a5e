#include "operator/factored.h"

#include "relaxation/factors.h"

#include <stdlib.h>

static size_t count_negative(const struct record *r)
{
    const char *text = record_attr(r, "negative");
    return text ? strtoul(text, NULL, 10) : 0;
}

struct error *factored_operator(const struct record *r, struct matrix *m)
{
    struct error *err;
    struct matrix power = {0};
    struct factors f = {.m = *m, .negative = count_negative(r)};
    if (!record_is(r, "factors"))
        return NULL;
    if (r->rows > OPERATOR_ROWS)
        return error_new("factors of %zu snapshots: their operator would take %zu GB: use "
                         "landmarks (diffop -l 2000), or the factors themselves (phm2npy)",
                         r->rows, r->rows * r->rows / (1 << 27));
    TRY(factors_check(&f));
    TRY(factors_power(&f, &power));
    matrix_free(m);
    *m = power;
out:
    return err;
}
