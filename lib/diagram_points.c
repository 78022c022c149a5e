#include "diagram_points.h"

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

/* What a cost of order q adds to what has been paid: a sum of powers, or the largest. */
static double pay(double paid, double cost, int order)
{
    switch (order) {
    case 1:
        return paid + cost;
    case 2:
        return paid + cost * cost;
    default:
        return paid > cost ? paid : cost;
    }
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* best[j] is the least for a's points before i and b's before j; it becomes that for those up to
 * and with i. */
static void align_point(const struct diagram_points *a, size_t i, const struct diagram_points *b,
                        int order, double *best)
{
    double alone = diagram_points_persistence(a, i), before = best[0];
    best[0] = pay(before, alone, order);
    for (size_t j = 0; j < b->count; j++) {
        double matched = pay(before, diagram_points_distance(a, i, b, j), order);
        double a_alone = pay(best[j + 1], alone, order);
        double b_alone = pay(best[j], diagram_points_persistence(b, j), order);
        before = best[j + 1];
        best[j + 1] = smaller(matched, smaller(a_alone, b_alone));
    }
}

struct error *diagram_points_align(const struct diagram_points *a, const struct diagram_points *b,
                                   int order, double *distance)
{
    double *best = malloc((b->count + 1) * sizeof *best);
    if (!best)
        return error_memory("the distance of two diagrams");
    best[0] = 0;
    for (size_t j = 0; j < b->count; j++)
        best[j + 1] = pay(best[j], diagram_points_persistence(b, j), order);
    for (size_t i = 0; i < a->count; i++)
        align_point(a, i, b, order, best);
    *distance = order == 2 ? sqrt(best[b->count]) : best[b->count];
    free(best);
    return NULL;
}
