#include "embedding/neighbourhood.h"

#include "distance/points.h"
#include "embedding/ranking.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* What a thread works with. */
struct scratch {
    struct ranking ranking;
    double *value; /* n */
};

static struct error *scratch_new(struct scratch *s, size_t n)
{
    s->value = calloc(n, sizeof *s->value);
    return s->value ? ranking_new(&s->ranking, n) : error_memory("the ranks of neighbours");
}

static void scratch_free(struct scratch *s)
{
    ranking_free(&s->ranking);
    free(s->value);
}

/* By s->value; `row` itself comes first. */
static void rank_others(struct scratch *s, size_t row, uint32_t *rank)
{
    s->value[row] = -INFINITY;
    ranking_sort(&s->ranking, s->value);
    for (size_t p = 0; p < s->ranking.count; p++)
        rank[s->ranking.at[p].index] = (uint32_t)p;
}

static void rank_in_data(struct scratch *s, const struct matrix *distance, size_t row,
                         uint32_t *rank)
{
    memcpy(s->value, distance->a + row * distance->cols, distance->cols * sizeof *s->value);
    rank_others(s, row, rank);
}

/* Squared distances have the same order, without the rounding of a root. */
static void rank_in_picture(struct scratch *s, const struct matrix *coords, const char *signature,
                            size_t row, uint32_t *rank)
{
    const struct points picture = {.x = *coords};
    for (size_t j = 0; j < coords->rows; j++)
        s->value[j] =
            signature ? points_apart(coords, signature, row, j) : points_squared(&picture, row, j);
    rank_others(s, row, rank);
}

/* n^2 doubles are in memory already, so that n fits 32 bits and n^2 of these do not overflow. */
static struct error *ranks_new(struct neighbourhood_ranks *ranks, size_t n, size_t k)
{
    *ranks = (struct neighbourhood_ranks){.rows = n, .k = k};
    ranks->data = malloc(n * n * sizeof *ranks->data);
    ranks->picture = malloc(n * n * sizeof *ranks->picture);
    return ranks->data && ranks->picture ? NULL : error_memory("the ranks of neighbours");
}

struct error *neighbourhood_rank(struct neighbourhood_ranks *ranks, const struct matrix *distance,
                                 const struct matrix *coords, const char *signature, size_t k)
{
    struct error *err;
    size_t n = distance->rows, threads = (size_t)omp_get_max_threads();
    struct scratch *scratch = calloc(threads, sizeof *scratch);
    TRY(ranks_new(ranks, n, k));
    if (!scratch)
        TRY(error_memory("the ranks of neighbours"));
    for (size_t t = 0; t < threads; t++)
        TRY(scratch_new(&scratch[t], n));
#pragma omp parallel for schedule(dynamic, 8)
    for (size_t i = 0; i < n; i++) {
        struct scratch *s = &scratch[omp_get_thread_num()];
        rank_in_data(s, distance, i, ranks->data + i * n);
        rank_in_picture(s, coords, signature, i, ranks->picture + i * n);
    }
out:
    for (size_t t = 0; scratch && t < threads; t++)
        scratch_free(&scratch[t]);
    free(scratch);
    if (err)
        neighbourhood_free(ranks);
    return err;
}

void neighbourhood_free(struct neighbourhood_ranks *ranks)
{
    free(ranks->data);
    free(ranks->picture);
    *ranks = (struct neighbourhood_ranks){0};
}

/* By how many places one of the k nearest here is beyond the k nearest there. */
static uint32_t excess(uint32_t here, uint32_t there, uint32_t k)
{
    return here <= k && there > k ? there - k : 0;
}

static size_t place_of(const size_t *place, size_t row)
{
    return place ? place[row] : row;
}

struct neighbourhood neighbourhood_compare(const struct neighbourhood_ranks *ranks,
                                           const size_t *place)
{
    size_t n = ranks->rows, intruders = 0, missing = 0;
    uint32_t k = (uint32_t)ranks->k;
#pragma omp parallel for schedule(static) reduction(+ : intruders, missing)
    for (size_t i = 0; i < n; i++) {
        const uint32_t *data = ranks->data + i * n;
        const uint32_t *picture = ranks->picture + place_of(place, i) * n;
        for (size_t j = 0; j < n; j++) {
            uint32_t there = picture[place_of(place, j)];
            intruders += excess(there, data[j], k);
            missing += excess(data[j], there, k);
        }
    }
    double most = (double)n * (double)k * (double)(2 * n - 3 * k - 1) / 2;
    return (struct neighbourhood){.trustworthiness = 1 - (double)intruders / most,
                                  .continuity = 1 - (double)missing / most};
}
