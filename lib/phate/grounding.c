#include "phate/grounding.h"

#include "base/size.h"
#include "distance/geodesic.h"
#include "distance/knngraph.h"
#include "distance/pairs.h"
#include "matrix/check.h"
#include "phate/kernel.h"

#include <math.h>
#include <stdlib.h>

const char *const grounding_between_names[] = {[BETWEEN_DATA] = "data",
                                               [BETWEEN_GEODESIC] = "geodesic",
                                               [BETWEEN_CONSTANT] = "constant",
                                               NULL};

const struct grounding grounding_defaults = {
    .between = BETWEEN_DATA, .ground = 0, .magnify = 1, .neighbours = 5};

bool grounding_is_void(const struct grounding *g, const struct components *c)
{
    return c->count > 1 ? g->between == BETWEEN_CONSTANT : g->ground == 0;
}

/* ---- inside a component ---- */

/* The scale of least squares, from sums over rows in their order, so that it does not depend on
 * threads. */
static struct error *scale_of(const struct matrix *distance, const struct matrix *snapshots,
                              const struct components *c, size_t index, double *sums, double *scale)
{
    size_t size = components_size(c, index);
    const size_t *member = c->member + c->start[index];
    double products = 0, squares = 0;
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < size; i++) {
        const double *p = distance->a + member[i] * distance->cols;
        const double *s = snapshots->a + member[i] * snapshots->cols;
        sums[2 * i] = sums[2 * i + 1] = 0;
        for (size_t j = 0; j < i; j++) {
            sums[2 * i] += s[member[j]] * p[member[j]];
            sums[2 * i + 1] += p[member[j]] * p[member[j]];
        }
    }
    for (size_t i = 0; i < size; i++) {
        products += sums[2 * i];
        squares += sums[2 * i + 1];
    }
    *scale = squares > 0 ? products / squares : 1;
    return isfinite(*scale) ? NULL
                            : error_new("distances of snapshots: their products with potential "
                                        "distances overflow: scale the snapshots");
}

static struct error *find_scales(const struct matrix *distance, const struct matrix *snapshots,
                                 const struct components *c, double **scales)
{
    struct error *err = NULL;
    double *sums = malloc(2 * c->rows * sizeof *sums);
    *scales = malloc(c->count * sizeof **scales);
    if (!sums || !*scales)
        TRY(error_memory("the scales of components"));
    for (size_t i = 0; i < c->count; i++)
        TRY(scale_of(distance, snapshots, c, i, sums, &(*scales)[i]));
out:
    free(sums);
    return err;
}

/* d^L D^(1 - L), where 0^0 is 1. */
static double blend(double snapshots, double potential, double ground)
{
    if (ground == 0)
        return potential;
    if (ground == 1)
        return snapshots;
    return potential > 0 ? potential * pow(snapshots / potential, ground) : 0;
}

/* ---- between components ---- */

/* The lengths of all pairs i < j along the graph of nearest neighbours; the caller frees them. */
static struct error *find_geodesics(const struct matrix *snapshots, size_t neighbours,
                                    double **geodesic)
{
    struct error *err = NULL;
    struct knngraph graph = {0};
    size_t n = snapshots->rows, added, *row = malloc(n * sizeof *row);
    *geodesic = malloc(size_max(pairs_count(n), 1) * sizeof **geodesic);
    if (!row || !*geodesic)
        TRY(error_memory("geodesic distances"));
    for (size_t i = 0; i < n; i++)
        row[i] = i;
    TRY(knngraph_new(&graph, snapshots, row, n, size_min(neighbours, n - 1)));
    TRY(knngraph_join(&graph, snapshots, &added));
    TRY(geodesic_distances(&graph, snapshots, *geodesic));
out:
    knngraph_free(&graph);
    free(row);
    return err;
}

/* The lower triangle of `distance`: of pairs of different components those of the snapshots, or
 * geodesics where there are any; of other pairs D' with M = 1. */
static void fill_lower(struct matrix *distance, const struct matrix *snapshots,
                       const struct components *c, const double *scale, double ground,
                       const double *geodesic)
{
    size_t n = distance->rows;
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++) {
        double *row = distance->a + i * n;
        const double *data = snapshots->a + i * n;
        for (size_t j = 0; j < i; j++)
            if (c->label[i] == c->label[j])
                row[j] = blend(data[j], scale[c->label[i]] * row[j], ground);
            else
                row[j] = geodesic ? geodesic[pairs_row(n, j) + i - j - 1] : data[j];
    }
}

