#include "phate/kmeans_impl.h"

#include "base/clones.h"
#include "base/size.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_ROWS = 256, BLOCK_CENTRES = 512, BLOCK_CLUSTERS = 64, STRIP = 64 };

struct nearest {
    double squared; /* the distance */
    size_t centre;
};

struct clusters {
    const struct matrix *points;
    struct matrix centre; /* clusters x p, of which `count` are in use */
    size_t count;
    size_t *label;           /* of each point */
    size_t *start, *member;  /* the points of cluster k are member[start[k]] .. , ascending */
    struct nearest *nearest; /* of each point: the centre that is nearest so far */
    double *half_norm;       /* of each centre: |c|^2 / 2 */
    double *product;         /* of each thread: a block of rows with a block of centres */
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
    c->start = malloc((count + 1) * sizeof *c->start);
    c->member = malloc(points->rows * sizeof *c->member);
    c->nearest = malloc(points->rows * sizeof *c->nearest);
    if (!c->product || !c->half_norm || !c->start || !c->member || !c->nearest)
        err = error_memory("k-means");
out:
    return err;
}

static void clusters_free(struct clusters *c)
{
    matrix_free(&c->centre);
    free(c->product);
    free(c->half_norm);
    free(c->start);
    free(c->member);
    free(c->nearest);
}

/* ---- the first assignment: every point with every centre ---- */

/* Searches a strip of centres, numbered from `first` on, for a nearer one by |c|^2 / 2 - x c, the
 * distance without the part that all centres share. The loop that tells whether there is one
 * vectorises. */
CLONED_INLINE void search_strip(const double *restrict product, const double *restrict half_norm,
                                size_t count, size_t first, struct nearest *nearest)
{
    int nearer = 0;
    double least = nearest->squared;
#pragma omp simd reduction(| : nearer)
    for (size_t k = 0; k < count; k++)
        nearer |= half_norm[k] - product[k] < least;
    if (!nearer)
        return;
    for (size_t k = 0; k < count; k++)
        if (half_norm[k] - product[k] < nearest->squared)
            *nearest = (struct nearest){half_norm[k] - product[k], first + k};
}

CLONED static void find_nearest(const double *product, const double *half_norm, size_t first,
                                size_t count, struct nearest *nearest)
{
    for (size_t k = 0; k < count; k += STRIP)
        search_strip(product + k, half_norm + k, size_min(STRIP, count - k), first + k, nearest);
}

/* Products of `rows` rows with `count` centres from `first` on. */
static void multiply_block(const struct clusters *c, const double *row, size_t rows, size_t first,
                           size_t count, double *product)
{
    blasint p = (blasint)c->points->cols;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)count, p, 1, row,
                p, c->centre.a + first * c->points->cols, p, 0, product, BLOCK_CENTRES);
}

static void assign_block(struct clusters *c, size_t first, size_t rows, double *product)
{
    struct nearest *nearest = c->nearest + first;
    for (size_t i = 0; i < rows; i++)
        nearest[i] = (struct nearest){INFINITY, 0};
    for (size_t k = 0; k < c->count; k += BLOCK_CENTRES) {
        size_t count = size_min(BLOCK_CENTRES, c->count - k);
        multiply_block(c, c->points->a + first * c->points->cols, rows, k, count, product);
        for (size_t i = 0; i < rows; i++)
            find_nearest(product + i * BLOCK_CENTRES, c->half_norm + k, k, count, &nearest[i]);
    }
}

static void find_half_norms(struct clusters *c)
{
    size_t p = c->points->cols;
    for (size_t k = 0; k < c->count; k++) {
        double norm = cblas_dnrm2((blasint)p, c->centre.a + k * p, 1);
        c->half_norm[k] = norm * norm / 2;
    }
}

static double *own_product(const struct clusters *c)
{
    return c->product + (size_t)omp_get_thread_num() * BLOCK_ROWS * BLOCK_CENTRES;
}

static void assign_all(struct clusters *c)
{
    size_t n = c->points->rows;
    find_half_norms(c);
    size_t threads = blas_split();
#pragma omp parallel for schedule(dynamic)
    for (size_t first = 0; first < n; first += BLOCK_ROWS)
        assign_block(c, first, size_min(BLOCK_ROWS, n - first), own_product(c));
    blas_rejoin(threads);
}

/* ---- Lloyd's iterations ---- */

/* Each point joins the nearest centre found. Returns how many change cluster. */
static size_t join_nearest(struct clusters *c)
{
    size_t changed = 0;
    for (size_t i = 0; i < c->points->rows; i++) {
        changed += c->label[i] != c->nearest[i].centre;
        c->label[i] = c->nearest[i].centre;
    }
    return changed;
}

