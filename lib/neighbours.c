#include "neighbours.h"

#include "size.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 1024, STRIP = 64 };

/* A tile of -2 x_i x_j for rows top .. top + height - 1 and left .. left + width - 1. */
struct tile {
    const struct points *points;
    double *product; /* TILE x TILE */
    double *norm;    /* of all rows: |x|^2, less what rounding may have added to a distance */
    size_t top, left, height, width;
};

static struct error *tile_new(struct tile *t, const struct points *points)
{
    size_t n = points->x.rows, p = points->x.cols;
    *t = (struct tile){.points = points};
    t->product = malloc((size_t)TILE * TILE * sizeof *t->product);
    t->norm = malloc(n * sizeof *t->norm);
    if (!t->product || !t->norm)
        return error_memory("a search for neighbours");
    /* Sums of p products are good to p / 2 epsilon of the norms, whatever their order; twice that,
     * and the additions that follow. */
    double rounding = (double)(2 * p + 16) * DBL_EPSILON;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < p; k++)
            sum += points->x.a[i * p + k] * points->x.a[i * p + k];
        t->norm[i] = sum * (1 - rounding);
    }
    return NULL;
}

static void tile_free(struct tile *t)
{
    free(t->product);
    free(t->norm);
}

static void tile_fill(struct tile *t, size_t top, size_t left)
{
    size_t n = t->points->x.rows;
    blasint p = (blasint)t->points->x.cols;
    t->top = top;
    t->left = left;
    t->height = size_min(TILE, n - top);
    t->width = size_min(TILE, n - left);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)t->height, (blasint)t->width, p,
                -2, t->points->x.a + top * (size_t)p, p, t->points->x.a + left * (size_t)p, p, 0,
                t->product, TILE);
}

/* Whether any of a strip of squared distances, base + norm + product, may be within its bound: the
 * row's, or the column's own where there are such. In a form that vectorises. */
static bool strip_has_near(const double *restrict product, const double *restrict norm, double base,
                           double row_bound, const double *restrict col_bound, size_t count)
{
    int near = 0;
#pragma omp simd reduction(| : near)
    for (size_t j = 0; j < count; j++) {
        double bound = col_bound[j] > row_bound ? col_bound[j] : row_bound;
        near |= base + norm[j] + product[j] <= bound;
    }
    return near;
}

/* ---- nearest ---- */

struct nearest {
    struct tile tile;
    size_t rank;
    double *list;  /* n x rank: the least squared distances so far, ascending */
    double *bound; /* of each row: the last of them */
    double *none;  /* STRIP bounds that nothing is within */
};

static void insert_distance(struct nearest *s, size_t row, double squared)
{
    double *list = s->list + row * s->rank;
    size_t place = s->rank - 1;
    if (squared >= list[place])
        return;
    for (; place > 0 && list[place - 1] > squared; place--)
        list[place] = list[place - 1];
    list[place] = squared;
    s->bound[row] = list[s->rank - 1];
}

/* The tile's row i looks for neighbours among its columns. */
static void search_row(struct nearest *s, size_t i)
{
    const struct tile *t = &s->tile;
    const double *product = t->product + i * TILE, *norm = t->norm + t->left;
    size_t row = t->top + i;
    double base = t->norm[row];
    for (size_t first = 0; first < t->width; first += STRIP) {
        size_t end = size_min(first + STRIP, t->width);
        if (!strip_has_near(product + first, norm + first, base, s->bound[row], s->none,
                            end - first))
            continue;
        for (size_t j = first; j < end; j++)
            if (base + norm[j] + product[j] <= s->bound[row] && t->left + j != row)
                insert_distance(s, row, points_squared(t->points, row, t->left + j));
    }
}

/* A strip of the tile's columns look for neighbours among its rows. */
static void search_columns(struct nearest *s, size_t first)
{
    const struct tile *t = &s->tile;
    size_t end = size_min(first + STRIP, t->width);
    const double *norm = t->norm + t->left, *bound = s->bound + t->left;
    for (size_t i = 0; i < t->height; i++) {
        const double *product = t->product + i * TILE;
        double base = t->norm[t->top + i];
        if (!strip_has_near(product + first, norm + first, base, -INFINITY, bound + first,
                            end - first))
            continue;
        for (size_t j = first; j < end; j++)
            if (base + norm[j] + product[j] <= bound[j])
                insert_distance(s, t->left + j, points_squared(t->points, t->top + i, t->left + j));
    }
}

