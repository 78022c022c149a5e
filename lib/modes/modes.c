#include "modes/modes.h"

#include "modes/modes_impl.h"

#include <math.h>
#include <stdlib.h>

/* All modes of so many rows are computed at once; of more, where K is full. */
enum { SMALL = 512, MIDDLE = 3000, FULL = 8 /* at least 1 of so many entries is not 0 */ };

double ritz_gap(double gap)
{
    return fmin(gap, 2 - gap);
}

double modes_decay(double gap, double t)
{
    return gap >= 1 ? 0 : exp(t * log1p(-gap));
}

void ritz_pairs_free(struct ritz_pairs *r)
{
    matrix_free(&r->x);
    free(r->gap);
    *r = (struct ritz_pairs){0};
}

static double time_of_gap(double gap)
{
    return fmax(round(1 / fmax(gap, 0)), 1);
}

size_t modes_count_wanted(const struct modes_goal *goal, const double *gap, size_t p,
                          bool both_ends, double *time)
{
    size_t count = 1;
    *time = goal->time;
    if (goal->time == 0)
        *time = fmax(time_of_gap(both_ends ? ritz_gap(gap[0]) : gap[0]) / goal->reach, 1);
    while (count < p &&
           modes_decay(both_ends ? ritz_gap(gap[count]) : gap[count], *time) > MODES_FLOOR)
        count++;
    return count;
}

double modes_relaxation(const struct modes *m)
{
    return m->count ? time_of_gap(m->gap[0]) : 1;
}

static struct error *take_pairs(const struct walk *w, const struct ritz_pairs *r, struct modes *m)
{
    size_t n = r->x.rows, p = r->x.cols;
    *m = (struct modes){.count = r->wanted, .complete = r->complete};
    m->gap = malloc(m->count * sizeof *m->gap);
    m->negative = malloc(m->count * sizeof *m->negative);
    if (!m->gap || !m->negative)
        return error_memory("the modes of a walk");
    struct error *err = matrix_new(&m->vector, n, m->count);
    if (err)
        return err;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m->count; k++)
            m->vector.a[i * m->count + k] = r->x.a[i * p + k];
    for (size_t k = 0; k < m->count; k++) {
        m->negative[k] = r->gap[k] > 1;
        m->gap[k] = walk_gap(w, &r->x, k, m->negative[k]);
    }
    return NULL;
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
    return modes_search(w, goal, r);
}

struct error *modes_find(const struct walk *w, const struct modes_goal *goal, struct modes *m)
{
    struct error *err;
    struct ritz_pairs r = {0};
    *m = (struct modes){.complete = true};
    if (w->k->rows < 2)
        return NULL;
    TRY(find_pairs(w, goal, &r));
    TRY(take_pairs(w, &r, m));
out:
    ritz_pairs_free(&r);
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
