#include "distance/search/neighbours.h"

#include "base/size.h"
#include "distance/search/balls.h"
#include "distance/search/neighbour_lists.h"
#include "distance/search/slab.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

/* A tile's products fit a core's second cache. */
enum { TILE = NEIGHBOURS_BLOCK, STRIP = 64 };

/* Rows are cut into blocks of TILE; a pair of blocks is a tile. Each thread has its own products,
 * and holds the locks of both blocks while it examines them. Points that are not in memory pass
 * through: one slab of blocks is held, while the blocks before it come and go. */
struct search {
    const struct points *points;
    struct neighbour_lists lists;
    struct slab held, passing;
    size_t held_blocks, passing_blocks; /* at most */
    double *norm;    /* of all rows: |x|^2, less the rounding that a distance may contain */
    double *product; /* of each thread: -2 x_i x_j, TILE x TILE */
    double *rows;    /* of each thread: rows of both blocks, where slabs have them as floats */
    size_t blocks;
    size_t known;       /* blocks whose norms and balls are known */
    struct balls balls; /* of the blocks */
    bool *is_open;      /* of each block: a row of it still looks for neighbours */
    omp_lock_t *lock;   /* of each block */
    size_t locks;       /* how many locks have been made */
    size_t done;        /* tiles, for the report, */
    const char *what;   /* which calls the search this */
    struct report *report;
};

struct tile {
    size_t top, left, height, width;
    const double *upper, *lower; /* its rows: of the earlier and of the later block */
    const double *product;
};

/* Successive blocks. */
struct blocks {
    size_t first, end;
};

static size_t block_height(const struct search *s, size_t block)
{
    return size_min(TILE, s->points->x.rows - block * TILE);
}

static double *room_of_thread(const struct search *s)
{
    return s->rows ? s->rows + (size_t)omp_get_thread_num() * 2 * TILE * s->points->x.cols : NULL;
}

static const double *block_rows(const struct search *s, const struct slab *slab, size_t block,
                                double *room)
{
    return slab_rows(slab, block * TILE, block_height(s, block), room);
}

/* ---- what is surely too far ---- */

/* Sums of p products are accurate to p / 2 epsilon of the norms, in any order; twice that, and the
 * additions that follow. */
static void find_norms(struct search *s, size_t block, const double *rows)
{
    size_t p = s->points->x.cols;
    double rounding = (double)(2 * p + 16) * DBL_EPSILON;
    for (size_t i = 0; i < block_height(s, block); i++) {
        const double *row = rows + i * p;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t k = 0; k < p; k++)
            sum += row[k] * row[k];
        s->norm[block * TILE + i] = sum * (1 - rounding);
    }
}

/* Of the blocks that are held for the first time. */
static void survey_held(struct search *s, struct blocks held)
{
#pragma omp parallel for schedule(static)
    for (size_t block = size_max(held.first, s->known); block < held.end; block++) {
        const double *rows = block_rows(s, &s->held, block, room_of_thread(s));
        find_norms(s, block, rows);
        balls_enclose(&s->balls, block, rows, block_height(s, block));
    }
    s->known = size_max(s->known, held.end);
}

static struct tile fill_tile(const struct search *s, size_t later, const struct slab *slab,
                             size_t earlier, double *product)
{
    size_t p = s->points->x.cols;
    double *room = room_of_thread(s);
    struct tile t = {.top = later * TILE,
                     .left = earlier * TILE,
                     .height = block_height(s, later),
                     .width = block_height(s, earlier),
                     .lower = block_rows(s, &s->held, later, room),
                     .product = product};
    t.upper =
        later == earlier ? t.lower : block_rows(s, slab, earlier, room ? room + TILE * p : NULL);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)t.height, (blasint)t.width,
                (blasint)p, -2, t.lower, (blasint)p, t.upper, (blasint)p, 0, product, TILE);
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

static void measure_pair(struct search *s, const struct tile *t, size_t i, size_t j)
{
    size_t p = s->points->x.cols, row = t->top + i, col = t->left + j;
    double squared = points_squared_between(t->lower + i * p, t->upper + j * p, p);
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
                measure_pair(s, t, i, j);
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

/* Examines a held block with an earlier one, or with itself. */
static void search_tile(struct search *s, size_t later, const struct slab *slab, size_t earlier)
{
    double *product = s->product + (size_t)omp_get_thread_num() * TILE * TILE;
    if (!(s->is_open[later] || s->is_open[earlier]) || are_apart(s, later, earlier))
        return;
    struct tile t = fill_tile(s, later, slab, earlier, product);
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

/* ---- which tiles, in which order ---- */

/* `tiles` of those at hand have been examined. */
static void tell_progress(const struct search *s, size_t tiles)
{
    double all = (double)s->blocks * (double)(s->blocks + 1) / 2;
    if (omp_get_thread_num() == 0)
        report_progress(s->report, s->what, (double)(s->done + tiles) / all);
}

/* All tiles of held blocks, those nearest to the diagonal first, for the same reason as above. */
static void search_held(struct search *s, struct blocks held)
{
    size_t count = held.end - held.first, tiles = count * (count + 1) / 2;
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < tiles; k++) {
        size_t offset = 0, earlier = k;
        for (; earlier >= count - offset; offset++)
            earlier -= count - offset;
        search_tile(s, held.first + earlier + offset, &s->held, held.first + earlier);
        tell_progress(s, k + 1);
    }
    s->done += tiles;
}

/* Whether a tile of a held and an earlier block must be examined, as far as is known before. */
static bool any_is_near(struct search *s, struct blocks held, struct blocks earlier)
{
    for (size_t b = earlier.end; b-- > earlier.first;)
        for (size_t a = held.first; a < held.end; a++)
            if ((s->is_open[a] || s->is_open[b]) && !are_apart(s, a, b))
                return true;
    return false;
}

/* All tiles of held and passing blocks; neighbouring ones have no block in common, so that threads
 * do not wait for each other's locks. */
static void search_passing(struct search *s, struct blocks held, struct blocks passing)
{
    size_t rows = held.end - held.first, cols = passing.end - passing.first;
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < rows * cols; k++) {
        size_t row = k % rows, col = (k / rows + row) % cols;
        search_tile(s, held.first + row, &s->passing, passing.end - 1 - col);
        tell_progress(s, k + 1);
    }
}