/* Tiles on and below the diagonal; one below it serves its rows and its columns. */
static void search_tile(struct nearest *s, size_t top, size_t left)
{
    tile_fill(&s->tile, top, left);
#pragma omp parallel
    {
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < s->tile.height; i++)
            search_row(s, i);
        if (left < top) {
#pragma omp for schedule(dynamic)
            for (size_t j = 0; j < s->tile.width; j += STRIP)
                search_columns(s, j);
        }
    }
}

static void search_all(struct nearest *s, struct report *report)
{
    size_t n = s->tile.points->x.rows;
    for (size_t top = 0; top < n; top += TILE) {
        for (size_t left = 0; left <= top; left += TILE)
            search_tile(s, top, left);
        double share = (double)size_min(top + TILE, n) / (double)n;
        report_progress(report, "nearest neighbours", share * share);
    }
}

static struct error *nearest_new(struct nearest *s, const struct points *points, size_t rank)
{
    struct error *err;
    size_t n = points->x.rows, count = 0, bytes;
    *s = (struct nearest){.rank = rank};
    TRY(tile_new(&s->tile, points));
    if (size_mul(n, rank, &count) && size_mul(count, sizeof *s->list, &bytes))
        s->list = malloc(bytes);
    s->bound = malloc(n * sizeof *s->bound);
    s->none = malloc(STRIP * sizeof *s->none);
    if (!s->list || !s->bound || !s->none) {
        err = error_memory("a search for nearest neighbours");
        goto out;
    }
    for (size_t e = 0; e < count; e++)
        s->list[e] = INFINITY;
    for (size_t i = 0; i < n; i++)
        s->bound[i] = INFINITY;
    for (size_t j = 0; j < STRIP; j++)
        s->none[j] = -INFINITY;
out:
    return err;
}

struct error *neighbours_nearest(const struct points *points, size_t rank, struct report *report,
                                 double *nearest)
{
    struct error *err;
    struct nearest s;
    TRY(nearest_new(&s, points, rank));
    search_all(&s, report);
    for (size_t i = 0; i < points->x.rows; i++)
        nearest[i] = points_distance(points, s.bound[i]);
out:
    tile_free(&s.tile);
    free(s.list);
    free(s.bound);
    free(s.none);
    return err;
}

/* ---- within a radius ---- */

struct neighbour {
    size_t row;
    double distance;
};

/* The neighbours of a row that come before it: ascending. */
struct row_list {
    struct neighbour *at;
    size_t count, room;
};

struct within {
    struct tile tile;
    const double *radius;
    double *bound; /* of each row: its radius squared, and a little for the rounding of that */
    struct row_list *list;
    bool no_memory;
};

static bool list_add(struct row_list *l, size_t row, double distance)
{
    if (l->count == l->room) {
        size_t room = l->room ? 2 * l->room : 8;
        struct neighbour *larger = realloc(l->at, room * sizeof *larger);
        if (!larger)
            return false;
        l->at = larger;
        l->room = room;
    }
    l->at[l->count++] = (struct neighbour){row, distance};
    return true;
}

static bool collect_pair(struct within *w, size_t row, size_t col)
{
    const struct points *points = w->tile.points;
    double distance = points_distance(points, points_squared(points, row, col));
    if (distance > fmax(w->radius[row], w->radius[col]))
        return true;
    return list_add(&w->list[row], col, distance);
}

