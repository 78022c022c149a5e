/* Metric MDS by stochastic gradient descent (Zheng, Pawar and Goodman 2018): each pair in turn is
 * moved towards its distance by a share of the way that shrinks geometrically from pass to pass.
 *
 * The random order of pairs is drawn in a form that vectorises. The points stand in a random
 * circle; a pass takes the rounds, "each point with the one r places on", in random order. Up to r
 * neighbouring pairs of a round share no point, and their coordinates and distances are neighbours
 * in memory, so they are moved at once; and no point is moved twice as often as another, which
 * makes the order a better one than pairs drawn one by one. Single precision is plenty for steps of
 * a hundredth of the way. */
#include "mds/impl.h"

#include "base/random.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>

enum { CHUNK = 256 };
/* Shares of the radius. */
#define SHAKE 1e-3 /* parts coinciding points, and is forgotten by all others */
#define GRID 1e-7  /* far above rounding, far below what is seen */

/* Weights, of which the largest is 1, count as at least this: lighter pairs would make all other
 * pairs jump the whole way for most of a run. */
#define LIGHTEST 1e-4

#define LEAST_RADIUS 1e-15 /* of distances of which the largest is 1 */
#define COINCIDE 1e-18F    /* added to distances that divide; see pull.h */

static void shuffle(size_t *list, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = random_below(state, i), swap = list[i - 1];
        list[i - 1] = list[j];
        list[j] = swap;
    }
}

struct place {
    double key;
    size_t point;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    return (p->point > q->point) - (p->point < q->point);
}

static struct error *draw_circle(struct mds_rounds *rounds, const struct matrix *config,
                                 uint64_t seed)
{
    size_t n = rounds->n;
    struct place *places = calloc(n, sizeof *places);
    rounds->point = calloc(n, sizeof *rounds->point);
    if (!places || !rounds->point) {
        free(places);
        return error_memory("SGD");
    }
    for (size_t i = 0; i < n; i++)
        places[i] = (struct place){config->a[i], i};
    qsort(places, n, sizeof *places, compare_places);
    for (size_t i = 0; i < n; i++)
        rounds->point[i] = places[i].point;
    shuffle(rounds->point, n, &seed);
    free(places);
    return NULL;
}

/* Pairs in round r = 1..n/2: where n is even the last would have each pair twice. */
static size_t round_pairs(size_t n, size_t r)
{
    return 2 * r == n ? r : n;
}

/* The pairs' numbers in m, times scale, in the order of the rounds, into `memory`. */
static struct error *lay_out(const struct mds_rounds *rounds, const struct matrix *m, double scale,
                             struct matrix *memory, float **table)
{
    size_t n = rounds->n;
    struct error *err = matrix_new(memory, n / 2, n / 2 + 1); /* of n floats per row */
    if (err)
        return err;
    void *room = memory->a;
    float *laid = *table = room;
#pragma omp parallel for schedule(dynamic, 16) if (n >= MDS_PARALLEL)
    for (size_t p = 0; p < n; p++) /* by rows of m, which stay in the cache */
        for (size_t r = 1; r <= n / 2; r++) {
            size_t i = rounds->point[p], j = rounds->point[(p + r) % n];
            laid[(r - 1) * n + p] = (float)(scale * m->a[size_max(i, j) * n + size_min(i, j)]);
        }
    return NULL;
}

static double lightest(const struct matrix *weight, double scale)
{
    double least = 1;
    for (size_t i = 0; i < weight->rows; i++)
        for (size_t j = 0; j < i; j++) {
            double w = scale * weight->a[i * weight->cols + j];
            if (w > 0 && w < least)
                least = w;
        }
    return fmax(least, LIGHTEST);
}

struct error *mds_rounds_new(struct mds_rounds *rounds, const struct matrix *distance,
                             const struct matrix *weight, const struct matrix *config,
                             uint64_t seed)
{
    struct error *err = NULL;
    *rounds =
        (struct mds_rounds){.n = distance->rows, .scale = mds_unit_scale(distance), .lightest = 1};
    TRY(draw_circle(rounds, config, seed));
    TRY(lay_out(rounds, distance, rounds->scale, &rounds->memory, &rounds->distance));
    if (weight) {
        double scale = mds_unit_scale(weight);
        TRY(lay_out(rounds, weight, scale, &rounds->weight_memory, &rounds->weight));
        rounds->lightest = lightest(weight, scale);
    }
out:
    return err;
}

void mds_rounds_free(struct mds_rounds *rounds)
{
    free(rounds->point);
    matrix_free(&rounds->memory);
    matrix_free(&rounds->weight_memory);
    *rounds = (struct mds_rounds){0};
}

/* Moves a[i] and b[i], i < count, towards their distance by `share` of the way, times their weight
 * (NULL: all 1). The two stretches of points do not overlap; dimensions are n apart. Here in two
 * dimensions, in one loop. */
