#include "kmeans.h"

#include "random.h"
#include "size.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_ROWS = 512 };

struct clusters {
    const struct matrix *points;
    struct matrix centre; /* clusters x p, of which `count` are in use */
    size_t count;
    size_t *label;         /* of each point */
    double *squared;       /* seeding: each point's squared distance to its centre */
    double *between;       /* seeding: the squared distances of a new centre to the others */
    size_t *size;          /* of each cluster */
    struct matrix product; /* of a block of points with all centres */
    double *half_norm;     /* of each centre: |c|^2 / 2 */
};

static struct error *clusters_new(struct clusters *c, const struct matrix *points, size_t count,
                                  size_t *label)
{
    struct error *err;
    size_t n = points->rows;
    *c = (struct clusters){.points = points, .label = label};
    TRY(matrix_new(&c->centre, count, points->cols));
    TRY(matrix_new(&c->product, BLOCK_ROWS, count));
    c->squared = malloc(n * sizeof *c->squared);
    c->between = malloc(count * sizeof *c->between);
    c->half_norm = malloc(count * sizeof *c->half_norm);
    c->size = malloc(count * sizeof *c->size);
    if (!c->squared || !c->between || !c->half_norm || !c->size)
        err = error_memory("k-means");
out:
    return err;
}

static void clusters_free(struct clusters *c)
{
    matrix_free(&c->centre);
    matrix_free(&c->product);
    free(c->squared);
    free(c->between);
    free(c->half_norm);
    free(c->size);
}

static double squared_distance(const double *restrict a, const double *restrict b, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t j = 0; j < count; j++)
        sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

/* ---- seeds ---- */

static void add_centre(struct clusters *c, size_t point)
{
    size_t p = c->points->cols;
    memcpy(c->centre.a + c->count++ * p, c->points->a + point * p, p * sizeof(double));
}

/* Points that are nearer to the newest centre than to their own join it. One whose own centre is
 * at least twice as far from the newest as from the point cannot be (triangle inequality), which
 * spares nearly all of the distances. */
static void join_newest(struct clusters *c)
{
    size_t p = c->points->cols, newest = c->count - 1;
    const double *centre = c->centre.a + newest * p;
#pragma omp parallel
    {
#pragma omp for schedule(static)
        for (size_t k = 0; k < newest; k++)
            c->between[k] = squared_distance(centre, c->centre.a + k * p, p);
#pragma omp for schedule(static)
        for (size_t i = 0; i < c->points->rows; i++) {
            if (newest > 0 && c->between[c->label[i]] >= 4 * c->squared[i])
                continue;
            double squared = squared_distance(centre, c->points->a + i * p, p);
            if (newest == 0 || squared < c->squared[i]) {
                c->squared[i] = squared;
                c->label[i] = newest;
            }
        }
    }
}

/* A point drawn with a chance proportional to its squared distance; n where all are 0. */
static size_t draw_far_point(const struct clusters *c, uint64_t *state)
{
    size_t n = c->points->rows, last = n;
    double sum = 0, below = 0;
    for (size_t i = 0; i < n; i++)
        sum += c->squared[i];
    double drawn = random_share(state) * sum;
    for (size_t i = 0; i < n && (last == n || below <= drawn); i++)
        if (c->squared[i] > 0) {
            below += c->squared[i];
            last = i;
        }
    return last;
}

static void seed_apart(struct clusters *c, size_t count, uint64_t *state)
{
    size_t n = c->points->rows;
    for (size_t point = random_below(state, n); point < n && c->count < count;
         point = draw_far_point(c, state)) {
        add_centre(c, point);
        join_newest(c);
    }
}

/* Each of the points still to come is taken with the chance that leaves all choices alike. */
static void seed_uniformly(struct clusters *c, size_t count, uint64_t *state)
{
    size_t n = c->points->rows;
    for (size_t i = 0; i < n; i++)
        if (random_below(state, n - i) < count - c->count)
            add_centre(c, i);
}

/* ---- Lloyd's iterations ---- */

/* The nearest of all centres to each row of the block, the first of several: the one with the least
 * |c|^2 / 2 - x c. Returns how many rows change cluster. */
static size_t assign_block(struct clusters *c, size_t first, size_t rows)
{
    size_t p = c->points->cols, changed = 0;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)c->count,
                (blasint)p, 1, c->points->a + first * p, (blasint)p, c->centre.a, (blasint)p, 0,
                c->product.a, (blasint)c->count);
#pragma omp parallel for schedule(static) reduction(+ : changed)
    for (size_t i = 0; i < rows; i++) {
        const double *product = c->product.a + i * c->count;
        double least = INFINITY;
        size_t nearest = 0;
        for (size_t k = 0; k < c->count; k++) {
            double distance = c->half_norm[k] - product[k];
            if (distance < least) {
                least = distance;
                nearest = k;
            }
        }
        changed += c->label[first + i] != nearest;
        c->label[first + i] = nearest;
    }
    return changed;
}

static size_t assign(struct clusters *c)
{
    size_t n = c->points->rows, p = c->points->cols, changed = 0;
    for (size_t k = 0; k < c->count; k++) {
        double norm = cblas_dnrm2((blasint)p, c->centre.a + k * p, 1);
        c->half_norm[k] = norm * norm / 2;
    }
    for (size_t first = 0; first < n; first += BLOCK_ROWS)
        changed += assign_block(c, first, size_min(BLOCK_ROWS, n - first));
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
        cblas_daxpy((blasint)p, 1, c->points->a + i * p, 1, centre, 1);
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
        seed_apart(&c, wanted, &state);
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
