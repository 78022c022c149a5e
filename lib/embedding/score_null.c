#include "embedding/score_null.h"

#include "base/random.h"
#include "distance/pairs.h"

#include <math.h>
#include <stdlib.h>

#define SEED 1

/* What shuffles are scored by. */
struct shuffle {
    const struct score_pairs *pairs; /* data and geodesic: standardised ranks, */
    struct matrix picture;           /* n x n, as these are */
    const struct neighbourhood_ranks *ranks;
    size_t *place;           /* n: row i stands where place[i] stood */
    double *data, *geodesic; /* n: what the pairs of row i with later rows add to correlations */
};

/* Ranks become their deviations from the mean, the sum of whose squares is 1; NaN where all are
 * equal. */
static void standardise(double *rank, size_t count)
{
    double mean = ((double)count + 1) / 2, squares = 0;
#pragma omp simd reduction(+ : squares)
    for (size_t i = 0; i < count; i++)
        squares += (rank[i] - mean) * (rank[i] - mean);
    double length = sqrt(squares);
    for (size_t i = 0; i < count; i++)
        rank[i] = (rank[i] - mean) / length;
}

/* The whole matrix of which `pair` is the upper triangle. */
static struct error *fill_square(struct matrix *m, const double *pair, size_t n)
{
    struct error *err = matrix_new(m, n, n);
    for (size_t i = 0; !err && i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            m->a[i * n + j] = m->a[j * n + i] = *pair++;
    return err;
}

static struct error *shuffle_new(struct shuffle *s, struct score_pairs *pairs,
                                 const struct neighbourhood_ranks *ranks)
{
    size_t n = pairs->rows;
    *s = (struct shuffle){.pairs = pairs, .ranks = ranks};
    standardise(pairs->data, pairs->count);
    standardise(pairs->geodesic, pairs->count);
    standardise(pairs->picture, pairs->count);
    s->place = malloc(n * sizeof *s->place);
    s->data = malloc(n * sizeof *s->data);
    s->geodesic = malloc(n * sizeof *s->geodesic);
    if (!s->place || !s->data || !s->geodesic)
        return error_memory("shuffled rows");
    for (size_t i = 0; i < n; i++)
        s->place[i] = i;
    return fill_square(&s->picture, pairs->picture, n);
}

static void shuffle_free(struct shuffle *s)
{
    matrix_free(&s->picture);
    free(s->place);
    free(s->data);
    free(s->geodesic);
}

/* Fisher and Yates. */
static void draw(struct shuffle *s, uint64_t *seed)
{
    for (size_t i = s->pairs->rows; i > 1; i--) {
        size_t other = random_below(seed, i), moved = s->place[other];
        s->place[other] = s->place[i - 1];
        s->place[i - 1] = moved;
    }
}

/* Sums of each row, added in order, do not depend on the threads. */
static void correlate(struct shuffle *s, double value[SCORE_MEASURES])
{
    size_t n = s->pairs->rows;
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++) {
        const double *picture = s->picture.a + s->place[i] * n;
        const double *data = s->pairs->data + pairs_row(n, i);
        const double *geodesic = s->pairs->geodesic + pairs_row(n, i);
        double with_data = 0, with_geodesic = 0;
#pragma omp simd reduction(+ : with_data, with_geodesic)
        for (size_t j = i + 1; j < n; j++) {
            with_data += data[j - i - 1] * picture[s->place[j]];
            with_geodesic += geodesic[j - i - 1] * picture[s->place[j]];
        }
        s->data[i] = with_data;
        s->geodesic[i] = with_geodesic;
    }
    for (size_t i = 0; i < n; i++) {
        value[SCORE_RANK_CORRELATION] += s->data[i];
        value[SCORE_DEMAP] += s->geodesic[i];
    }
}

static void score_shuffle(struct shuffle *s, struct score_null null[SCORE_MEASURES])
{
    struct neighbourhood near = neighbourhood_compare(s->ranks, s->place);
    double value[SCORE_MEASURES] = {
        [SCORE_TRUSTWORTHINESS] = near.trustworthiness, [SCORE_CONTINUITY] = near.continuity};
    correlate(s, value);
    for (size_t m = 0; m < SCORE_MEASURES; m++) {
        null[m].mean += value[m] / SCORE_SHUFFLES;
        null[m].most = value[m] <= null[m].most ? null[m].most : value[m];
    }
}

struct error *score_null_find(struct score_pairs *pairs, const struct neighbourhood_ranks *ranks,
                              struct score_null null[SCORE_MEASURES])
{
    struct error *err;
    struct shuffle s;
    uint64_t seed = SEED;
    TRY(shuffle_new(&s, pairs, ranks));
    for (size_t m = 0; m < SCORE_MEASURES; m++)
        null[m] = (struct score_null){.most = -INFINITY};
    for (size_t shuffle = 0; shuffle < SCORE_SHUFFLES; shuffle++) {
        draw(&s, &seed);
        score_shuffle(&s, null);
    }
out:
    shuffle_free(&s);
    return err;
}
