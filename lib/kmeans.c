#include "kmeans.h"

#include "blas.h"
#include "clones.h"
#include "random.h"
#include "size.h"

#include <cblas.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_ROWS = 256, BLOCK_CENTRES = 512, STRIP = 64, SEED_SHARE = 3 };

struct clusters {
    const struct matrix *points;
    struct matrix centre; /* clusters x p, of which `count` are in use */
    size_t count;
    size_t *label;     /* of each point */
    size_t *size;      /* of each cluster */
    double *half_norm; /* of each centre: |c|^2 / 2 */
    double *product;   /* of each thread: a block of points with a block of centres */
};

static struct error *clusters_new(struct clusters *c, const struct matrix *points, size_t count,
                                  size_t *label)
{
    struct error *err;
    size_t threads = (size_t)omp_get_max_threads();
    *c = (struct clusters){.points = points, .label = label};
    TRY(matrix_new(&c->centre, count, points->cols));
    c->product = malloc(threads * BLOCK_ROWS * BLOCK_CENTRES * sizeof *c->product);
    c->half_norm = malloc(count * sizeof *c->half_norm);
    c->size = malloc(count * sizeof *c->size);
    if (!c->product || !c->half_norm || !c->size)
        err = error_memory("k-means");
out:
    return err;
}

static void clusters_free(struct clusters *c)
{
    matrix_free(&c->centre);
    free(c->product);
    free(c->half_norm);
    free(c->size);
}

/* ---- seeds ---- */

static void add_centre(struct clusters *c, const double *point)
{
    size_t p = c->points->cols;
    memcpy(c->centre.a + c->count++ * p, point, p * sizeof *point);
}

/* Each of the rows still to come is taken with the chance that leaves all choices of so many alike.
 */
