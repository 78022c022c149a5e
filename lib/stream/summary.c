#include "stream/summary.h"

#include "base/dtype.h"
#include "base/size.h"

#include <math.h>

enum { CHUNK = 1 << 13 }; /* bytes at a time: a multiple of both element sizes */

struct sums {
    struct summary *summary;
    /* Wider than the values: the sum of float64s near the largest one stays finite, and the sum of
     * 10^9 equal values loses nothing that would show in the mean. */
    long double sum;
};

static void add_values(struct sums *s, const double *values, size_t count)
{
    struct summary m = *s->summary; /* in registers during the loop */
    long double sum = s->sum;
    for (size_t i = 0; i < count; i++) {
        double value = values[i];
        if (!isfinite(value)) {
            m.nan += isnan(value) != 0;
            m.inf += isinf(value) != 0;
            continue;
        }
        m.finite++;
        m.min = value < m.min ? value : m.min;
        m.max = value > m.max ? value : m.max;
        sum += value;
    }
    *s->summary = m;
    s->sum = sum;
}

/* Passes over the row pointers and column indices, which come before the entries of a sparse
 * matrix. */
static struct error *pass_over_indices(struct reader *reader, const struct record *r)
{
    struct error *err = NULL;
    unsigned char chunk[CHUNK];
    size_t length;
    /* A part of the payload, whose size the reader has checked: it does not overflow. */
    for (size_t left = (r->rows + 1 + r->nonzeros) * 8; left > 0; left -= length)
        TRY(reader_bytes(reader, chunk, size_min(left, sizeof chunk), &length));
out:
    return err;
}

struct error *summary_read(struct reader *reader, const struct record *r, struct summary *summary)
{
    struct error *err = NULL;
    unsigned char chunk[CHUNK];
    double values[CHUNK / 4];
    enum dtype type = r->type == PHM_F32 ? DTYPE_F32 : DTYPE_F64;
    struct sums sums = {.summary = summary};
    size_t length;
    *summary = (struct summary){.min = INFINITY, .max = -INFINITY};
    if (r->layout == PHM_CSR)
        TRY(pass_over_indices(reader, r));
    for (;;) {
        TRY(reader_bytes(reader, chunk, sizeof chunk, &length));
        if (length == 0)
            break;
        size_t count = length / dtype_size(type);
        dtype_to_f64(values, chunk, count, type, false);
        add_values(&sums, values, count);
    }
    if (summary->finite > 0)
        summary->mean = (double)(sums.sum / (long double)summary->finite);
    else
        summary->min = summary->max = summary->mean = NAN;
out:
    return err;
}
