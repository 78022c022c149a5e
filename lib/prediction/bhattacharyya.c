/* Bhattacharyya distances: -ln of a product over samples, each factor of which is an overlap
 * sum_c sqrt(p_u p_v). The factors of a tile are multiplied without a logarithm: a mantissa and an
 * exponent for each pair. */
#include "prediction/impl.h"

#include "base/clones.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

enum { T = PREDICTION_TILE, PAIRS = PREDICTION_PAIRS };

/* Of so few classes a loop is faster than BLAS, which packs both sides first. */
enum { LOOP_CLASSES = 64 };

/* The least overlap that is taken as it comes: those of 50,000 classes have lost at most 1e-13 of
 * it to underflow. Below it the logarithm is computed. A power of two, 1e-289. */
enum { TINY_EXPONENT = -960 };
static const double tiny = 0x1p-960;
/* A product of at least this may be multiplied by such an overlap. */
static const double product_least = 1e-10;

/* ---- overlaps of one sample ---- */

enum { LEFT = 4, RIGHT = 8 }; /* sums that stay in registers */

CLONED static void overlaps_by_loop(const double *restrict left, const double *restrict right,
                                    size_t classes, double *restrict overlap)
{
    for (size_t i = 0; i < T; i += LEFT)
        for (size_t j = 0; j < T; j += RIGHT) {
            double sum[LEFT][RIGHT] = {{0}};
            for (size_t c = 0; c < classes; c++)
                for (size_t u = 0; u < LEFT; u++)
#pragma omp simd
                    for (size_t v = 0; v < RIGHT; v++)
                        sum[u][v] += left[c * T + i + u] * right[c * T + j + v];
            for (size_t u = 0; u < LEFT; u++)
                for (size_t v = 0; v < RIGHT; v++)
                    overlap[(i + u) * T + j + v] = sum[u][v];
        }
}

static void overlaps_of(const double *left, const double *right, size_t classes, double *overlap)
{
    if (classes <= LOOP_CLASSES)
        overlaps_by_loop(left, right, classes, overlap);
    else
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, T, T, (blasint)classes, 1, left, T,
                    right, T, 0, overlap, T);
}

/* ---- products ---- */

/* Of a block's samples: the distance is sum - ln(product 2^exponent). */
struct products {
    double product[PAIRS];
    int64_t exponent[PAIRS];
    double sum[PAIRS];
    double least; /* no product is less */
};

static void products_begin(struct products *p)
{
    for (size_t i = 0; i < PAIRS; i++)
        p->product[i] = 1;
    memset(p->exponent, 0, sizeof p->exponent);
    memset(p->sum, 0, sizeof p->sum);
    p->least = 1;
}

/* Moves the exponents of positive normal numbers, which become those in [1, 2), to `exponent`. */
CLONED static void split(double *restrict product, int64_t *restrict exponent)
{
    enum { BIAS = 1023, MANTISSA = 52 };
    const uint64_t one = (uint64_t)BIAS << MANTISSA, fraction = ((uint64_t)1 << MANTISSA) - 1;
    for (size_t i = 0; i < PAIRS; i++) {
        uint64_t bits;
        memcpy(&bits, product + i, sizeof bits);
        exponent[i] += (int64_t)(bits >> MANTISSA) - BIAS;
        bits = (bits & fraction) | one;
        memcpy(product + i, &bits, sizeof bits);
    }
}

/* Returns the least overlap. One that is tiny counts as that power of two. */
CLONED static double multiply(double *restrict product, const double *restrict overlap)
{
    double least = 1;
#pragma omp simd reduction(min : least)
    for (size_t i = 0; i < PAIRS; i++) {
        least = overlap[i] < least ? overlap[i] : least;
        product[i] *= overlap[i] < tiny ? tiny : overlap[i];
    }
    return least;
}

/* Returns whether all overlaps have been taken: none was tiny. */
static bool products_multiply(struct products *p, const double *overlap)
{
    double least = multiply(p->product, overlap);
    p->least *= fmax(least, tiny);
    if (p->least < product_least) {
        split(p->product, p->exponent);
        p->least = 1;
    }
    return least >= tiny;
}

/* ---- overlaps too small for a float64 ---- */

/* ln p_u + ln p_v of a class, but for their scales. */
CLONED_INLINE double log_product(const struct prediction_block *b, double x, double y)
{
    return b->values == PREDICTION_PROBABILITIES ? log(x) + log(y) : x + y;
}

static double greatest_log(const struct prediction_block *b, const double *x, const double *y)
{
    double top = -INFINITY;
    for (size_t c = 0; c < b->classes; c++) {
        double term = log_product(b, x[c], y[c]);
        top = term > top ? term : top;
    }
    return top;
}

