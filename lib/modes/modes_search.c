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
    BLOCK = 16,   /* vectors at first; always half as many again as are wanted, and 4, as guards */
    SHARE = 8,    /* of n rows at most n / SHARE vectors */
    SWEEPS = 300, /* at most; chains take about 8 */
    WARM_UP = 3,  /* sweeps before the block grows: random vectors look like many modes */
    WIDEST = 512, /* of bands that are factored: 3 s for 50,000 rows */
    PROBES = 4,   /* vectors, */
    PROBE_STEPS = 60 /* and steps, that look for negative eigenvalues */
};

/* Of a wanted vector outside the space, weighted by its mode's decay. */
static const double exact = 1e-13;
/* From here on, a sweep that does not halve it has met rounding. */
static const double resolved = 1e-7;
/* The resolvent's shift is within this factor of the first gap. */
static const double shift_slack = 8;

/* At one end of the spectrum; gaps are the distances from there. */
struct search {
    const struct walk *w;
    const struct modes_goal *goal;
    enum walk_end end;
    bool by_resolvent; /* else by damping */
    bool only_first;   /* the others are too many */
    struct resolvent resolvent;
    double shift; /* the resolvent's */
    struct damping damping;
    struct matrix x; /* n x p */
    double *gap;     /* p, ascending */
    size_t wanted;   /* the first of them */
    uint64_t seed;
};

static void search_free(struct search *s)
{
    resolvent_free(&s->resolvent);
    damping_free(&s->damping);
    matrix_free(&s->x);
    free(s->gap);
}

/* ---- one sweep ---- */

/* A resolvent whose shift is about the first gap: the resting vector, which rounding brings back,
 * is then magnified hardly more than the first mode. */
static struct error *choose_shift(struct search *s)
{
    double gap = s->gap[0];
    if (s->resolvent.upper && gap < s->shift * shift_slack && gap > s->shift / shift_slack)
        return NULL;
    if (s->resolvent.upper)
        s->shift = fmax(gap, 1e-300);
    resolvent_free(&s->resolvent);
    return resolvent_new(&s->resolvent, s->w, s->shift);
}

static struct error *magnify(struct search *s)
{
    if (!s->by_resolvent)
        return damping_apply(&s->damping, fmax(1 - s->gap[s->x.cols - 1], -0.9), &s->x);
    struct error *err = choose_shift(s);
    return err ? err : resolvent_apply(&s->resolvent, &s->x);
}

static void count_wanted(struct search *s)
{
    double time = modes_time(s->goal, s->gap[0]);
    s->wanted = 1;
    while (!s->only_first && s->wanted < s->x.cols &&
           modes_decay(s->gap[s->wanted], time) > MODES_FLOOR)
        s->wanted++;
}

/* The largest of the distances of the wanted vectors before a sweep from the space after it. */
static struct error *find_worst(const struct search *s, const struct matrix *before, double *worst)
{
    struct error *err;
    double *distance = malloc(s->wanted * sizeof *distance), time = modes_time(s->goal, s->gap[0]);
    if (!distance)
        return error_memory("the modes of a walk");
    TRY(block_distances(before, s->wanted, &s->x, distance));
    *worst = distance[0];
    for (size_t k = 1; k < s->wanted; k++)
        *worst = fmax(*worst, distance[k] * modes_decay(s->gap[k], time));
out:
    free(distance);
    return err;
}

static struct error *sweep(struct search *s, double *worst)
{
    struct error *err;
    struct matrix before = {0};
    TRY(matrix_new(&before, s->x.rows, s->x.cols));
    memcpy(before.a, s->x.a, s->x.rows * s->x.cols * sizeof *before.a);
    TRY(magnify(s));
    TRY(block_ritz(s->w, s->end, &s->x, s->gap));
    count_wanted(s);
    TRY(find_worst(s, &before, worst));
out:
    matrix_free(&before);
    return err;
}

/* ---- the search ---- */

static struct error *widen(struct search *s, size_t p)
{
    double *gap = realloc(s->gap, p * sizeof *gap);
    if (!gap)
        return error_memory("the modes of a walk");
    for (size_t k = s->x.cols; k < p; k++)
        gap[k] = s->x.cols ? gap[s->x.cols - 1] : 0.5;
    s->gap = gap;
    return block_widen(&s->x, s->w->k->rows, p, &s->seed);
}

