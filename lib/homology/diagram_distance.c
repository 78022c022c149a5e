#include "homology/diagram_distance.h"

#include "assignment/assignment.h"
#include "base/size.h"
#include "homology/bipartite.h"
#include "homology/diagram_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two diagrams; where it matters `a` has no more points than `b`. */
struct pairing {
    const struct diagram_points *a, *b;
    int order; /* of the Wasserstein distance: 1 or 2 */
};

/* ---- Wasserstein ---- */

static double power(double x, int order)
{
    return order == 1 ? x : x * x;
}

/* What matching two points with each other costs beyond matching both with the diagonal: at most 0.
 * Where it is 0 they are left alone, so a best matching is a best assignment of all of a's points
 * to points of b. */
static void fill_savings(const struct assignment_costs *costs, size_t i, double *cost)
{
    const struct pairing *p = costs->context;
    double alone = power(diagram_points_persistence(p->a, i), p->order);
    for (size_t j = 0; j < p->b->count; j++) {
        double apart = alone + power(diagram_points_persistence(p->b, j), p->order);
        double saving = power(diagram_points_distance(p->a, i, p->b, j), p->order) - apart;
        cost[j] = saving < 0 ? saving : 0;
    }
}

/* The sum of costs^order for a's points as assigned: of costs, none of which is negative, so that
 * no digits are lost. taken (b->count) is all false before. */
static double sum_costs(const struct pairing *p, const size_t *col_of, bool *taken)
{
    double sum = 0;
    for (size_t i = 0; i < p->a->count; i++) {
        size_t j = col_of[i];
        double together = power(diagram_points_distance(p->a, i, p->b, j), p->order);
        double apart = power(diagram_points_persistence(p->a, i), p->order) +
                       power(diagram_points_persistence(p->b, j), p->order);
        taken[j] = true;
        sum += together < apart ? together : apart;
    }
    for (size_t j = 0; j < p->b->count; j++)
        if (!taken[j])
            sum += power(diagram_points_persistence(p->b, j), p->order);
    return sum;
}

static struct error *wasserstein(const struct pairing *p, struct report *report, double *distance)
{
    struct error *err;
    struct assignment_costs costs = {p->a->count, p->b->count, fill_savings, p};
    size_t *col_of = malloc(size_max(costs.rows, 1) * sizeof *col_of);
    bool *taken = calloc(size_max(costs.cols, 1), sizeof *taken);
    if (!col_of || !taken) {
        err = error_memory("the Wasserstein distance of two diagrams");
        goto out;
    }
    TRY(assignment_solve(&costs, report, col_of));
    *distance = sum_costs(p, col_of, taken);
    if (p->order == 2)
        *distance = sqrt(*distance);
out:
    free(col_of);
    free(taken);
    return err;
}

/* ---- bottleneck ---- */

/* Edges from those of a's points that are farther than `limit` from the diagonal, and so have to be
 * matched, to the points of b that are near enough. */
static struct error *graph_within(const struct diagram_points *a, const struct diagram_points *b,
                                  double limit, struct bipartite *g)
{
    size_t far = 0;
    for (size_t i = 0; i < a->count; i++)
        far += diagram_points_persistence(a, i) > limit;
    struct error *err = bipartite_new(g, far, b->count);
    if (err)
        return err;
    for (size_t i = 0, vertex = 0; i < a->count; i++) {
        if (!(diagram_points_persistence(a, i) > limit))
            continue;
        uint64_t *row = bipartite_row(g, vertex++);
        for (size_t j = 0; j < b->count; j++)
            row[j / 64] |= (uint64_t)(diagram_points_distance(a, i, b, j) <= limit) << j % 64;
    }
    return NULL;
}

static struct error *covers_far_points(const struct diagram_points *a,
                                       const struct diagram_points *b, double limit, bool *covers)
{
    struct bipartite g = {0};
    struct error *err;
    TRY(graph_within(a, b, limit, &g));
    TRY(bipartite_covers_left(&g, covers));
out:
    bipartite_free(&g);
    return err;
}

/* Whether no cost need be more than `limit`. If one matching covers the far points of a and another
 * those of b, there is one that covers both (Mendelsohn and Dulmage 1958). */
static struct error *is_enough(const struct pairing *p, double limit, bool *enough)
{
    struct error *err;
    TRY(covers_far_points(p->a, p->b, limit, enough));
    if (*enough)
        TRY(covers_far_points(p->b, p->a, limit, enough));
out:
    return err;
}

static double largest_persistence(const struct diagram_points *points)
{
    double largest = 0;
    for (size_t i = 0; i < points->count; i++)
        largest = fmax(largest, diagram_points_persistence(points, i));
    return largest;
}

/* Doubles that are not negative are ordered as their bits are. */
static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The least limit that is enough. It is one of the costs; all doubles are searched instead, halving
 * the interval between them in their order: at most 63 steps, and no list of the costs. */
static struct error *bottleneck(const struct pairing *p, struct report *report, double *distance)
{
    struct error *err;
    bool enough;
    uint64_t low = 0;
    uint64_t high = bits_of(fmax(largest_persistence(p->a), largest_persistence(p->b)));
    TRY(is_enough(p, 0, &enough));
    if (enough)
        high = low;
    for (int step = 0; high - low > 1; step++) {
        uint64_t middle = low + (high - low) / 2;
        TRY(is_enough(p, double_of(middle), &enough));
        *(enough ? &high : &low) = middle;
        report_progress(report, "bottleneck distance", step / 64.0);
    }
    report_progress(report, "bottleneck distance", 1);
    *distance = double_of(high);
out:
    return err;
}

/* ---- all ---- */

static struct error *distances_of_level(const struct pairing *p, struct report *report,
                                        struct diagram_distance *distance)
{
    struct error *err;
    TRY(diagram_points_align(p->a, p->b, 0, report, &distance->bottleneck));
    TRY(diagram_points_align(p->a, p->b, 1, report, &distance->wasserstein_1));
    TRY(diagram_points_align(p->a, p->b, 2, report, &distance->wasserstein_2));
out:
    return err;
}

static struct error *distances_of_any(const struct pairing *p, struct report *report,
                                      struct diagram_distance *distance)
{
    struct error *err;
    struct pairing first = {p->a, p->b, 1}, second = {p->a, p->b, 2};
    TRY(bottleneck(p, report, &distance->bottleneck));
    TRY(wasserstein(&first, report, &distance->wasserstein_1));
    TRY(wasserstein(&second, report, &distance->wasserstein_2));
out:
    return err;
}

struct error *diagram_distances(const struct matrix *a, const struct matrix *b, size_t dimension,
                                struct report *report, struct diagram_distance *distance)
{
    struct error *err;
    struct diagram_points p = {0}, q = {0};
    TRY(diagram_points_new(&p, a, dimension));
    TRY(diagram_points_new(&q, b, dimension));
    bool swap = p.count > q.count;
    struct pairing pairing = {swap ? &q : &p, swap ? &p : &q, 0};
    if (diagram_points_level(&p) && diagram_points_level(&q))
        err = distances_of_level(&pairing, report, distance);
    else
        err = distances_of_any(&pairing, report, distance);
out:
    diagram_points_free(&p);
    diagram_points_free(&q);
    return err;
}
