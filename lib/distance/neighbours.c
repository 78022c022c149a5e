#include "distance/neighbours.h"

#include "base/size.h"
#include "distance/balls.h"
#include "distance/neighbour_lists.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* A tile's products fit a core's second cache. */
enum { TILE = 256, STRIP = 64 };

/* Rows are cut into blocks of TILE; a pair of blocks is a tile. Each thread has its own products,
 * and holds the locks of both blocks while it examines them. */
struct search {
    const struct points *points;
    struct neighbour_lists lists;
    double *norm;    /* of all rows: |x|^2, less the rounding that a distance may contain */
    double *product; /* of each thread: -2 x_i x_j, TILE x TILE */
    size_t blocks;
    struct balls balls; /* of the blocks */
    bool *is_open;      /* of each block: a row of it still looks for neighbours */
    omp_lock_t *lock;   /* of each block */
    size_t locks;       /* how many locks have been made */
};

struct tile {
    size_t top, left, height, width;
    const double *product;
};

static size_t block_height(const struct search *s, size_t block)
{
    return size_min(TILE, s->points->x.rows - block * TILE);
}

/* ---- what is surely too far ---- */

/* Sums of p products are accurate to p / 2 epsilon of the norms, in any order; twice that, and the
 * additions that follow. */
static void find_norms(struct search *s)
{
    size_t n = s->points->x.rows, p = s->points->x.cols;
    double rounding = (double)(2 * p + 16) * DBL_EPSILON;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double *row = s->points->x.a + i * p;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t k = 0; k < p; k++)
            sum += row[k] * row[k];
        s->norm[i] = sum * (1 - rounding);
    }
}

static struct tile fill_tile(const struct search *s, size_t first_block, size_t second_block,
                             double *product)
{
    blasint p = (blasint)s->points->x.cols;
    struct tile t = {.top = first_block * TILE,
                     .left = second_block * TILE,
                     .height = block_height(s, first_block),
                     .width = block_height(s, second_block),
                     .product = product};
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)t.height, (blasint)t.width, p, -2,
                s->points->x.a + t.top * (size_t)p, p, s->points->x.a + t.left * (size_t)p, p, 0,
                product, TILE);
    return t;
}

/* Whether any of a strip of squared distances, base + norm + product, may be within the limit of
 * either of its rows. In a form that vectorises. */
static bool strip_has_near(const double *restrict product, const double *restrict norm, double base,
                           double row_limit, const double *restrict limit, size_t count)
{
    int near = 0;
#pragma omp simd reduction(| : near)
    for (size_t j = 0; j < count; j++) {
        double larger = limit[j] > row_limit ? limit[j] : row_limit;
        near |= base + norm[j] + product[j] <= larger;
    }
    return near;
}

/* ---- the rest ---- */

static void measure_pair(struct search *s, size_t row, size_t col)
{
    double squared = points_squared(s->points, row, col);
    if (squared <= s->lists.limit[row])
        neighbour_lists_offer(&s->lists, row, col, squared);
    if (squared <= s->lists.limit[col])
        neighbour_lists_offer(&s->lists, col, row, squared);
}

/* Columns before the row itself, the last first: along a trajectory they are the nearest, and the
 * sooner they are known, the fewer others must be measured. */
static void search_row(struct search *s, const struct tile *t, size_t i)
{
    size_t row = t->top + i;
    const double *product = t->product + i * TILE, *norm = s->norm + t->left;
    const double *limit = s->lists.limit + t->left, *row_limit = s->lists.limit + row;
    double base = s->norm[row];
    for (size_t end = size_min(t->width, row - t->left), first; end > 0; end = first) {
        first = (end - 1) / STRIP * STRIP;
        if (!strip_has_near(product + first, norm + first, base, *row_limit, limit + first,
                            end - first))
            continue;
        for (size_t j = end; j-- > first;)
            if (base + norm[j] + product[j] <= fmax(*row_limit, limit[j]))
                measure_pair(s, row, t->left + j);
    }
}

/* Locks are taken in the order of the blocks, so that no two threads wait for each other. */
static void lock_blocks(struct search *s, size_t later, size_t earlier)
{
    omp_set_lock(&s->lock[earlier]);
    if (later != earlier)
        omp_set_lock(&s->lock[later]);
}

static void unlock_blocks(struct search *s, size_t later, size_t earlier)
{
    if (later != earlier)
        omp_unset_lock(&s->lock[later]);
    omp_unset_lock(&s->lock[earlier]);
}

