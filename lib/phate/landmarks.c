#include "phate/landmarks.h"

#include "base/size.h"
#include "phate/diffusion_map.h"
#include "phate/kmeans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The walk is long enough to leave a quarter as many distinguishable places as there are landmarks:
 * its spread is then several landmarks wide. Shorter walks leave rows of one cluster as far apart
 * as any two; longer ones cost more at no gain: with a half, a quarter and an eighth the clusters
 * of 20,000 rows were the same to 0.3 % of their rms. */
enum { LANDMARKS_PER_PLACE = 4, PROJECTIONS = 32 };

const struct landmark_options landmarks_defaults = {.iterations = 300};
const char *const landmarks_choice_names[] = {
    [LANDMARKS_KMEANS] = "kmeans", [LANDMARKS_RANDOM] = "random", NULL};

/* ---- choice ---- */

/* How many landmarks each component gets: one, and a share of the rest in proportion to its rows
 * beyond the first, rounded so that the sum is right and no component gets more landmarks than
 * rows. */
static void share_out(const struct components *c, size_t landmarks, size_t *share)
{
    size_t others = landmarks - c->count, rows = c->rows - c->count, seen = 0, given = 0;
    for (size_t i = 0; i < c->count; i++) {
        seen += components_size(c, i) - 1;
        size_t upto = rows ? (size_t)((double)others * ((double)seen / (double)rows)) : 0;
        share[i] = 1 + (upto - given);
        given = upto;
    }
}

/* Where the rows of a component lie in diffusion space, at the scale of its landmarks. */
static struct error *find_coordinates(const struct csr *k, size_t landmarks, uint64_t seed,
                                      struct matrix *coords)
{
    struct error *err;
    size_t time;
    double places = fmax(2, (double)landmarks / LANDMARKS_PER_PLACE);
    *coords = (struct matrix){0};
    TRY(diffusion_map_time(k, places, seed, &time));
    TRY(diffusion_map_coordinates(k, time, PROJECTIONS, seed, coords));
out:
    return err;
}

/* Clusters the rows of one component, into `share` clusters at most. */
static struct error *cluster_component(const struct csr *k, size_t share,
                                       const struct landmark_options *options, size_t *label,
                                       struct kmeans_result *clusters)
{
    struct error *err;
    struct matrix coords = {0};
    bool random = options->choice == LANDMARKS_RANDOM;
    struct kmeans_options kmeans_options = {.clusters = share,
                                            .iterations = random ? 0 : options->iterations,
                                            .uniform_seeds = random,
                                            .seed = options->seed};
    *clusters = (struct kmeans_result){.count = share, .converged = true};
    for (size_t i = 0; i < k->rows; i++)
        label[i] = size_min(i, share - 1);
    if (share == k->rows || share == 1)
        return NULL;
    TRY(find_coordinates(k, share, options->seed, &coords));
    TRY(kmeans(&coords, &kmeans_options, label, clusters));
out:
    matrix_free(&coords);
    return err;
}

/* The landmarks of component `index` are numbered from landmarks->count on. */
static struct error *choose_in_component(const struct csr *k, const struct components *c,
                                         size_t index, size_t share,
                                         const struct landmark_options *options, size_t *label,
                                         struct landmarks *landmarks)
{
    struct error *err;
    struct csr block;
    struct kmeans_result clusters;
    const size_t *member = c->member + c->start[index];
    TRY(components_gather_sparse(c, index, k, &block));
    TRY(cluster_component(&block, share, options, label, &clusters));
    for (size_t i = 0; i < block.rows; i++)
        landmarks->of_row[member[i]] = landmarks->count + label[i];
    landmarks->count += clusters.count;
    landmarks->settled =
        landmarks->settled && (options->choice == LANDMARKS_RANDOM || clusters.converged);
out:
    csr_free(&block);
    return err;
}

struct error *landmarks_choose(const struct csr *k, const struct components *components,
                               const struct landmark_options *options, struct landmarks *landmarks)
{
    struct error *err = NULL;
    size_t n = k->rows, *share = NULL, *label = NULL;
    *landmarks = (struct landmarks){.rows = n, .settled = true};
    if (components->count > options->count) {
        err =
            error_new("%zu landmarks: fewer than the %zu connected components, each of which needs "
                      "one: use diffop -l %zu, or join components by a larger -k of knnaff",
                      options->count, components->count, components->count);
        goto out;
    }
    share = malloc(components->count * sizeof *share);
    label = malloc(n * sizeof *label);
    landmarks->of_row = malloc(n * sizeof *landmarks->of_row);
    if (!share || !label || !landmarks->of_row) {
        err = error_memory("landmarks");
        goto out;
    }
    share_out(components, size_min(options->count, n), share);
    for (size_t i = 0; i < components->count; i++)
        TRY(choose_in_component(k, components, i, share[i], options, label, landmarks));
out:
    free(share);
    free(label);
    if (err)
        landmarks_free(landmarks);
    return err;
}

