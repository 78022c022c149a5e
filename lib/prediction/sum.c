#include "prediction/sum.h"

#include "base/size.h"
#include "matrix/blas.h"
#include "prediction/impl.h"

#include <math.h>
#include <stdlib.h>

enum { T = PREDICTION_TILE, PAIRS = PREDICTION_PAIRS };

/* ---- memory ---- */

static size_t tile_pairs(size_t tiles)
{
    return tiles * (tiles + 1) / 2;
}

static void set_all(double *at, size_t count, double value)
{
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        at[i] = value;
}

struct error *prediction_sum_begin(struct prediction_sum *sum, enum prediction_measure measure,
                                   size_t rows)
{
    size_t square, tiles = (rows - 1) / T + 1;
    bool multiplies = measure == PREDICTION_BHATTACHARYYA;
    *sum = (struct prediction_sum){.measure = measure, .rows = rows, .tiles = tiles};
    if (!size_mul(tiles, tiles + 1, &square))
        return error_memory("distances of predictions");
    size_t count = square / 2;
    sum->sum = calloc(count, PAIRS * sizeof *sum->sum);
    if (multiplies) {
        sum->product = calloc(count, PAIRS * sizeof *sum->product);
        sum->exponent = calloc(count, PAIRS * sizeof *sum->exponent);
    }
    if (!sum->sum || (multiplies && (!sum->product || !sum->exponent))) {
        prediction_sum_free(sum);
        return error_memory("distances of predictions");
    }
    if (multiplies)
        set_all(sum->product, count * PAIRS, 1);
    return NULL;
}

void prediction_sum_free(struct prediction_sum *sum)
{
    free(sum->sum);
    free(sum->product);
    free(sum->exponent);
    *sum = (struct prediction_sum){0};
}

/* ---- adding ---- */

/* The tiles of the pair of that number. */
static struct prediction_pair pair_of(const struct prediction_block *block, size_t number)
{
    size_t left = (size_t)((sqrt(8 * (double)number + 1) - 1) / 2);
    while (tile_pairs(left) > number)
        left--;
    while (tile_pairs(left + 1) <= number)
        left++;
    return (struct prediction_pair){block, left, number - tile_pairs(left)};
}

static bool add_pair(struct prediction_sum *sum, const struct prediction_block *block,
                     size_t number, struct prediction_flaw *flaw)
{
    struct prediction_pair p = pair_of(block, number);
    size_t at = number * PAIRS;
    struct prediction_tile_sums of = {.sum = sum->sum + at};
    switch (sum->measure) {
    case PREDICTION_BHATTACHARYYA:
        of.product = sum->product + at;
        of.exponent = sum->exponent + at;
        return prediction_add_bhattacharyya(&p, &of, flaw);
    case PREDICTION_HELLINGER:
        prediction_add_hellinger(&p, &of);
        return true;
    case PREDICTION_JEFFREYS:
        prediction_add_jeffreys(&p, &of);
        return true;
    case PREDICTION_DISAGREEMENT:
        prediction_add_disagreement(&p, &of);
    }
    return true;
}

bool prediction_sum_add(struct prediction_sum *sum, const struct prediction_block *block,
                        struct prediction_flaw *flaw)
{
    bool any = false;
    size_t threads = blas_split(), count = tile_pairs(sum->tiles);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++) {
        struct prediction_flaw found;
        if (!add_pair(sum, block, i, &found))
            prediction_flaw_note(flaw, &any, &found);
    }
    blas_rejoin(threads);
    sum->samples += block->samples;
    return !any;
}

/* ---- the end ---- */

/* The logarithm of a product; accurate near 1. */
static double log_of(double product, int64_t exponent)
{
    const int64_t least = -1000; /* no smaller power is sure to be a normal number */
    return exponent > least ? log(ldexp(product, (int)exponent))
                            : log(product) + (double)exponent * log(2);
}

static double mean_of(const struct prediction_sum *sum, size_t at)
{
    double total = sum->sum[at];
    if (sum->measure == PREDICTION_BHATTACHARYYA)
        total -= log_of(sum->product[at], sum->exponent[at]);
    return fmax(total, 0) / (double)sum->samples;
}

static void put_row(const struct prediction_sum *sum, size_t u, struct matrix *d)
{
    size_t row = tile_pairs(u / T) * PAIRS + u % T * T;
    for (size_t v = 0; v < u; v++)
        d->a[u * sum->rows + v] = mean_of(sum, row + v / T * PAIRS + v % T);
}

struct error *prediction_sum_finish(struct prediction_sum *sum, struct matrix *d)
{
    struct error *err = matrix_new(d, sum->rows, sum->rows);
    if (!err) {
#pragma omp parallel for schedule(dynamic, 16)
        for (size_t u = 0; u < sum->rows; u++)
            put_row(sum, u, d);
        matrix_mirror_lower(d);
    }
    prediction_sum_free(sum);
    return err;
}