/* -ln sum_c sqrt(p_u p_v) of two rows, through the logarithms of p. */
static double log_overlap(const struct prediction_block *b, size_t u, size_t v, size_t sample)
{
    const double *x = prediction_block_x(b, u, sample), *y = prediction_block_x(b, v, sample);
    const struct prediction_scale *of_x = prediction_block_scale(b, u, sample);
    const struct prediction_scale *of_y = prediction_block_scale(b, v, sample);
    const double negligible = 100; /* exp(-100 / 2) of the greatest term */
    double top = greatest_log(b, x, y), sum = 0;
    if (isinf(top))
        return INFINITY;
    for (size_t c = 0; c < b->classes; c++) {
        double term = log_product(b, x[c], y[c]);
        if (term >= top - negligible)
            sum += exp((term - top) / 2);
    }
    return (of_x->top + of_x->excess + of_y->top + of_y->excess - top) / 2 - log(sum);
}

/* Moves tiny overlaps from the products to the sums. False where one is 0. */
static bool take_tiny(const struct prediction_pair *p, size_t sample, const double *overlap,
                      struct products *of, struct prediction_flaw *flaw)
{
    bool any = false;
    for (size_t k = 0; k < PAIRS; k++) {
        if (overlap[k] >= tiny || !prediction_pair_counts(p, k / T, k % T))
            continue;
        size_t u = p->left * T + k / T, v = p->right * T + k % T;
        double far = log_overlap(p->block, u, v, sample);
        if (isinf(far))
            prediction_flaw_note(
                flaw, &any,
                &(struct prediction_flaw){.apart = true, .sample = sample, .row = u, .other = v});
        else
            of->sum[k] += far;
        of->exponent[k] -= TINY_EXPONENT;
    }
    return !any;
}

/* ---- overlaps near 1 ---- */

/* 1 - the product over the block of a left row's overlaps with the right rows, each overlap as
 * 1 - |sqrt(p_u) - sqrt(p_v)|^2 / 2. */
CLONED static void missing_of(const double *restrict left, const double *restrict right,
                              size_t samples, size_t classes, double *restrict missing)
{
    for (size_t v = 0; v < T; v++)
        missing[v] = 0;
    for (size_t n = 0; n < samples; n++) {
        double squared[T];
        prediction_squares(left + n * classes * T, right + n * classes * T, classes, squared);
        for (size_t v = 0; v < T; v++)
            missing[v] += squared[v] / 2 * (1 - missing[v]);
    }
}

/* The product is split, so that it is 2^exponent or more, and less than twice that. */
static bool is_close(const struct prediction_pair *p, const struct products *of, size_t k,
                     double least)
{
    return (of->exponent[k] == 0 || (of->exponent[k] == -1 && of->product[k] / 2 > least)) &&
           of->sum[k] == 0 && prediction_pair_counts(p, k / T, k % T);
}

/* Of a left row the pairs that are close go to the sums; their products become 1. */
static void take_close(const struct prediction_pair *p, size_t left, struct products *of)
{
    const struct prediction_block *b = p->block;
    double missing[T], least = exp(-PREDICTION_CLOSE * (double)b->samples);
    bool known = false;
    for (size_t k = left * T; k < left * T + T; k++) {
        if (!is_close(p, of, k, least))
            continue;
        if (!known)
            missing_of(b->packed + prediction_block_tile(b, p->left) + left,
                       b->packed + prediction_block_tile(b, p->right), b->samples, b->classes,
                       missing);
        known = true;
        of->sum[k] = -log1p(-missing[k % T]);
        of->product[k] = 1;
        of->exponent[k] = 0;
    }
}

/* ---- a block ---- */

static bool multiply_samples(const struct prediction_pair *p, struct products *of,
                             struct prediction_flaw *flaw)
{
    const struct prediction_block *b = p->block;
    double overlap[PAIRS];
    for (size_t n = 0; n < b->samples; n++) {
        size_t at = n * b->classes * T;
        overlaps_of(b->packed + prediction_block_tile(b, p->left) + at,
                    b->packed + prediction_block_tile(b, p->right) + at, b->classes, overlap);
        if (!products_multiply(of, overlap) && !take_tiny(p, n, overlap, of, flaw))
            return false;
    }
    return true;
}

bool prediction_add_bhattacharyya(const struct prediction_pair *p,
                                  struct prediction_tile_sums *sums, struct prediction_flaw *flaw)
{
    struct products of;
    products_begin(&of);
    if (!multiply_samples(p, &of, flaw))
        return false;
    split(of.product, of.exponent);
    for (size_t left = 0; left < T; left++)
        take_close(p, left, &of);
    for (size_t k = 0; k < PAIRS; k++) {
        sums->product[k] *= of.product[k];
        sums->exponent[k] += of.exponent[k];
        sums->sum[k] += of.sum[k];
    }
    split(sums->product, sums->exponent);
    return true;
}