void landmarks_free(struct landmarks *landmarks)
{
    free(landmarks->of_row);
    *landmarks = (struct landmarks){0};
}

/* ---- reduction ---- */

/* A row of m sums that is filled, listed in order of the columns, and emptied again. */
struct accumulator {
    double *sum;
    size_t *used, count;
};

static struct error *accumulator_new(struct accumulator *a, size_t cols)
{
    *a = (struct accumulator){0};
    a->sum = calloc(cols, sizeof *a->sum);
    a->used = malloc(cols * sizeof *a->used);
    return a->sum && a->used ? NULL : error_memory("landmarks");
}

static void accumulator_free(struct accumulator *a)
{
    free(a->sum);
    free(a->used);
}

static void accumulate(struct accumulator *a, size_t col, double value)
{
    if (a->sum[col] == 0)
        a->used[a->count++] = col;
    a->sum[col] += value;
}

/* Affinities of row i to the clusters. */
static void sum_row(const struct csr *k, const struct landmarks *l, size_t i, struct accumulator *a)
{
    for (size_t e = k->start[i]; e < k->start[i + 1]; e++)
        if (k->value[e] > 0)
            accumulate(a, l->of_row[k->col[e]], k->value[e]);
    if (a->count == 0)
        accumulate(a, l->of_row[i], 1);
    qsort(a->used, a->count, sizeof *a->used, size_compare);
}

/* K_nm, whose rows have at least one entry and at most as many as K's. */
static struct error *sum_clusters(const struct csr *k, const struct landmarks *l, struct csr *sums)
{
    struct error *err;
    struct accumulator a;
    *sums = (struct csr){0};
    TRY(accumulator_new(&a, l->count));
    TRY(csr_new(sums, k->rows, l->count, k->nonzeros + k->rows));
    size_t entry = 0;
    for (size_t i = 0; i < k->rows; i++) {
        sum_row(k, l, i, &a);
        for (size_t u = 0; u < a.count; u++) {
            sums->col[entry] = a.used[u];
            sums->value[entry++] = a.sum[a.used[u]];
            a.sum[a.used[u]] = 0;
        }
        a.count = 0;
        sums->start[i + 1] = entry;
    }
    sums->nonzeros = entry;
out:
    accumulator_free(&a);
    return err;
}

/* Row a of L: the sum over rows i of k_ia k_ib / D_i, in the order of i, so that L is symmetric to
 * the last bit. */
static void affinity_row(const struct csr *sums, const struct csr *transposed, const double *degree,
                         size_t a, double *row)
{
    for (size_t e = transposed->start[a]; e < transposed->start[a + 1]; e++) {
        size_t i = transposed->col[e];
        for (size_t f = sums->start[i]; f < sums->start[i + 1]; f++)
            row[sums->col[f]] += transposed->value[e] * sums->value[f] / degree[i];
    }
}

struct error *landmarks_reduce(const struct csr *k, const struct landmarks *landmarks,
                               struct csr *transition, struct matrix *affinity)
{
    struct error *err;
    size_t n = k->rows, m = landmarks->count;
    struct csr transposed = {0};
    double *degree = malloc(n * sizeof *degree);
    *affinity = (struct matrix){0};
    *transition = (struct csr){0};
    if (!degree) {
        err = error_memory("landmarks");
        goto out;
    }
    TRY(sum_clusters(k, landmarks, transition));
    TRY(csr_transpose(transition, &transposed));
    TRY(matrix_new(affinity, m, m));
    for (size_t i = 0; i < n; i++)
        degree[i] = csr_row_sum(transition, i);
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t a = 0; a < m; a++)
        affinity_row(transition, &transposed, degree, a, affinity->a + a * m);
    for (size_t i = 0; i < n; i++)
        for (size_t e = transition->start[i]; e < transition->start[i + 1]; e++)
            transition->value[e] /= degree[i];
out:
    free(degree);
    csr_free(&transposed);
    if (err) {
        csr_free(transition);
        matrix_free(affinity);
    }
    return err;
}