/* Columns of the tile that are near its row i and come before it. False where memory is short. */
static bool collect_row(struct within *w, size_t i)
{
    const struct tile *t = &w->tile;
    size_t row = t->top + i, width = size_min(t->width, row - t->left);
    const double *product = t->product + i * TILE, *norm = t->norm + t->left;
    const double *bound = w->bound + t->left;
    double base = t->norm[row], row_bound = w->bound[row];
    for (size_t first = 0; first < width; first += STRIP) {
        size_t end = size_min(first + STRIP, width);
        if (!strip_has_near(product + first, norm + first, base, row_bound, bound + first,
                            end - first))
            continue;
        for (size_t j = first; j < end; j++)
            if (base + norm[j] + product[j] <= fmax(row_bound, bound[j]) &&
                !collect_pair(w, row, t->left + j))
                return false;
    }
    return true;
}

static struct error *collect_all(struct within *w, struct report *report)
{
    size_t n = w->tile.points->x.rows;
    for (size_t top = 0; top < n; top += TILE) {
        for (size_t left = 0; left <= top; left += TILE) {
            tile_fill(&w->tile, top, left);
#pragma omp parallel for schedule(dynamic, 16)
            for (size_t i = 0; i < w->tile.height; i++)
                if (!collect_row(w, i)) {
#pragma omp atomic write
                    w->no_memory = true;
                }
            if (w->no_memory)
                return error_memory("the neighbours of rows: fewer within reach (a smaller "
                                    "knnaff -k, or --knn-max)");
        }
        double share = (double)size_min(top + TILE, n) / (double)n;
        report_progress(report, "neighbours within reach", share * share);
    }
    return NULL;
}

/* How many entries each row of the symmetric matrix has, with its diagonal one. */
static size_t count_entries(const struct within *w, size_t n, size_t *count)
{
    size_t total = n;
    for (size_t i = 0; i < n; i++)
        count[i] = 1;
    for (size_t i = 0; i < n; i++) {
        total += 2 * w->list[i].count;
        count[i] += w->list[i].count;
        for (size_t e = 0; e < w->list[i].count; e++)
            count[w->list[i].at[e].row]++;
    }
    return total;
}

/* Each row's earlier neighbours, itself, and, as they come, the later rows whose neighbour it is:
 * all in order. Lists are freed as they are used. */
static struct error *join_lists(struct within *w, size_t n, struct csr *m)
{
    struct error *err;
    size_t *next = malloc(n * sizeof *next);
    if (!next) {
        err = error_memory("the neighbours of rows");
        goto out;
    }
    TRY(csr_new(m, n, n, count_entries(w, n, next)));
    for (size_t i = 0; i < n; i++) {
        m->start[i + 1] = m->start[i] + next[i];
        next[i] = m->start[i];
    }
    for (size_t i = 0; i < n; i++) {
        struct row_list *l = &w->list[i];
        for (size_t e = 0; e < l->count; e++) {
            size_t there = next[l->at[e].row]++, here = next[i]++;
            m->col[here] = l->at[e].row;
            m->col[there] = i;
            m->value[here] = m->value[there] = l->at[e].distance;
        }
        m->col[next[i]] = i;
        m->value[next[i]++] = 0;
        free(l->at);
        *l = (struct row_list){0};
    }
out:
    free(next);
    return err;
}

static struct error *within_new(struct within *w, const struct points *points, const double *radius)
{
    struct error *err;
    size_t n = points->x.rows;
    *w = (struct within){.radius = radius};
    TRY(tile_new(&w->tile, points));
    w->list = calloc(n, sizeof *w->list);
    w->bound = malloc(n * sizeof *w->bound);
    if (!w->list || !w->bound) {
        err = error_memory("a search for neighbours");
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        w->bound[i] = points_squared_of(points, radius[i]) * (1 + 8 * DBL_EPSILON);
out:
    return err;
}

static void within_free(struct within *w, size_t n)
{
    for (size_t i = 0; w->list && i < n; i++)
        free(w->list[i].at);
    free(w->list);
    free(w->bound);
    tile_free(&w->tile);
}

struct error *neighbours_within(const struct points *points, const double *radius,
                                struct report *report, struct csr *distances)
{
    struct error *err;
    struct within w;
    *distances = (struct csr){0};
    TRY(within_new(&w, points, radius));
    TRY(collect_all(&w, report));
    TRY(join_lists(&w, points->x.rows, distances));
out:
    within_free(&w, points->x.rows);
    if (err)
        csr_free(distances);
    return err;
}
