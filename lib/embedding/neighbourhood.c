#include "embedding/neighbourhood.h"

#include "distance/points.h"
#include "embedding/ranking.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* The others of one row, by their distance from it. */
struct others {
    size_t *rank; /* n: of each of them, from 1; of the row itself 0 */
    size_t *near; /* k: the nearest */
};

/* What a thread works with. */
struct scratch {
    struct ranking ranking;
    double *value; /* n */
    struct others data, picture;
};

static struct error *others_new(struct others *o, size_t n, size_t k)
{
    o->rank = calloc(n, sizeof *o->rank);
    o->near = calloc(k, sizeof *o->near);
    return o->rank && o->near ? NULL : error_memory("the ranks of neighbours");
}

static struct error *scratch_new(struct scratch *s, size_t n, size_t k)
{
    struct error *err = NULL;
    s->value = calloc(n, sizeof *s->value);
    if (!s->value)
        TRY(error_memory("the ranks of neighbours"));
    TRY(ranking_new(&s->ranking, n));
    TRY(others_new(&s->data, n, k));
    TRY(others_new(&s->picture, n, k));
out:
    return err;
}

static void scratch_free(struct scratch *s)
{
    ranking_free(&s->ranking);
    free(s->value);
    free(s->data.rank);
    free(s->data.near);
    free(s->picture.rank);
    free(s->picture.near);
}

/* By s->value, which is not negative; `row` itself comes first. */
static void rank_others(struct scratch *s, size_t row, size_t k, struct others *o)
{
    s->value[row] = -1;
    ranking_sort(&s->ranking, s->value);
    for (size_t p = 0; p < s->ranking.count; p++)
        o->rank[s->ranking.at[p].index] = p;
    for (size_t p = 0; p < k; p++)
        o->near[p] = s->ranking.at[p + 1].index;
}

static void rank_in_data(struct scratch *s, const struct matrix *distance, size_t row, size_t k)
{
    memcpy(s->value, distance->a + row * distance->cols, distance->cols * sizeof *s->value);
    rank_others(s, row, k, &s->data);
}

/* Squared distances have the same order, without the rounding of a root. */
static void rank_in_picture(struct scratch *s, const struct matrix *coords, size_t row, size_t k)
{
    const struct points picture = {.x = *coords};
    for (size_t j = 0; j < coords->rows; j++)
        s->value[j] = points_squared(&picture, row, j);
    rank_others(s, row, k, &s->picture);
}

/* By how many places the neighbours here are beyond the k nearest there. */
static size_t sum_excess(const struct others *here, const struct others *there, size_t k)
{
    size_t sum = 0;
    for (size_t p = 0; p < k; p++) {
        size_t rank = there->rank[here->near[p]];
        sum += rank > k ? rank - k : 0;
    }
    return sum;
}

struct error *neighbourhood_compare(const struct matrix *distance, const struct matrix *coords,
                                    size_t k, struct neighbourhood *result)
{
    struct error *err = NULL;
    size_t n = distance->rows, intruders = 0, missing = 0;
    size_t threads = (size_t)omp_get_max_threads();
    struct scratch *scratch = calloc(threads, sizeof *scratch);
    if (!scratch)
        return error_memory("the ranks of neighbours");
    for (size_t t = 0; t < threads; t++)
        TRY(scratch_new(&scratch[t], n, k));
#pragma omp parallel for schedule(dynamic, 8) reduction(+ : intruders, missing)
    for (size_t i = 0; i < n; i++) {
        struct scratch *s = &scratch[omp_get_thread_num()];
        rank_in_data(s, distance, i, k);
        rank_in_picture(s, coords, i, k);
        intruders += sum_excess(&s->picture, &s->data, k);
        missing += sum_excess(&s->data, &s->picture, k);
    }
    double most = (double)n * (double)k * (double)(2 * n - 3 * k - 1) / 2;
    result->trustworthiness = 1 - (double)intruders / most;
    result->continuity = 1 - (double)missing / most;
out:
    for (size_t t = 0; t < threads; t++)
        scratch_free(&scratch[t]);
    free(scratch);
    return err;
}
