#include "base/size.h"
#include "matrix/band_order.h"
#include "modes/block.h"
#include "modes/damping.h"
#include "modes/modes_impl.h"
#include "modes/resolvent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK =
        16,    /* vectors at first; always half as many again as are wanted, and 4, to guard them */
    SHARE = 8, /* of n rows at most n / SHARE vectors */
    SWEEPS = 300,    /* at most; chains take about 8 */
    WARM_UP = 3,     /* sweeps before the block grows: random vectors look like many modes */
    WIDEST = 512,    /* of bands that are factored: 3 s for 50,000 rows */
    PROBES = 4,      /* vectors, */
    PROBE_STEPS = 60 /* and steps, that look for negative eigenvalues */
};
static const double exact = 1e-13; /* of a vector outside the space, weighted by its mode's decay */
static const double resolved =
    1e-7; /* from here on, a sweep that does not halve it has met rounding */
static const double shift_slack = 8; /* the shift is within this factor of the first gap */

struct search {
    const struct walk *w;
    const struct modes_goal *goal;
    bool both_ends;  /* by damping; else by a resolvent, at the upper end of the spectrum */
    bool only_first; /* the others are too many */
    struct resolvent resolvent;
    struct damping damping;
    double shift; /* the resolvent's */
    struct ritz_pairs *r;
    uint64_t seed;
};

/* ---- one sweep ---- */

/* A resolvent whose shift is about the first gap: the resting vector, which rounding brings back,
 * is then magnified hardly more than the first mode. */
static struct error *choose_shift(struct search *s)
{
    double gap = s->r->gap[0];
    if (s->resolvent.upper && gap < s->shift * shift_slack && gap > s->shift / shift_slack)
        return NULL;
    if (s->resolvent.upper)
        s->shift = fmax(gap, 1e-300);
    resolvent_free(&s->resolvent);
    return resolvent_new(&s->resolvent, s->w, s->shift);
}

static struct error *magnify(struct search *s)
{
    if (!s->both_ends) {
        struct error *err = choose_shift(s);
        return err ? err : resolvent_apply(&s->resolvent, &s->r->x);
    }
    double last = 1 - ritz_gap(s->r->gap[s->r->x.cols - 1]);
    return damping_apply(&s->damping, fmin(fmax(last, 0.01), 1 - 1e-12), &s->r->x);
}

/* The largest of the distances of the wanted vectors before a sweep from the space after it. */
static struct error *find_worst(const struct search *s, const struct matrix *before, double *worst)
{
    struct error *err;
    const struct ritz_pairs *r = s->r;
    double time;
    size_t count = modes_count_wanted(s->goal, r->gap, r->x.cols, s->both_ends, &time);
    if (s->only_first)
        count = 1;
    double *distance = malloc(count * sizeof *distance);
    if (!distance)
        return error_memory("the modes of a walk");
    TRY(block_distances(before, count, &r->x, distance));
    *worst = 0;
    for (size_t k = 0; k < count; k++) {
        double gap = s->both_ends ? ritz_gap(r->gap[k]) : r->gap[k];
        *worst = fmax(*worst, distance[k] * (k == 0 ? 1 : modes_decay(gap, time)));
    }
    s->r->wanted = count;
out:
    free(distance);
    return err;
}

static struct error *sweep(struct search *s, double *worst)
{
    struct error *err;
    struct ritz_pairs *r = s->r;
    struct matrix before = {0};
    TRY(matrix_new(&before, r->x.rows, r->x.cols));
    memcpy(before.a, r->x.a, r->x.rows * r->x.cols * sizeof *before.a);
    TRY(magnify(s));
    TRY(block_ritz(s->w, &r->x, s->both_ends, r->gap));
    TRY(find_worst(s, &before, worst));
out:
    matrix_free(&before);
    return err;
}

/* ---- the search ---- */

static struct error *widen(struct search *s, size_t p)
{
    double *gap = realloc(s->r->gap, p * sizeof *gap);
    if (!gap)
        return error_memory("the modes of a walk");
    for (size_t k = s->r->x.cols; k < p; k++)
        gap[k] = 0.5;
    s->r->gap = gap;
    return block_widen(&s->r->x, s->w->k->rows, p, &s->seed);
}