/* ---- the room that components have ---- */

/* Of two components, the median distance between their rows; of one, between two of its rows, or 0
 * where it has no two. `scratch` has room for all of them. */
static double median_of(const struct matrix *distance, const struct components *c, size_t a,
                        size_t b, double *scratch)
{
    size_t count = 0;
    for (size_t i = c->start[a]; i < c->start[a + 1]; i++)
        for (size_t j = c->start[b]; j < (a == b ? i : c->start[b + 1]); j++)
            scratch[count++] = distance->a[c->member[i] * distance->cols + c->member[j]];
    return count > 0 ? kernel_select_smallest(scratch, count, (count - 1) / 2) : 0;
}

/* The median distances of each component to its nearest other one. */
static void find_nearest(const struct matrix *distance, const struct components *c, double *scratch,
                         double *nearest)
{
    for (size_t a = 0; a < c->count; a++)
        nearest[a] = INFINITY;
    for (size_t a = 0; a < c->count; a++)
        for (size_t b = 0; b < a; b++) {
            double median = median_of(distance, c, a, b, scratch);
            nearest[a] = fmin(nearest[a], median);
            nearest[b] = fmin(nearest[b], median);
        }
}

static struct error *find_room(const struct matrix *distance, const struct components *c,
                               double *room)
{
    struct error *err = NULL;
    double *scratch = malloc(pairs_count(c->rows) * sizeof *scratch);
    double *nearest = malloc(c->count * sizeof *nearest);
    *room = INFINITY;
    if (!scratch || !nearest)
        TRY(error_memory("the distances between components"));
    find_nearest(distance, c, scratch, nearest);
    for (size_t a = 0; a < c->count; a++) {
        double size = median_of(distance, c, a, a, scratch);
        if (size > 0)
            *room = fmin(*room, nearest[a] / 2 / size);
    }
out:
    free(scratch);
    free(nearest);
    return err;
}

static void magnify(struct matrix *distance, const struct components *c, double factor)
{
    size_t n = distance->rows;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (c->label[i] == c->label[j])
                distance->a[i * n + j] *= factor;
}

/* ---- both ---- */

static bool is_zero(const struct matrix *m)
{
    size_t e = 0;
    while (e < m->rows * m->cols && m->a[e] == 0)
        e++;
    return e == m->rows * m->cols;
}

static struct error *check(const struct matrix *distance, const struct matrix *snapshots)
{
    struct error *err = matrix_check(
        snapshots, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL, "distance");
    if (!err && snapshots->rows != distance->rows)
        err = error_new("distances of %zu snapshots, but potentials of %zu: give the distances of "
                        "the same snapshots",
                        snapshots->rows, distance->rows);
    if (!err && is_zero(snapshots) && !is_zero(distance))
        err = error_new("all of them are 0, but walks tell the snapshots apart: give the distances "
                        "of the same snapshots");
    return err;
}

struct error *grounding_apply(struct matrix *distance, const struct matrix *snapshots,
                              const struct components *c, const struct grounding *g,
                              struct grounding_facts *facts)
{
    struct error *err;
    double *scales = NULL, *geodesic = NULL;
    TRY(check(distance, snapshots));
    TRY(find_scales(distance, snapshots, c, &scales));
    if (g->between == BETWEEN_GEODESIC && c->count > 1)
        TRY(find_geodesics(snapshots, g->neighbours, &geodesic));
    fill_lower(distance, snapshots, c, scales, g->ground, geodesic);
    matrix_mirror_lower(distance);
    *facts = (struct grounding_facts){.magnify = 1, .room = INFINITY};
    if (c->count > 1) {
        TRY(find_room(distance, c, &facts->room));
        if (g->magnify > 0)
            facts->magnify = g->magnify;
        else if (isfinite(facts->room))
            facts->magnify = fmax(facts->room, 1);
        if (facts->magnify != 1)
            magnify(distance, c, facts->magnify);
    }
out:
    free(scales);
    free(geodesic);
    return err;
}
