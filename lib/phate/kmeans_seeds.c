/* Where k-means begins. */
#include "phate/kmeans_impl.h"

#include "base/clones.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Candidates for each seed. */
enum { SEED_SHARE = 3 };

/* Each remaining row is taken with the chance that makes all choices of `count` rows equally
 * likely.
 */
void kmeans_seeds_uniformly(const struct matrix *points, uint64_t *state, struct matrix *centre)
{
    size_t taken = 0, n = points->rows, p = points->cols;
    for (size_t i = 0; i < n; i++)
        if (random_below(state, n - i) < centre->rows - taken)
            memcpy(centre->a + taken++ * p, points->a + i * p, p * sizeof *points->a);
}

/* Candidates for seeds, and how far each is from the nearest seed so far. */
struct seeding {
    struct matrix candidate;
    size_t *nearest; /* of each candidate: the number of that seed */
    double *squared; /* of each candidate: the distance to it */
    double *between; /* of each seed: to the newest one, squared */
};

static struct error *seeding_new(struct seeding *s, const struct matrix *points, size_t count,
                                 uint64_t *state)
{
    struct error *err;
    size_t candidates = points->rows;
    if (count < points->rows / SEED_SHARE)
        candidates = SEED_SHARE * count;
    *s = (struct seeding){0};
    TRY(matrix_new(&s->candidate, candidates, points->cols));
    s->nearest = calloc(candidates, sizeof *s->nearest);
    s->squared = malloc(candidates * sizeof *s->squared);
    s->between = malloc(count * sizeof *s->between);
    if (!s->nearest || !s->squared || !s->between) {
        err = error_memory("k-means");
        goto out;
    }
    kmeans_seeds_uniformly(points, state, &s->candidate);
    for (size_t i = 0; i < candidates; i++)
        s->squared[i] = INFINITY;
out:
    return err;
}

static void seeding_free(struct seeding *s)
{
    matrix_free(&s->candidate);
    free(s->nearest);
    free(s->squared);
    free(s->between);
}

CLONED void kmeans_seeds_squared_distances(const double *restrict point, const double *restrict row,
                                           size_t count, size_t p, double *restrict squared)
{
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t j = 0; j < p; j++)
            sum += (point[j] - row[i * p + j]) * (point[j] - row[i * p + j]);
        squared[i] = sum;
    }
}

/* Candidates that are nearer to the newest of `count` seeds than to their own go over to it. A
 * candidate whose own seed is at least twice as far from the newest as from the candidate cannot be
 * nearer (triangle inequality), which spares nearly all distances. */
static void join_newest(const struct matrix *centre, size_t count, struct seeding *s)
{
    size_t p = centre->cols, newest = count - 1;
    const double *seed = centre->a + newest * p;
    kmeans_seeds_squared_distances(seed, centre->a, newest, p, s->between);
    for (size_t i = 0; i < s->candidate.rows; i++) {
        double squared;
        if (newest > 0 && s->between[s->nearest[i]] >= 4 * s->squared[i])
            continue;
        kmeans_seeds_squared_distances(seed, s->candidate.a + i * p, 1, p, &squared);
        if (squared < s->squared[i]) {
            s->squared[i] = squared;
            s->nearest[i] = newest;
        }
    }
}

/* A candidate drawn with a chance proportional to its squared distance; their number where all are
 * 0. */
static size_t draw_far(const struct seeding *s, uint64_t *state)
{
    size_t n = s->candidate.rows, last = n;
    double sum = 0, below = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += s->squared[i];
    double drawn = random_share(state) * sum;
    for (size_t i = 0; i < n && (last == n || below <= drawn); i++)
        if (s->squared[i] > 0) {
            below += s->squared[i];
            last = i;
        }
    return last;
}

/* By one thread: threads would wait for each other at each seed. */
struct error *kmeans_seeds_apart(const struct matrix *points, uint64_t *state,
                                 struct matrix *centre, size_t *count)
{
    struct error *err;
    struct seeding s;
    size_t p = points->cols;
    *count = 0;
    TRY(seeding_new(&s, points, centre->rows, state));
    size_t n = s.candidate.rows;
    for (size_t i = random_below(state, n); i < n && *count < centre->rows;
         i = draw_far(&s, state)) {
        memcpy(centre->a + (*count)++ * p, s.candidate.a + i * p, p * sizeof *centre->a);
        join_newest(centre, *count, &s);
    }
out:
    seeding_free(&s);
    return err;
}
