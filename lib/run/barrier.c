#include "run/barrier.h"

#include "base/size.h"

#include <math.h>
#include <stdio.h>

/* A point this close to 0 or 1, in steps of the line, counts as the point there. */
static const double at_end = 1e-6;

struct line {
    const double *value;
    size_t count;
    double from, to; /* the places of the first and the last */
};

static double place_of(const struct line *l, size_t i)
{
    double share = (double)i / (double)(l->count - 1);
    return l->from * (1 - share) + l->to * share;
}

/* The number behind the attribute `axis`-`end`, or `otherwise` where there is no such attribute. */
static struct error *read_place(const struct record *r, char axis, const char *end,
                                double otherwise, double *place)
{
    char key[16];
    snprintf(key, sizeof key, "%c-%s", axis, end);
    *place = otherwise;
    return record_attr_number(r, key, place);
}

static struct error *read_line(const struct record *r, const struct matrix *grid, struct line *l)
{
    struct error *err;
    char axis = grid->rows == 1 ? 'x' : 'y';
    if (grid->rows != 1 && grid->cols != 1)
        return error_new("grid: %zu x %zu points are not a line: give one row of points",
                         grid->rows, grid->cols);
    *l = (struct line){.value = grid->a, .count = grid->rows * grid->cols};
    if (l->count < 2)
        return error_new("grid: %zu points: give at least two", l->count);
    TRY(read_place(r, axis, "from", 0, &l->from));
    TRY(read_place(r, axis, "to", 1, &l->to));
    if (l->from == l->to)
        err = error_new("grid: the line goes from %g to %g: give it two different ends", l->from,
                        l->to);
out:
    return err;
}

/* The index of the point at `place`; false where there is none. */
static bool find_place(const struct line *l, double place, size_t *index)
{
    double at = (place - l->from) / (l->to - l->from) * (double)(l->count - 1);
    if (!(at > -0.5) || at > (double)(l->count - 1) + 0.5 || fabs(at - round(at)) > at_end)
        return false;
    *index = (size_t)round(at);
    return true;
}

/* Cuts off the line beyond 0 and 1, where it has points there. */
static void cut_to_ends(struct line *l)
{
    size_t zero, one;
    if (!find_place(l, 0, &zero) || !find_place(l, 1, &one) || zero == one)
        return;
    size_t first = size_min(zero, one), last = size_max(zero, one);
    *l = (struct line){l->value + first, last - first + 1, zero < one ? 0 : 1, zero < one ? 1 : 0};
}

/* `sign` is -1 where high values are good. */
static void take_point(struct barrier *b, const struct line *l, size_t i, double sign)
{
    double value = l->value[i], share = (double)i / (double)(l->count - 1);
    double excess = sign * (value - (b->value_from * (1 - share) + b->value_to * share));
    if (isnan(value)) {
        b->missing++;
        return;
    }
    if (!(sign * value <= sign * b->worst)) { /* true also while the worst is NaN */
        b->worst = value;
        b->worst_at = place_of(l, i);
    }
    if (!(excess <= b->height)) {
        b->height = excess;
        b->height_at = place_of(l, i);
    }
}

struct error *barrier_find(const struct record *r, const struct matrix *grid, bool highest,
                           struct barrier *barrier)
{
    struct line l = {0};
    struct error *err = read_line(r, grid, &l);
    if (err)
        return err;
    cut_to_ends(&l);
    double a = l.value[0], b = l.value[l.count - 1], sign = highest ? -1 : 1;
    *barrier = (struct barrier){.from = l.from,
                                .to = l.to,
                                .value_from = a,
                                .value_to = b,
                                .points = l.count,
                                .worst = NAN,
                                .worst_at = NAN,
                                .height = NAN,
                                .height_at = NAN};
    for (size_t i = 0; i < l.count; i++)
        take_point(barrier, &l, i, sign);
    barrier->over_mean = sign * (barrier->worst - (a / 2 + b / 2));
    if (!isfinite(a) || !isfinite(b))
        barrier->height = barrier->height_at = barrier->over_mean = NAN;
    return NULL;
}
