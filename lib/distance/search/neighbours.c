#include "distance/search/neighbours_impl.h"

#include "base/size.h"
#include "matrix/blas.h"

#include <math.h>
#include <stdlib.h>

static void find_open_blocks(struct search *s)
{
    for (size_t b = 0; b < s->blocks; b++) {
        s->is_open[b] = false;
        for (size_t i = 0; i < search_block_height(s, b); i++)
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
            if ((s->is_open[a] || s->is_open[b]) && !search_are_apart(s, a, b))
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
        search_survey(s, held);
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
