/* The measures that are sums over samples and classes: products of all of a block's columns. */
#include "base/clones.h"
#include "prediction/impl.h"

#include <cblas.h>
#include <math.h>

enum { T = PREDICTION_TILE, PAIRS = PREDICTION_PAIRS };

/* product = left' right + product * keep, over the block's samples and classes. */
static void multiply(const struct prediction_block *b, const double *left, const double *right,
                     double keep, double *product)
{
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, T, T, (blasint)(b->samples * b->classes),
                1, left, T, right, T, keep, product, T);
}

/* ---- hellinger ---- */

/* Replaces values of a left row, those that are close to 0 beside `terms`. */
typedef void differences(const struct prediction_pair *p, size_t left, double *value);

static void mend_close(const struct prediction_pair *p, size_t left, const double *terms,
                       differences *compute, double *value)
{
    double exact[T];
    bool known = false;
    for (size_t v = 0; v < T; v++) {
        if (!prediction_pair_counts(p, left, v) || value[v] >= PREDICTION_CLOSE * terms[v])
            continue;
        if (!known)
            compute(p, left, exact);
        known = true;
        value[v] = exact[v];
    }
}

CLONED static void hellinger_differences(const struct prediction_pair *p, size_t left,
                                         double *value)
{
    const struct prediction_block *b = p->block;
    prediction_squares(b->packed + prediction_block_tile(b, p->left) + left,
                       b->packed + prediction_block_tile(b, p->right), b->samples * b->classes,
                       value);
}

void prediction_add_hellinger(const struct prediction_pair *p, struct prediction_tile_sums *sums)
{
    const struct prediction_block *b = p->block;
    double product[PAIRS], value[T], terms[T];
    multiply(b, b->packed + prediction_block_tile(b, p->left),
             b->packed + prediction_block_tile(b, p->right), 0, product);
    for (size_t u = 0; u < T; u++) {
        for (size_t v = 0; v < T; v++) {
            terms[v] = (double)b->samples;
            value[v] = 2 * (terms[v] - product[u * T + v]);
        }
        mend_close(p, u, terms, hellinger_differences, value);
        for (size_t v = 0; v < T; v++)
            sums->sum[u * T + v] += value[v];
    }
}

/* ---- jeffreys ---- */

/* The sum of (p_u - p_v) (ln p_u - ln p_v) of a left row. */
CLONED static void divergences_of(const double *restrict p, const double *restrict log_p,
                                  const double *restrict q, const double *restrict log_q,
                                  size_t columns, double *restrict sum)
{
    for (size_t v = 0; v < T; v++)
        sum[v] = 0;
    for (size_t c = 0; c < columns; c++, p += T, log_p += T, q += T, log_q += T)
#pragma omp simd
        for (size_t v = 0; v < T; v++)
            sum[v] += (*p - q[v]) * (*log_p - log_q[v]);
}

static void jeffreys_differences(const struct prediction_pair *p, size_t left, double *value)
{
    const struct prediction_block *b = p->block;
    size_t u = prediction_block_tile(b, p->left) + left, v = prediction_block_tile(b, p->right);
    divergences_of(b->packed + u, b->logs + u, b->packed + v, b->logs + v, b->samples * b->classes,
                   value);
}

/* The entropies of a tile's rows, negative: sum p ln p over the block. */
CLONED static void self_products(const double *restrict p, const double *restrict logs,
                                 size_t columns, double *restrict sum)
{
    for (size_t v = 0; v < T; v++)
        sum[v] = 0;
    for (size_t c = 0; c < columns; c++, p += T, logs += T)
#pragma omp simd
        for (size_t v = 0; v < T; v++)
            sum[v] += p[v] * logs[v];
}

void prediction_add_jeffreys(const struct prediction_pair *p, struct prediction_tile_sums *sums)
{
    const struct prediction_block *b = p->block;
    size_t left = prediction_block_tile(b, p->left), right = prediction_block_tile(b, p->right);
    size_t columns = b->samples * b->classes;
    double crossed[PAIRS], of_left[T], of_right[T], value[T], terms[T];
    self_products(b->packed + left, b->logs + left, columns, of_left);
    self_products(b->packed + right, b->logs + right, columns, of_right);
    multiply(b, b->packed + left, b->logs + right, 0, crossed);
    multiply(b, b->logs + left, b->packed + right, 1, crossed);
    for (size_t u = 0; u < T; u++) {
        for (size_t v = 0; v < T; v++) { /* all of these are at most 0 */
            terms[v] = -of_left[u] - of_right[v] - crossed[u * T + v];
            value[v] = of_left[u] + of_right[v] - crossed[u * T + v];
        }
        mend_close(p, u, terms, jeffreys_differences, value);
        for (size_t v = 0; v < T; v++)
            sums->sum[u * T + v] += value[v];
    }
}

/* ---- disagreement ---- */

CLONED static void count_differing(const uint32_t *restrict left, const uint32_t *restrict right,
                                   size_t samples, uint64_t *restrict count)
{
    uint32_t here[T] = {0};
    for (size_t n = 0; n < samples; n++, left += T, right += T)
#pragma omp simd
        for (size_t v = 0; v < T; v++)
            here[v] += *left != right[v];
    for (size_t v = 0; v < T; v++)
        count[v] = here[v];
}

void prediction_add_disagreement(const struct prediction_pair *p, struct prediction_tile_sums *sums)
{
    const struct prediction_block *b = p->block;
    size_t stride = b->room * T;
    uint64_t count[T];
    for (size_t u = 0; u < T; u++) {
        count_differing(b->best + p->left * stride + u, b->best + p->right * stride, b->samples,
                        count);
        for (size_t v = 0; v < T; v++)
            sums->sum[u * T + v] += (double)count[v];
    }
}
