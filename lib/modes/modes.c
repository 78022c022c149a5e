#include "modes/modes.h"

#include "matrix/blas.h"
#include "modes/modes_impl.h"

#include <math.h>
#include <stdlib.h>

/* All modes of so many rows are computed at once; of more, where K is full. */
enum { SMALL = 512, MIDDLE = 3000, FULL = 8 /* at least 1 of so many entries is not 0 */ };

double modes_relaxation(const struct modes *m)
{
    static const struct modes_goal itself = {.reach = 1};
    return m->count ? modes_time(&itself, m->gap[0]) : 1;
}

/* A Ritz pair, with the gap of its mode. */
struct pair {
    double gap;
    bool negative;
    size_t column;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->gap != y->gap)
        return x->gap < y->gap ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static void measure_pairs(const struct walk *w, const struct ritz_pairs *r, struct pair *pair)
{
#pragma omp parallel for schedule(dynamic)
    for (size_t k = 0; k < r->x.cols; k++) {
        enum walk_end end = r->gap[k] > 1 ? WALK_LOWER : WALK_UPPER;
        pair[k] = (struct pair){walk_gap(w, end, &r->x, k), end == WALK_LOWER, k};
    }
    qsort(pair, r->x.cols, sizeof *pair, compare_pairs);
}

static size_t count_wanted(const struct modes_goal *goal, const struct pair *pair, size_t count)
{
    double time = modes_time(goal, pair[0].gap);
    size_t wanted = 1;
    while (wanted < count && modes_decay(pair[wanted].gap, time) > MODES_FLOOR)
        wanted++;
    return wanted;
}

static struct error *copy_pairs(const struct matrix *x, const struct pair *pair, struct modes *m)
{
    m->gap = malloc(m->count * sizeof *m->gap);
    m->negative = malloc(m->count * sizeof *m->negative);
    if (!m->gap || !m->negative)
        return error_memory("the modes of a walk");
    struct error *err = matrix_new(&m->vector, x->rows, m->count);
    if (err)
        return err;
    for (size_t k = 0; k < m->count; k++) {
        m->gap[k] = pair[k].gap;
        m->negative[k] = pair[k].negative;
    }
    for (size_t i = 0; i < x->rows; i++)
        for (size_t k = 0; k < m->count; k++)
            m->vector.a[i * m->count + k] = x->a[i * x->cols + pair[k].column];
    return NULL;
}

static struct error *take_pairs(const struct walk *w, const struct modes_goal *goal,
                                const struct ritz_pairs *r, struct modes *m)
{
    struct error *err;
    struct pair *pair = malloc(r->x.cols * sizeof *pair);
    if (!pair)
        return error_memory("the modes of a walk");
    measure_pairs(w, r, pair);
    m->complete = r->complete;
    m->count = r->complete ? count_wanted(goal, pair, r->x.cols) : 1;
    TRY(copy_pairs(&r->x, pair, m));
out:
    free(pair);
    return err;
}

static bool is_full(const struct walk *w)
{
    return w->k->nonzeros / w->k->rows >= w->k->rows / FULL;
}

static struct error *find_pairs(const struct walk *w, const struct modes_goal *goal,
                                struct ritz_pairs *r)
{
    size_t n = w->k->rows;
    *r = (struct ritz_pairs){0};
    if (n <= SMALL || (n <= MIDDLE && is_full(w)))
        return modes_all(w, goal, r);
    size_t threads = blas_split(); /* a few columns at a time are not worth BLAS's own threads */
    struct error *err = modes_search(w, goal, r);
    blas_rejoin(threads);
    return err;
}

struct error *modes_find(const struct walk *w, const struct modes_goal *goal, struct modes *m)
{
    struct error *err;
    struct ritz_pairs r = {0};
    *m = (struct modes){.complete = true};
    if (w->k->rows < 2)
        return NULL;
    TRY(find_pairs(w, goal, &r));
    TRY(take_pairs(w, goal, &r, m));
out:
    modes_pairs_free(&r);
    if (err)
        modes_free(m);
    return err;
}

void modes_free(struct modes *m)
{
    free(m->gap);
    free(m->negative);
    matrix_free(&m->vector);
    *m = (struct modes){0};
}