CLONED_INLINE void move_pairs_in_plane(const float *restrict distance, const float *restrict weight,
                                       float *restrict ax, float *restrict bx, size_t n,
                                       size_t count, float share)
{
    float *restrict ay = ax + n, *restrict by = bx + n;
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        float dx = ax[i] - bx[i], dy = ay[i] - by[i], r = sqrtf(dx * dx + dy * dy);
        float part = weight ? share * weight[i] : share;
        part = part < 1 ? part : 1;
        float pull = part / 2 * (1 - distance[i] / (r + COINCIDE));
        ax[i] -= pull * dx;
        ay[i] -= pull * dy;
        bx[i] += pull * dx;
        by[i] += pull * dy;
    }
}

CLONED_INLINE void move_pairs(const float *restrict distance, const float *restrict weight,
                              float *restrict a, float *restrict b, size_t n, size_t dims,
                              size_t count, float share)
{
    float pull[CHUNK] = {0};
    for (size_t k = 0; k < dims; k++) {
#pragma omp simd
        for (size_t i = 0; i < count; i++)
            pull[i] += (a[k * n + i] - b[k * n + i]) * (a[k * n + i] - b[k * n + i]);
    }
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        float r = sqrtf(pull[i]), part = weight ? share * weight[i] : share;
        part = part < 1 ? part : 1;
        pull[i] = part / 2 * (1 - distance[i] / (r + COINCIDE));
    }
    for (size_t k = 0; k < dims; k++) {
#pragma omp simd
        for (size_t i = 0; i < count; i++) {
            float move = pull[i] * (a[k * n + i] - b[k * n + i]);
            a[k * n + i] -= move;
            b[k * n + i] += move;
        }
    }
}

CLONED static void play_round(const float *distance, const float *weight, float *x, size_t n,
                              size_t dims, size_t r, float share)
{
    size_t pairs = round_pairs(n, r), count;
    for (size_t i = 0; i < pairs; i += count) {
        size_t j = i + r < n ? i + r : i + r - n;
        count = size_min(size_min(CHUNK, r), size_min(pairs - i, n - j));
        if (dims == 2 && weight)
            move_pairs_in_plane(distance + i, weight + i, x + i, x + j, n, count, share);
        else if (dims == 2)
            move_pairs_in_plane(distance + i, NULL, x + i, x + j, n, count, share);
        else
            move_pairs(distance + i, weight ? weight + i : NULL, x + i, x + j, n, dims, count,
                       share);
    }
}

static void play_pass(const struct mds_rounds *rounds, float *x, size_t dims, const size_t *order,
                      float share)
{
    size_t n = rounds->n;
    for (size_t k = 0; k < n / 2; k++) {
        size_t at = (order[k] - 1) * n;
        play_round(rounds->distance + at, rounds->weight ? rounds->weight + at : NULL, x, n, dims,
                   order[k], share);
    }
}

static double radius(const struct matrix *config)
{
    double sum = 0;
    for (size_t i = 0; i < config->rows * config->cols; i++)
        sum += config->a[i] * config->a[i] / (double)config->cols;
    return sqrt(sum);
}

/* x: `start` in the circle's order, to scale, on a grid, each coordinate moved a little. SGD's
 * first passes are chaotic; the grid keeps the last bits of the eigenvectors, which change with the
 * order of the points and with BLAS, from deciding where it ends. */
static void shake_out(const struct mds_rounds *rounds, const struct matrix *start, float *x,
                      uint64_t *state)
{
    size_t n = rounds->n;
    double unit = exp2(ceil(log2(fmax(rounds->scale * radius(start), LEAST_RADIUS))));
    double grid = unit * GRID, shake = unit * SHAKE;
    for (size_t k = 0; k < start->rows; k++)
        for (size_t p = 0; p < n; p++) {
            double place = rounds->scale * start->a[k * n + rounds->point[p]];
            double snapped = grid * rint(place / grid);
            x[k * n + p] = (float)(snapped + shake * (2 * random_share(state) - 1));
        }
}

struct error *mds_anneal(const struct mds_rounds *rounds, struct mds_schedule schedule,
                         uint64_t seed, const struct matrix *start, struct matrix *config)
{
    struct error *err = NULL;
    size_t n = rounds->n, dims = start->rows;
    double share = schedule.first / rounds->lightest;
    double cooling = pow(schedule.last / share, 1 / (double)(schedule.passes - 1));
    size_t *order = calloc(size_max(n / 2, 1), sizeof *order);
    float *x = calloc(n * dims, sizeof *x);
    if (!order || !x)
        TRY(error_memory("SGD"));
    for (size_t r = 1; r <= n / 2; r++)
        order[r - 1] = r;
    shake_out(rounds, start, x, &seed);
    for (size_t pass = 0; pass < schedule.passes; pass++, share *= cooling) {
        shuffle(order, n / 2, &seed);
        play_pass(rounds, x, dims, order, (float)share);
    }
    for (size_t k = 0; k < dims; k++)
        for (size_t p = 0; p < n; p++)
            config->a[k * n + rounds->point[p]] = (double)x[k * n + p] / rounds->scale;
out:
    free(order);
    free(x);
    return err;
}