/* Makes room for all wanted vectors and their guards; where there are too many, of the first. */
static struct error *grow(struct search *s, bool *grown)
{
    size_t most = s->w->k->rows / SHARE, p = s->r->x.cols,
           needed = s->r->wanted + s->r->wanted / 2 + 4;
    *grown = needed > p && !s->only_first && p < most;
    if (*grown)
        return widen(s, size_min(most, size_max(needed + 4, 2 * p)));
    s->only_first = s->only_first || needed > p;
    return NULL;
}

static struct error *iterate(struct search *s)
{
    struct error *err = NULL;
    double worst = INFINITY;
    for (size_t k = 0; k < SWEEPS; k++) {
        double before = worst;
        bool grown = false;
        TRY(sweep(s, &worst));
        if (k < WARM_UP)
            continue;
        TRY(grow(s, &grown));
        if (grown)
            worst = INFINITY;
        else if (worst < exact || (worst < resolved && worst > before / 2))
            return NULL;
    }
    err = error_new("the slow modes of %zu snapshots were not found in %d sweeps: give a power (-t "
                    "100), or use landmarks (-l 2000)",
                    s->w->k->rows, SWEEPS);
out:
    return err;
}

/* ---- the lower end of the spectrum ---- */

/* The least eigenvalue, as seen by a few steps of the power method in I - S. */
static struct error *probe_least(struct search *s, double *least)
{
    struct error *err;
    struct matrix x = {0}, y = {0};
    double gap[PROBES];
    TRY(block_widen(&x, s->w->k->rows, PROBES, &s->seed));
    TRY(matrix_new(&y, x.rows, x.cols));
    for (size_t k = 0; k < PROBE_STEPS; k++) {
        TRY(walk_gaps(s->w, &x, &y));
        struct matrix swap = x;
        x = y;
        y = swap;
    }
    TRY(block_ritz(s->w, &x, false, gap));
    *least = 1 - gap[PROBES - 1];
out:
    matrix_free(&x);
    matrix_free(&y);
    return err;
}

/* Whether negative eigenvalues are nothing at the goal's time: by a bound, else by a probe, beside
 * which the true value has twice the room that it needs. */
static struct error *lower_end_is_nothing(struct search *s, bool *nothing)
{
    double time, least = walk_least_eigenvalue(s->w);
    modes_count_wanted(s->goal, s->r->gap, s->r->x.cols, false, &time);
    *nothing = modes_decay(fmin(1 + least, 1), time) <= MODES_FLOOR;
    if (*nothing)
        return NULL;
    struct error *err = probe_least(s, &least);
    *nothing = !err && least > -0.8 && modes_decay(0.1, time) <= MODES_FLOOR;
    return err;
}

static struct error *search_both_ends(struct search *s)
{
    struct error *err;
    s->both_ends = true;
    s->only_first = false;
    for (size_t k = 0; k < s->r->x.cols; k++)
        s->r->gap[k] = 0.5;
    TRY(damping_new(&s->damping, s->w));
    TRY(iterate(s));
out:
    return err;
}

static struct error *search_upper_end(struct search *s, bool *found)
{
    struct error *err;
    double n = (double)s->w->k->rows;
    s->shift = 1 / (n * n);
    TRY(iterate(s));
    TRY(lower_end_is_nothing(s, found));
out:
    return err;
}

struct error *modes_search(const struct walk *w, const struct modes_goal *goal,
                           struct ritz_pairs *r)
{
    struct error *err;
    bool found = false;
    struct search s = {.w = w, .goal = goal, .r = r};
    *r = (struct ritz_pairs){0};
    TRY(widen(&s, size_min(BLOCK, w->k->rows / SHARE)));
    if (band_order_half_width(w->k) <= WIDEST)
        TRY(search_upper_end(&s, &found));
    if (!found)
        TRY(search_both_ends(&s));
    r->complete = !s.only_first;
out:
    resolvent_free(&s.resolvent);
    damping_free(&s.damping);
    if (err)
        ritz_pairs_free(r);
    return err;
}