static struct error *load(struct search *s, struct slab *slab, struct blocks b)
{
    size_t end = size_min(b.end * TILE, s->points->x.rows);
    return slab_load(slab, b.first * TILE, end - b.first * TILE);
}

/* The blocks before those held, the nearest first. */
static struct error *search_before(struct search *s, struct blocks held)
{
    struct error *err = NULL;
    for (struct blocks b = {.first = held.first}; b.first > 0;) {
        b.end = b.first;
        b.first -= size_min(s->passing_blocks, b.end);
        if (any_is_near(s, held, b)) {
            TRY(load(s, &s->passing, b));
            search_passing(s, held, b);
        }
        s->done += (held.end - held.first) * (b.end - b.first);
    }
out:
    return err;
}

/* All tiles on and below the diagonal in which a row still looks for neighbours. */
static struct error *search_all(struct search *s, const char *what)
{
    struct error *err = NULL;
    size_t threads = blas_split();
    s->what = what;
    s->done = 0;
    find_open_blocks(s);
    for (struct blocks held = {0}; held.first < s->blocks; held.first = held.end) {
        held.end = size_min(held.first + s->held_blocks, s->blocks);
        TRY(load(s, &s->held, held));
        survey_held(s, held);
        search_held(s, held);
        TRY(search_before(s, held));
    }
out:
    blas_rejoin(threads);
    return err;
}

/* ---- the search ---- */

/* All blocks are held where there is memory; else up to a quarter of it is for those that pass. */
static void share_memory(struct search *s)
{
    enum { PASSING_MOST = 16 };
    size_t most = size_max(points_read_most(s->points) / TILE, 2);
    bool all = points_read_most(s->points) >= s->points->x.rows;
    s->passing_blocks = all ? 0 : size_max(1, size_min(most / 4, PASSING_MOST));
    s->held_blocks = all ? s->blocks : most - s->passing_blocks;
}

static struct error *slabs_new(struct search *s)
{
    struct error *err;
    size_t rows = s->points->x.rows, cols = s->points->x.cols, bytes = 0;
    size_t threads = (size_t)omp_get_max_threads();
    share_memory(s);
    TRY(slab_new(&s->held, s->points, size_min(s->held_blocks * TILE, rows)));
    TRY(slab_new(&s->passing, s->points, size_min(s->passing_blocks * TILE, rows)));
    if (points_read_as_floats(s->points)) {
        if (size_mul(threads * 2 * TILE * sizeof *s->rows, cols, &bytes))
            s->rows = malloc(bytes);
        if (!s->rows)
            TRY(error_memory("a search for neighbours"));
    }
out:
    return err;
}

static struct error *search_new(struct search *s, const struct points *points,
                                const struct neighbour_options *options, struct report *report,
                                double *bandwidth, double *farthest)
{
    struct error *err;
    size_t n = points->x.rows;
    *s = (struct search){.points = points, .blocks = (n + TILE - 1) / TILE, .report = report};
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
    TRY(balls_new(&s->balls, s->blocks, points->x.cols));
    TRY(slabs_new(s));
out:
    return err;
}

static void search_free(struct search *s)
{
    while (s->locks > 0)
        omp_destroy_lock(&s->lock[--s->locks]);
    neighbour_lists_free(&s->lists);
    slab_free(&s->held);
    slab_free(&s->passing);
    balls_free(&s->balls);
    free(s->rows);
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
    TRY(search_new(&s, points, options, report, bandwidth, farthest));
    TRY(search_all(&s, "nearest neighbours"));
    TRY(neighbour_lists_settle(&s.lists, &again));
    if (again) {
        TRY(search_all(&s, "neighbours within reach"));
        TRY(neighbour_lists_settle(&s.lists, &again));
    }
    slab_free(&s.held); /* the result takes their room */
    slab_free(&s.passing);
    TRY(neighbour_lists_join(&s.lists, distances));
out:
    search_free(&s);
    return err;
}

size_t neighbours_bytes(size_t rows, size_t cols, const struct neighbour_options *options)
{
    size_t threads = (size_t)omp_get_max_threads(), balls = rows / TILE + 1;
    size_t each = neighbour_lists_row_bytes(options) + 4 * sizeof(double);
    size_t numbers = size_sum(matrix_bytes(balls, 1, cols + 1),
                              matrix_bytes(threads * TILE, 1, size_sum(2 * cols, TILE)));
    return size_sum(numbers, matrix_bytes(rows, 1, each / sizeof(double)));
}
