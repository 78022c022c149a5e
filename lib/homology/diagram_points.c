#include "homology/diagram_points.h"

#include <stdlib.h>

struct pair {
    double birth, death;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    if (p->birth != q->birth)
        return p->birth < q->birth ? -1 : 1;
    return (p->death > q->death) - (p->death < q->death);
}

static size_t take_pairs(const struct matrix *diagram, size_t dimension, struct pair *pairs)
{
    size_t count = 0;
    for (size_t i = 0; i < diagram->rows; i++)
        if (diagram_at(diagram, i, DIAGRAM_DIMENSION) == (double)dimension)
            pairs[count++] = (struct pair){diagram_at(diagram, i, DIAGRAM_BIRTH),
                                           diagram_at(diagram, i, DIAGRAM_DEATH)};
    return count;
}

struct error *diagram_points_new(struct diagram_points *points, const struct matrix *diagram,
                                 size_t dimension)
{
    struct error *err = NULL;
    size_t room = diagram->rows + 1;
    struct pair *pairs = malloc(room * sizeof *pairs);
    *points = (struct diagram_points){.birth = malloc(room * sizeof *points->birth),
                                      .death = malloc(room * sizeof *points->death)};
    if (!pairs || !points->birth || !points->death) {
        err = error_memory("the points of a diagram");
        diagram_points_free(points);
        goto out;
    }
    points->count = take_pairs(diagram, dimension, pairs);
    qsort(pairs, points->count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < points->count; i++) {
        points->birth[i] = pairs[i].birth;
        points->death[i] = pairs[i].death;
    }
out:
    free(pairs);
    return err;
}

void diagram_points_free(struct diagram_points *points)
{
    free(points->birth);
    free(points->death);
    *points = (struct diagram_points){0};
}

bool diagram_points_level(const struct diagram_points *points)
{
    for (size_t i = 1; i < points->count; i++)
        if (points->death[i] != points->death[0])
            return false;
    return points->count > 0;
}

/* ---- alignment ---- */

/* The costs of order q, and what they come to: a sum of powers, or (order 0) the largest. The order
 * is a constant wherever these are called, and so costs nothing. */
static inline double power(double cost, int order)
{
    return order == 2 ? cost * cost : cost;
}

static inline double pay(double paid, double cost, int order)
{
    if (order == 0)
        return paid > cost ? paid : cost;
    return paid + cost;
}

static inline double smaller(double a, double b)
{
    return a < b ? a : b;
}

struct alignment {
    const struct diagram_points *a, *b;
    double *best;    /* b->count + 1: the least for some of a's points and for b's before each */
    double *matched; /* b->count: that for a's next point too, unless b's point stays alone */
    double *alone;   /* b->count: what each of b's points costs alone */
};

/* With a's point i. What each step adds comes in two loops, as only the second depends on what it
 * has just found. */
static inline void align_point(const struct alignment *l, size_t i, int order)
{
    size_t count = l->b->count;
    double alone = power(diagram_points_persistence(l->a, i), order);
    for (size_t j = 0; j < count; j++) {
        double cost = power(diagram_points_distance(l->a, i, l->b, j), order);
        l->matched[j] = smaller(pay(l->best[j], cost, order), pay(l->best[j + 1], alone, order));
    }
    l->best[0] = pay(l->best[0], alone, order);
    for (size_t j = 0; j < count; j++)
        l->best[j + 1] = smaller(l->matched[j], pay(l->best[j], l->alone[j], order));
}

static inline double align(const struct alignment *l, int order, struct report *report)
{
    size_t count = l->b->count;
    l->best[0] = 0;
    for (size_t j = 0; j < count; j++) {
        l->alone[j] = power(diagram_points_persistence(l->b, j), order);
        l->best[j + 1] = pay(l->best[j], l->alone[j], order);
    }
    for (size_t i = 0; i < l->a->count; i++) {
        align_point(l, i, order);
        report_progress(report, "alignment", (double)(i + 1) / (double)l->a->count);
    }
    return l->best[count];
}

struct error *diagram_points_align(const struct diagram_points *a, const struct diagram_points *b,
                                   int order, struct report *report, double *distance)
{
    struct error *err = NULL;
    size_t room = b->count + 1;
    struct alignment l = {.a = a,
                          .b = b,
                          .best = malloc(room * sizeof *l.best),
                          .matched = malloc(room * sizeof *l.matched),
                          .alone = malloc(room * sizeof *l.alone)};
    if (!l.best || !l.matched || !l.alone) {
        err = error_memory("the distance of two diagrams");
        goto out;
    }
    if (order == 0)
        *distance = align(&l, 0, report);
    else
        *distance = order == 1 ? align(&l, 1, report) : sqrt(align(&l, 2, report));
out:
    free(l.best);
    free(l.matched);
    free(l.alone);
    return err;
}