static void take_uniformly(const struct matrix *from, size_t wanted, uint64_t *state,
                           struct matrix *sample)
{
    size_t taken = 0, n = from->rows, p = from->cols;
    for (size_t i = 0; i < n; i++)
        if (random_below(state, n - i) < wanted - taken)
            memcpy(sample->a + taken++ * p, from->a + i * p, p * sizeof *from->a);
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
    take_uniformly(points, candidates, state, &s->candidate);
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

/* From a point to each of `count` rows. */
CLONED static void squared_distances(const double *restrict point, const double *restrict row,
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

/* Candidates that are nearer to the newest seed than to their own go over to it. One whose own seed
 * is at least twice as far from the newest as from the candidate cannot be (triangle inequality),
 * which spares nearly all of the distances. */
static void join_newest(const struct clusters *c, struct seeding *s)
{
    size_t p = c->points->cols, newest = c->count - 1;
    const double *centre = c->centre.a + newest * p;
    squared_distances(centre, c->centre.a, newest, p, s->between);
    for (size_t i = 0; i < s->candidate.rows; i++) {
        double squared;
        if (newest > 0 && s->between[s->nearest[i]] >= 4 * s->squared[i])
            continue;
        squared_distances(centre, s->candidate.a + i * p, 1, p, &squared);
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
static struct error *seed_apart(struct clusters *c, size_t count, uint64_t *state)
{
    struct error *err;
    struct seeding s;
    TRY(seeding_new(&s, c->points, count, state));
    size_t n = s.candidate.rows;
    for (size_t i = random_below(state, n); i < n && c->count < count; i = draw_far(&s, state)) {
        add_centre(c, s.candidate.a + i * c->points->cols);
        join_newest(c, &s);
    }
out:
    seeding_free(&s);
    return err;
}

static void seed_uniformly(struct clusters *c, size_t count, uint64_t *state)
{
    take_uniformly(c->points, count, state, &c->centre);
    c->count = count;
}

/* ---- Lloyd's iterations ---- */

/* The nearest centre to a point so far: that with the least |c|^2 / 2 - x c, the first of several.
 */
struct nearest {
    double least;
    size_t centre;
};

/* Looks through a strip of centres, which are numbered from `first` on, where any of them is
 * nearer. Whether one is is found in a form that vectorises. */
CLONED_INLINE void search_strip(const double *restrict product, const double *restrict half_norm,
                                size_t count, size_t first, struct nearest *nearest)
{
    int nearer = 0;
    double least = nearest->least;
#pragma omp simd reduction(| : nearer)
    for (size_t k = 0; k < count; k++)
        nearer |= half_norm[k] - product[k] < least;
    if (!nearer)
        return;
    for (size_t k = 0; k < count; k++)
        if (half_norm[k] - product[k] < nearest->least)
            *nearest = (struct nearest){half_norm[k] - product[k], first + k};
}

CLONED static void find_nearest(const double *product, const double *half_norm, size_t first,
                                size_t count, struct nearest *nearest)
{
    for (size_t k = 0; k < count; k += STRIP)
        search_strip(product + k, half_norm + k, size_min(STRIP, count - k), first + k, nearest);
}

/* Labels the rows of a block. Returns how many of them change cluster. */
static size_t assign_block(struct clusters *c, size_t first, size_t rows, double *product)
{
    size_t p = c->points->cols, changed = 0;
    struct nearest nearest[BLOCK_ROWS];
    for (size_t i = 0; i < rows; i++)
        nearest[i] = (struct nearest){INFINITY, 0};
    for (size_t k = 0; k < c->count; k += BLOCK_CENTRES) {
        size_t width = size_min(BLOCK_CENTRES, c->count - k);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)width,
                    (blasint)p, 1, c->points->a + first * p, (blasint)p, c->centre.a + k * p,
                    (blasint)p, 0, product, BLOCK_CENTRES);
        for (size_t i = 0; i < rows; i++)
            find_nearest(product + i * BLOCK_CENTRES, c->half_norm + k, k, width, &nearest[i]);
    }
    for (size_t i = 0; i < rows; i++) {
        changed += c->label[first + i] != nearest[i].centre;
        c->label[first + i] = nearest[i].centre;
    }
    return changed;
}

/* Each point joins the nearest centre. Returns how many change cluster. */
static size_t assign(struct clusters *c)
{
    size_t n = c->points->rows, p = c->points->cols, changed = 0;
    for (size_t k = 0; k < c->count; k++) {
        double norm = cblas_dnrm2((blasint)p, c->centre.a + k * p, 1);
        c->half_norm[k] = norm * norm / 2;
    }
    size_t threads = blas_split();
#pragma omp parallel for schedule(dynamic) reduction(+ : changed)
    for (size_t first = 0; first < n; first += BLOCK_ROWS)
        changed +=
            assign_block(c, first, size_min(BLOCK_ROWS, n - first),
                         c->product + (size_t)omp_get_thread_num() * BLOCK_ROWS * BLOCK_CENTRES);
    blas_rejoin(threads);
    return changed;
}

/* A cluster that has lost all its points keeps its centre. */
static void move_centres(struct clusters *c)
{
    size_t p = c->points->cols;
    memset(c->size, 0, c->count * sizeof *c->size);
    for (size_t i = 0; i < c->points->rows; i++) {
        double *centre = c->centre.a + c->label[i] * p;
        if (c->size[c->label[i]]++ == 0)
            memset(centre, 0, p * sizeof *centre);
        for (size_t j = 0; j < p; j++)
            centre[j] += c->points->a[i * p + j];
    }
    for (size_t k = 0; k < c->count; k++)
        if (c->size[k] > 0)
            cblas_dscal((blasint)p, 1 / (double)c->size[k], c->centre.a + k * p, 1);
}

/* Numbers the clusters that have points, in order. */
static size_t drop_empty(struct clusters *c)
{
    size_t kept = 0, *number = c->size;
    memset(number, 0, c->count * sizeof *number);
    for (size_t i = 0; i < c->points->rows; i++)
        number[c->label[i]] = 1;
    for (size_t k = 0; k < c->count; k++)
        if (number[k])
            number[k] = kept++;
    for (size_t i = 0; i < c->points->rows; i++)
        c->label[i] = number[c->label[i]];
    return kept;
}

struct error *kmeans(const struct matrix *points, const struct kmeans_options *options,
                     size_t *label, size_t *count)
{
    struct error *err;
    struct clusters c;
    uint64_t state = options->seed;
    size_t wanted = size_min(options->clusters, points->rows);
    TRY(clusters_new(&c, points, wanted, label));
    memset(label, 0, points->rows * sizeof *label);
    if (options->uniform_seeds)
        seed_uniformly(&c, wanted, &state);
    else
        TRY(seed_apart(&c, wanted, &state));
    size_t changed = assign(&c);
    for (size_t i = 0; i < options->iterations && (i == 0 || changed > 0); i++) {
        move_centres(&c);
        changed = assign(&c);
    }
    *count = drop_empty(&c);
out:
    clusters_free(&c);
    return err;
}
