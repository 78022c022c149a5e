#include "align/climb_impl.h"

#include "align/assign_impl.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the slope along the line, as a share of the objective's scale, is rounding. */
#define LEAST_SLOPE 1e-7

/* Points on the line at which its best is looked for. */
enum { LOOKS = 1000 };

struct climber {
    struct relaxed *q;
    struct matrix *from; /* q->x at the start of the step */
    struct matrix *step; /* to the vertex */
    size_t matrices, degree;
    double *value; /* of the objective at degree + 1 points, evenly spaced on the line */
    size_t *best;  /* for the most units */
};

/* ---- making ---- */

/* Of a tensor with so many axes that follow permutations; two networks are multiplied. */
static size_t find_degree(const struct spec *spec)
{
    size_t most = 0;
    for (size_t i = 0; i < spec->count; i++) {
        size_t axes = 0;
        for (size_t d = 0; d < spec->tensors[i].dims; d++)
            axes += spec->tensors[i].axes[d].permutation != SPEC_FIXED;
        most = size_max(most, axes);
    }
    return 2 * most;
}

static size_t most_units(const struct spec *spec)
{
    size_t most = 1;
    for (size_t k = 0; k < spec->permutation_count; k++)
        most = size_max(most, spec->permutations[k].units);
    return most;
}

static struct error *climber_new(struct climber *c, struct relaxed *q)
{
    struct error *err = NULL;
    *c = (struct climber){
        .q = q, .matrices = q->count * q->spec->permutation_count, .degree = find_degree(q->spec)};
    c->from = calloc(size_max(c->matrices, 1), sizeof *c->from);
    c->step = calloc(size_max(c->matrices, 1), sizeof *c->step);
    c->value = calloc(c->degree + 1, sizeof *c->value);
    c->best = calloc(most_units(q->spec), sizeof *c->best);
    if (!c->from || !c->step || !c->value || !c->best)
        return error_memory("a universe");
    for (size_t i = 0; i < c->matrices && !err; i++) {
        err = matrix_copy(&c->from[i], &q->x[i]);
        if (!err)
            err = matrix_copy(&c->step[i], &q->x[i]);
    }
    return err;
}

static void climber_free(struct climber *c)
{
    for (size_t i = 0; i < c->matrices && c->from && c->step; i++) {
        matrix_free(&c->from[i]);
        matrix_free(&c->step[i]);
    }
    free(c->from);
    free(c->step);
    free(c->value);
    free(c->best);
}

/* ---- a step ---- */

/* *slope grows by what the objective gains per length of the line. */
static struct error *aim(struct climber *c, size_t i, double *slope)
{
    const struct matrix *x = &c->q->x[i], *s = &c->q->slope[i];
    size_t entries = x->rows * x->cols;
    double *step = c->step[i].a;
    struct error *err = assign_best(s, c->best);
    if (err)
        return err;
    memcpy(c->from[i].a, x->a, entries * sizeof *step);
    for (size_t e = 0; e < entries; e++)
        step[e] = -x->a[e];
    for (size_t u = 0; u < x->rows; u++)
        step[u * x->cols + c->best[u]] += 1;
    for (size_t e = 0; e < entries; e++)
        *slope += step[e] * s->a[e];
    return NULL;
}

static void move(struct climber *c, double length)
{
    for (size_t i = 0; i < c->matrices; i++)
        for (size_t e = 0; e < c->from[i].rows * c->from[i].cols; e++)
            c->q->x[i].a[e] = c->from[i].a[e] + length * c->step[i].a[e];
}

/* The polynomial through the values (Lagrange's form). */
static double interpolate(const struct climber *c, double x)
{
    double sum = 0;
    for (size_t i = 0; i <= c->degree; i++) {
        double term = c->value[i];
        for (size_t j = 0; j <= c->degree; j++)
            if (j != i)
                term *= (x * (double)c->degree - (double)j) / ((double)i - (double)j);
        sum += term;
    }
    return sum;
}

static double best_length(const struct climber *c)
{
    double best = 0;
    for (size_t k = 1; k <= LOOKS; k++) {
        double x = (double)k / LOOKS;
        if (interpolate(c, x) > interpolate(c, best))
            best = x;
    }
    return best;
}

static struct error *take_step(struct climber *c, double *length)
{
    struct error *err = NULL;
    for (size_t i = 1; i <= c->degree && !err; i++) {
        move(c, (double)i / (double)c->degree);
        err = relaxed_evaluate(c->q, false, &c->value[i]);
    }
    *length = best_length(c);
    move(c, *length);
    return err;
}

static double scale_of(const struct climber *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->matrices; i++)
        for (size_t e = 0; e < c->q->x[i].rows * c->q->x[i].cols; e++)
            sum += fabs(c->q->x[i].a[e] * c->q->slope[i].a[e]);
    return sum;
}

struct error *climb(struct relaxed *q, size_t most, struct report *report, double *objective,
                    size_t *steps)
{
    struct climber c;
    struct error *err;
    TRY(climber_new(&c, q));
    for (double length = 1; length > 0; ++*steps) {
        double slope = 0;
        TRY(relaxed_evaluate(q, true, &c.value[0]));
        *objective = c.value[0];
        for (size_t i = 0; i < c.matrices; i++)
            TRY(aim(&c, i, &slope));
        if (*steps == most || slope <= LEAST_SLOPE * scale_of(&c))
            break;
        TRY(take_step(&c, &length));
        report_progress(report, "universe", (double)*steps / (double)most);
    }
out:
    climber_free(&c);
    return err;
}