/* Makes room for all wanted vectors and their guards; where there are too many, for the first. */
static struct error *grow(struct search *s, bool *grown)
{
    size_t most = s->w->k->rows / SHARE, p = s->x.cols, needed = s->wanted + s->wanted / 2 + 4;
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
    TRY(widen(s, size_min(BLOCK, s->w->k->rows / SHARE)));
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

static struct error *search_end(struct search *s)
{
    struct error *err;
    double n = (double)s->w->k->rows;
    s->by_resolvent = s->end == WALK_UPPER && band_order_half_width(s->w->k) <= WIDEST;
    s->shift = 1 / (n * n);
    if (!s->by_resolvent)
        TRY(damping_new(&s->damping, s->w, s->end));
    TRY(iterate(s));
out:
    return err;
}

/* ---- the lower end ---- */

/* The least eigenvalue, as seen by a few steps of the power method in I - S. */
static struct error *probe_least(const struct walk *w, double *least)
{
    struct error *err;
    struct matrix x = {0}, y = {0};
    double gap[PROBES];
    uint64_t seed = 0;
    TRY(block_widen(&x, w->k->rows, PROBES, &seed));
    TRY(matrix_new(&y, x.rows, x.cols));
    for (size_t k = 0; k < PROBE_STEPS; k++) {
        TRY(walk_gaps(w, WALK_UPPER, &x, &y));
        struct matrix swap = x;
        x = y;
        y = swap;
    }
    TRY(block_ritz(w, WALK_LOWER, &x, gap));
    *least = gap[0] - 1;
out:
    matrix_free(&x);
    matrix_free(&y);
    return err;
}

/* Whether negative eigenvalues are nothing by then: by a bound, else by a probe, beside which the
 * true value has twice the room that it needs. */
static struct error *lower_end_is_nothing(const struct walk *w, double time, bool *nothing)
{
    double least = walk_least_eigenvalue(w);
    *nothing = modes_decay(fmin(1 + least, 1), time) <= MODES_FLOOR;
    if (*nothing)
        return NULL;
    struct error *err = probe_least(w, &least);
    *nothing = !err && least > -0.8 && modes_decay(0.1, time) <= MODES_FLOOR;
    return err;
}

/* ---- both ---- */

/* The wanted vectors of both ends, side by side. */
static struct error *join(const struct search *upper, const struct search *lower,
                          struct ritz_pairs *r)
{
    size_t n = upper->w->k->rows, p = upper->wanted + lower->wanted;
    r->complete = !upper->only_first && !lower->only_first;
    r->gap = malloc(p * sizeof *r->gap);
    if (!r->gap)
        return error_memory("the modes of a walk");
    struct error *err = matrix_new(&r->x, n, p);
    for (size_t i = 0; !err && i < n; i++)
        for (size_t k = 0; k < p; k++)
            r->x.a[i * p + k] = k < upper->wanted
                                    ? upper->x.a[i * upper->x.cols + k]
                                    : lower->x.a[i * lower->x.cols + k - upper->wanted];
    for (size_t k = 0; !err && k < p; k++)
        r->gap[k] = k < upper->wanted ? upper->gap[k] : 2 - lower->gap[k - upper->wanted];
    return err;
}

struct error *modes_search(const struct walk *w, const struct modes_goal *goal,
                           struct ritz_pairs *r)
{
    struct error *err;
    bool is_nothing;
    struct search upper = {.w = w, .goal = goal, .end = WALK_UPPER};
    struct modes_goal by_then = *goal;
    struct search lower = {.w = w, .goal = &by_then, .end = WALK_LOWER};
    *r = (struct ritz_pairs){0};
    TRY(search_end(&upper));
    by_then.time = modes_time(goal, upper.gap[0]);
    TRY(lower_end_is_nothing(w, by_then.time, &is_nothing));
    if (!is_nothing)
        TRY(search_end(&lower));
    TRY(join(&upper, &lower, r));
out:
    search_free(&upper);
    search_free(&lower);
    if (err)
        modes_pairs_free(r);
    return err;
}