static double widest_limit(const struct search *s, size_t block)
{
    double widest = -INFINITY;
    for (size_t i = 0; i < block_height(s, block); i++)
        widest = fmax(widest, s->lists.limit[block * TILE + i]);
    return widest;
}

/* Whether no row of either block can be of use to a row of the other. */
static bool are_apart(struct search *s, size_t later, size_t earlier)
{
    double gap = balls_gap(&s->balls, later, earlier);
    if (gap <= 0)
        return false;
    lock_blocks(s, later, earlier);
    double widest = fmax(widest_limit(s, later), widest_limit(s, earlier));
    unlock_blocks(s, later, earlier);
    return gap * gap > widest;
}

/* Examines a later block, or the same, with an earlier one. */
static void search_tile(struct search *s, size_t later, size_t earlier)
{
    double *product = s->product + (size_t)omp_get_thread_num() * TILE * TILE;
    if (are_apart(s, later, earlier))
        return;
    struct tile t = fill_tile(s, later, earlier, product);
    lock_blocks(s, later, earlier);
    for (size_t i = 0; i < t.height; i++)
        search_row(s, &t, i);
    unlock_blocks(s, later, earlier);
}

static void find_open_blocks(struct search *s)
{
    for (size_t b = 0; b < s->blocks; b++) {
        s->is_open[b] = false;
        for (size_t i = 0; i < block_height(s, b); i++)
            s->is_open[b] |= s->lists.limit[b * TILE + i] > -INFINITY;
    }
}

/* All tiles on and below the diagonal in which a row still looks for neighbours, those nearest to
 * the diagonal first, for the same reason as above. */
static void search_all(struct search *s, const char *what, struct report *report)
{
    size_t tiles = s->blocks * (s->blocks + 1) / 2, threads = blas_split();
    find_open_blocks(s);
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < tiles; k++) {
        size_t offset = 0, earlier = k;
        for (; earlier >= s->blocks - offset; offset++)
            earlier -= s->blocks - offset;
        if (s->is_open[earlier + offset] || s->is_open[earlier])
            search_tile(s, earlier + offset, earlier);
        if (omp_get_thread_num() == 0)
            report_progress(report, what, (double)(k + 1) / (double)tiles);
    }
    blas_rejoin(threads);
}

/* ---- the search ---- */

static struct error *search_new(struct search *s, const struct points *points,
                                const struct neighbour_options *options, double *bandwidth,
                                double *farthest)
{
    struct error *err;
    size_t n = points->x.rows;
    *s = (struct search){.points = points, .blocks = (n + TILE - 1) / TILE};
    TRY(neighbour_lists_new(&s->lists, points, options, bandwidth, farthest));
    s->norm = malloc(n * sizeof *s->norm);
    s->product = malloc((size_t)omp_get_max_threads() * TILE * TILE * sizeof *s->product);
    s->is_open = malloc(s->blocks * sizeof *s->is_open);
    s->lock = malloc(s->blocks * sizeof *s->lock);
    if (!s->norm || !s->product || !s->is_open || !s->lock) {
        err = error_memory("a search for neighbours");
        goto out;
    }
    for (; s->locks < s->blocks; s->locks++)
        omp_init_lock(&s->lock[s->locks]);
    find_norms(s);
    TRY(balls_new(&s->balls, &points->x, TILE));
out:
    return err;
}

static void search_free(struct search *s)
{
    while (s->locks > 0)
        omp_destroy_lock(&s->lock[--s->locks]);
    neighbour_lists_free(&s->lists);
    balls_free(&s->balls);
    free(s->norm);
    free(s->product);
    free(s->is_open);
    free(s->lock);
}

struct error *neighbours_find(const struct points *points, const struct neighbour_options *options,
                              struct report *report, double *bandwidth, double *farthest,
                              struct csr *distances)
{
    struct error *err;
    struct search s;
    bool again;
    *distances = (struct csr){0};
    TRY(search_new(&s, points, options, bandwidth, farthest));
    search_all(&s, "nearest neighbours", report);
    TRY(neighbour_lists_settle(&s.lists, &again));
    if (again) {
        search_all(&s, "neighbours within reach", report);
        TRY(neighbour_lists_settle(&s.lists, &again));
    }
    TRY(neighbour_lists_join(&s.lists, distances));
out:
    search_free(&s);
    return err;
}
