/* Pairs of rows in one tile. */
#include "distance/search/neighbours_impl.h"

#include "base/size.h"

#include <cblas.h>
#include <float.h>
#include <math.h>

/* Products that are ruled out together. */
enum { STRIP = 64 };

struct tile {
    size_t top, left, height, width;
    const double *upper, *lower; /* its rows: of the earlier and of the later block */
    const double *product;
};

size_t search_block_height(const struct search *s, size_t block)
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
    return slab_rows(slab, block * TILE, search_block_height(s, block), room);
}

/* ---- what is surely too far ---- */

/* Sums of p products are accurate to p / 2 epsilon of the norms, in any order; twice that, and the
 * additions that follow. */
static void find_norms(struct search *s, size_t block, const double *rows)
{
    size_t p = s->points->x.cols;
    double rounding = (double)(2 * p + 16) * DBL_EPSILON;
    for (size_t i = 0; i < search_block_height(s, block); i++) {
        const double *row = rows + i * p;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t k = 0; k < p; k++)
            sum += row[k] * row[k];
        s->norm[block * TILE + i] = sum * (1 - rounding);
    }
}

void search_survey(struct search *s, struct blocks held)
{
#pragma omp parallel for schedule(static)
    for (size_t block = size_max(held.first, s->known); block < held.end; block++) {
        const double *rows = block_rows(s, &s->held, block, room_of_thread(s));
        find_norms(s, block, rows);
        balls_enclose(&s->balls, block, rows, search_block_height(s, block));
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
                     .height = search_block_height(s, later),
                     .width = search_block_height(s, earlier),
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
    for (size_t i = 0; i < search_block_height(s, block); i++)
        widest = fmax(widest, s->lists.limit[block * TILE + i]);
    return widest;
}

bool search_are_apart(struct search *s, size_t later, size_t earlier)
{
    double gap = balls_gap(&s->balls, later, earlier);
    if (gap <= 0)
        return false;
    lock_blocks(s, later, earlier);
    double widest = fmax(widest_limit(s, later), widest_limit(s, earlier));
    unlock_blocks(s, later, earlier);
    return gap * gap > widest;
}

void search_tile(struct search *s, size_t later, const struct slab *slab, size_t earlier)
{
    double *product = s->product + (size_t)omp_get_thread_num() * TILE * TILE;
    if (!(s->is_open[later] || s->is_open[earlier]) || search_are_apart(s, later, earlier))
        return;
    struct tile t = fill_tile(s, later, slab, earlier, product);
    lock_blocks(s, later, earlier);
    for (size_t i = 0; i < t.height; i++)
        search_row(s, &t, i);
    unlock_blocks(s, later, earlier);
}