/* Counting sort by cluster: start is one place ahead while the members are placed. */
static void list_members(struct clusters *c)
{
    memset(c->start, 0, (c->count + 1) * sizeof *c->start);
    for (size_t i = 0; i < c->points->rows; i++)
        if (c->label[i] + 2 <= c->count)
            c->start[c->label[i] + 2]++;
    for (size_t k = 2; k <= c->count; k++)
        c->start[k] += c->start[k - 1];
    for (size_t i = 0; i < c->points->rows; i++)
        c->member[c->start[c->label[i] + 1]++] = i;
}

/* To the mean of its members. A cluster that has lost all its points keeps its centre. */
CLONED static void move_centre(struct clusters *c, size_t k)
{
    size_t p = c->points->cols, size = c->start[k + 1] - c->start[k];
    double *restrict centre = c->centre.a + k * p;
    if (size == 0)
        return;
    memset(centre, 0, p * sizeof *centre);
    for (size_t m = c->start[k]; m < c->start[k + 1]; m++) {
        const double *restrict point = c->points->a + c->member[m] * p;
#pragma omp simd
        for (size_t j = 0; j < p; j++)
            centre[j] += point[j];
    }
    for (size_t j = 0; j < p; j++)
        centre[j] /= (double)size;
}

/* Distances of a cluster's members to its own centre; the largest of them, squared. */
static double measure_cluster(struct clusters *c, size_t k)
{
    size_t p = c->points->cols;
    double largest = 0;
    for (size_t m = c->start[k]; m < c->start[k + 1]; m++) {
        struct nearest *nearest = &c->nearest[c->member[m]];
        nearest->centre = k;
        kmeans_seeds_squared_distances(c->centre.a + k * p, c->points->a + c->member[m] * p, 1, p,
                                       &nearest->squared);
        largest = fmax(largest, nearest->squared);
    }
    return largest;
}

/* Members of cluster k to whom centre `other` may be nearer: only those that are farther than half
 * the distance of the two centres from their own (triangle inequality). */
static void offer_centre(struct clusters *c, size_t k, size_t other, double between)
{
    size_t p = c->points->cols;
    for (size_t m = c->start[k]; m < c->start[k + 1]; m++) {
        struct nearest *nearest = &c->nearest[c->member[m]];
        double squared;
        if (between >= 4 * nearest->squared)
            continue;
        kmeans_seeds_squared_distances(c->centre.a + other * p, c->points->a + c->member[m] * p, 1,
                                       p, &squared);
        if (squared < nearest->squared)
            *nearest = (struct nearest){squared, other};
    }
}

/* The members of some clusters look for the nearest centre, among those that may be. */
static void reassign_block(struct clusters *c, size_t first, size_t rows, double *product)
{
    size_t p = c->points->cols;
    double reach[BLOCK_ROWS];
    for (size_t a = 0; a < rows; a++)
        reach[a] = 2 * measure_cluster(c, first + a);
    for (size_t k = 0; k < c->count; k += BLOCK_CENTRES) {
        size_t count = size_min(BLOCK_CENTRES, c->count - k);
        multiply_block(c, c->centre.a + first * p, rows, k, count, product);
        for (size_t a = 0; a < rows; a++)
            for (size_t b = 0; b < count; b++) {
                double half_between =
                    c->half_norm[first + a] + c->half_norm[k + b] - product[a * BLOCK_CENTRES + b];
                if (half_between < reach[a] && first + a != k + b)
                    offer_centre(c, first + a, k + b, 2 * half_between);
            }
    }
}

/* One iteration: centres move to their means, points to the nearest centre. Returns how many
 * points change cluster. */
static size_t iterate(struct clusters *c)
{
    list_members(c);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < c->count; k++)
        move_centre(c, k);
    find_half_norms(c);
    size_t threads = blas_split();
#pragma omp parallel for schedule(dynamic)
    for (size_t first = 0; first < c->count; first += BLOCK_CLUSTERS)
        reassign_block(c, first, size_min(BLOCK_CLUSTERS, c->count - first), own_product(c));
    blas_rejoin(threads);
    return join_nearest(c);
}

/* Numbers the clusters that have points, in order. */
static size_t drop_empty(struct clusters *c)
{
    size_t kept = 0, *number = c->start;
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
                     size_t *label, struct kmeans_result *result)
{
    struct error *err;
    struct clusters c;
    uint64_t state = options->seed;
    size_t wanted = size_min(options->clusters, points->rows);
    *result = (struct kmeans_result){0};
    TRY(clusters_new(&c, points, wanted, label));
    memset(label, 0, points->rows * sizeof *label);
    c.count = wanted;
    if (options->uniform_seeds)
        kmeans_seeds_uniformly(points, &state, &c.centre);
    else
        TRY(kmeans_seeds_apart(points, &state, &c.centre, &c.count));
    assign_all(&c);
    join_nearest(&c);
    while (!result->converged && result->iterations < options->iterations) {
        result->converged = iterate(&c) == 0;
        result->iterations++;
    }
    result->count = drop_empty(&c);
out:
    clusters_free(&c);
    return err;
}
