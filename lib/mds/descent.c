/* Majorisation with acceleration.
 *
 * A majorising step x -> x + step(x) never raises the objective, but converges linearly, slowly
 * where the surface is flat. The gradient is -steepness * step, so quasi-Newton directions cost
 * nothing more: the two-loop recursion of L-BFGS (Nocedal 1980) on the steps, with the unit matrix
 * as the first inverse Hessian, is the majorising step bent by the curvature that the last steps
 * met. The point it proposes is taken when it brings at least a part of the decrease that the
 * gradient promises (Armijo); else the plain step is, which cannot fail. So the descent is as safe
 * as plain majorisation, for one more evaluation where a proposal was bad. */
#include "mds/impl.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 10 };
#define ARMIJO 1e-4 /* Nocedal and Wright 2006, section 3.1 */

/* A point of the descent. */
struct state {
    double *x, *step;
    double value, steepness;
};

/* The last moves and what they did to the step, in a ring. */
struct history {
    double *move[MEMORY], *change[MEMORY]; /* change: step before less step after */
    double product[MEMORY];                /* move . change, positive */
    size_t count, next;
};

struct descent {
    const struct mds_objective *objective;
    struct state now, trial;
    struct history history;
    double *direction;
    double *block; /* holds all the arrays */
};

CLONED static double dot(const double *restrict a, const double *restrict b, size_t n)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

CLONED static void add_scaled(double *restrict y, double scale, const double *restrict x, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        y[i] += scale * x[i];
}

static struct error *descent_new(struct descent *d, const struct mds_objective *objective)
{
    size_t arrays = 5 + 2 * MEMORY, count, bytes;
    *d = (struct descent){.objective = objective};
    if (!size_mul(arrays, objective->size, &count) || !size_mul(count, sizeof(double), &bytes))
        return error_memory("the descent of MDS");
    double *next = d->block = malloc(size_max(bytes, 1));
    if (!next)
        return error_memory("the descent of MDS");
    double **fields[] = {&d->now.x, &d->now.step, &d->trial.x, &d->trial.step, &d->direction};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++, next += objective->size)
        *fields[i] = next;
    for (size_t i = 0; i < MEMORY; i++, next += 2 * objective->size) {
        d->history.move[i] = next;
        d->history.change[i] = next + objective->size;
    }
    return NULL;
}

static void evaluate(const struct descent *d, struct state *s)
{
    s->value = d->objective->at(d->objective->data, s->x, s->step, &s->steepness);
}

/* direction = (inverse Hessian) step. */
static void bend_step(struct descent *d)
{
    const struct history *h = &d->history;
    size_t size = d->objective->size;
    double share[MEMORY];
    memcpy(d->direction, d->now.step, size * sizeof(double));
    for (size_t age = 1; age <= h->count; age++) {
        size_t i = (h->next + MEMORY - age) % MEMORY;
        share[i] = dot(h->move[i], d->direction, size) / h->product[i];
        add_scaled(d->direction, -share[i], h->change[i], size);
    }
    for (size_t age = h->count; age >= 1; age--) {
        size_t i = (h->next + MEMORY - age) % MEMORY;
        double back = dot(h->change[i], d->direction, size) / h->product[i];
        add_scaled(d->direction, share[i] - back, h->move[i], size);
    }
}

/* Evaluates now.x + direction as the trial. */
static void try_direction(struct descent *d, const double *direction)
{
    size_t size = d->objective->size;
    memcpy(d->trial.x, d->now.x, size * sizeof(double));
    add_scaled(d->trial.x, 1, direction, size);
    evaluate(d, &d->trial);
}

/* False where the direction does not go down, or its end brings too little. */
static bool try_bent_step(struct descent *d)
{
    if (d->history.count == 0)
        return false;
    bend_step(d);
    double promise = d->now.steepness * dot(d->direction, d->now.step, d->objective->size);
    if (!(promise > 0))
        return false;
    try_direction(d, d->direction);
    return d->trial.value <= d->now.value - ARMIJO * promise;
}

static void remember_move(struct descent *d)
{
    struct history *h = &d->history;
    size_t size = d->objective->size, i = h->next;
    for (size_t e = 0; e < size; e++) {
        h->move[i][e] = d->trial.x[e] - d->now.x[e];
        h->change[i][e] = d->now.step[e] - d->trial.step[e];
    }
    h->product[i] = dot(h->move[i], h->change[i], size);
    if (h->product[i] > 0) {
        h->next = (i + 1) % MEMORY;
        h->count = size_min(h->count + 1, MEMORY);
    } else { /* no curvature to learn from; the oldest move may have been here */
        h->count = size_min(h->count, MEMORY - 1);
    }
}

static void accept_trial(struct descent *d)
{
    struct state old = d->now;
    remember_move(d);
    d->now = d->trial;
    d->trial = old;
}

/* One step down. False where rounding leaves none. */
static bool advance(struct descent *d)
{
    if (!try_bent_step(d)) {
        d->history.count = 0;
        try_direction(d, d->now.step);
        if (!(d->trial.value < d->now.value))
            return false;
    }
    accept_trial(d);
    return true;
}

/* The share of its value that a plain step takes off at least. */
static double plain_gain(const struct descent *d)
{
    const struct state *s = &d->now;
    return s->steepness / 2 * dot(s->step, s->step, d->objective->size) / s->value;
}

/* recent: the values of the last MDS_RECENT iterations, in a ring; takes the present one. */
static bool is_slow(double *recent, size_t iteration, double value, double slow)
{
    double *oldest = &recent[iteration % MDS_RECENT], before = *oldest;
    *oldest = value;
    return iteration >= MDS_RECENT && before - value < slow * value;
}

struct error *mds_descend(const struct mds_objective *objective, double *x,
                          struct mds_limits limits, const struct mds_opts *opts,
                          struct report *report, struct mds_descent *result)
{
    struct error *err = NULL;
    struct descent d;
    size_t iteration = 0;
    double recent[MDS_RECENT];
    TRY(descent_new(&d, objective));
    memcpy(d.now.x, x, objective->size * sizeof(double));
    evaluate(&d, &d.now);
    for (;; iteration++) {
        if (opts->reached)
            opts->reached(opts->context, iteration, d.now.value);
        if (iteration == limits.max_iter || d.now.value <= objective->least ||
            is_slow(recent, iteration, d.now.value, limits.slow))
            break;
        double gain = plain_gain(&d);
        if (gain <= limits.eps)
            break;
        report_progress(report, "descent", fmin(log(fmin(gain, 1)) / log(limits.eps), 1));
        if (!advance(&d))
            break;
    }
    report_progress(report, "descent", 1);
    memcpy(x, d.now.x, objective->size * sizeof(double));
    *result = (struct mds_descent){d.now.value, iteration};
out:
    free(d.block);
    return err;
}
