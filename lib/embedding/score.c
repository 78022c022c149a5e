#include "embedding/score.h"

#include "base/size.h"
#include "distance/geodesic.h"
#include "distance/knngraph.h"
#include "distance/pairs.h"
#include "distance/points.h"
#include "embedding/ranking.h"
#include "matrix/check.h"
#include "mds/mds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pairs i < j stand row after row: (0,1), (0,2) ... (1,2) ... */
static size_t row_start(size_t n, size_t i)
{
    return i * n - i * (i + 1) / 2;
}

/* Distances of all pairs. */
struct pairs {
    size_t rows, count;
    double *data, *geodesic, *picture;
};

/* n^2 doubles are in memory already, so that these sizes do not overflow. */
static struct error *pairs_new(struct pairs *p, size_t n)
{
    *p = (struct pairs){.rows = n, .count = pairs_count(n)};
    p->data = malloc(size_max(p->count, 1) * sizeof *p->data);
    p->geodesic = malloc(size_max(p->count, 1) * sizeof *p->geodesic);
    p->picture = malloc(size_max(p->count, 1) * sizeof *p->picture);
    return p->data && p->geodesic && p->picture ? NULL : error_memory("the distances of pairs");
}

static void pairs_free(struct pairs *p)
{
    free(p->data);
    free(p->geodesic);
    free(p->picture);
}

static void take_data(struct pairs *p, const struct matrix *distance)
{
    size_t n = p->rows;
    for (size_t i = 0; i + 1 < n; i++)
        memcpy(p->data + row_start(n, i), distance->a + i * n + i + 1,
               (n - i - 1) * sizeof *p->data);
}

static void measure_picture(struct pairs *p, const struct matrix *coords)
{
    size_t n = p->rows;
    const struct points picture = {.x = *coords};
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            p->picture[row_start(n, i) + j - i - 1] = sqrt(points_squared(&picture, i, j));
}

static struct error *measure_geodesics(struct pairs *p, const struct matrix *distance, size_t k)
{
    struct error *err = NULL;
    struct knngraph graph = {0};
    size_t *row = malloc(p->rows * sizeof *row);
    if (!row)
        TRY(error_memory("a graph of neighbours"));
    for (size_t i = 0; i < p->rows; i++)
        row[i] = i;
    TRY(knngraph_new(&graph, distance, row, p->rows, k));
    TRY(geodesic_distances(&graph, distance, p->geodesic));
out:
    free(row);
    knngraph_free(&graph);
    return err;
}

/* ---- components ---- */

/* A component's number is found from its first row, from which ways lead to all its others. */
static struct error *count_components(const struct pairs *p, struct score *s)
{
    size_t n = p->rows;
    double *share = s->component_share = calloc(n, sizeof *share);
    char *counted = calloc(n, 1);
    if (!share || !counted) {
        free(counted);
        return error_memory("connected components");
    }
    for (size_t first = 0; first < n; first++) {
        if (counted[first])
            continue;
        size_t rows = 1;
        for (size_t j = first + 1; j < n; j++)
            if (isfinite(p->geodesic[row_start(n, first) + j - first - 1])) {
                counted[j] = 1;
                rows++;
            }
        share[s->components++] = (double)rows / (double)n;
    }
    free(counted);
    return NULL;
}

/* Only the pairs that a way joins are kept, in `geodesic` and `picture`; their number is returned.
 */
static size_t drop_unjoined(struct pairs *p)
{
    size_t kept = 0;
    for (size_t e = 0; e < p->count; e++)
        if (isfinite(p->geodesic[e])) {
            p->geodesic[kept] = p->geodesic[e];
            p->picture[kept++] = p->picture[e];
        }
    return kept;
}

/* ---- the scores ---- */

static struct error *correlate_ranks(struct pairs *p, const struct matrix *distance,
                                     const struct matrix *coords, struct score *s,
                                     struct report *report)
{
    struct error *err;
    TRY(measure_geodesics(p, distance, s->k));
    TRY(count_components(p, s));
    measure_picture(p, coords);
    size_t kept = drop_unjoined(p);
    s->left_out = (double)(p->count - kept) / (double)p->count;
    TRY(ranking_correlation(p->geodesic, p->picture, kept, &s->demap));
    if (kept < p->count)
        report_line(report, REPORT_WARNING,
                    "graph of %zu nearest neighbours: has %zu connected components: geodesic "
                    "distances leave out %.3g %% of the pairs, which no path joins",
                    s->k, s->components, 100 * s->left_out);
    take_data(p, distance);
    measure_picture(p, coords); /* the ranks of which have taken its place */
    TRY(ranking_correlation(p->data, p->picture, p->count, &s->ranking_correlation));
out:
    return err;
}

static struct error *share_axes(const struct matrix *coords, struct score *s)
{
    size_t n = coords->rows, dims = coords->cols;
    double total = 0;
    s->dims = dims;
    s->axis_share = calloc(dims, sizeof *s->axis_share);
    if (!s->axis_share)
        return error_memory("the shares of axes");
    for (size_t c = 0; c < dims; c++) {
        double first = coords->a[c], mean = 0; /* from it, that of equal numbers is exactly 0 */
        for (size_t i = 0; i < n; i++)
            mean += (coords->a[i * dims + c] - first) / (double)n;
        for (size_t i = 0; i < n; i++)
            s->axis_share[c] += pow(coords->a[i * dims + c] - first - mean, 2);
        total += s->axis_share[c];
    }
    for (size_t c = 0; total > 0 && c < dims; c++)
        s->axis_share[c] /= total;
    return NULL;
}

static struct error *check_input(const struct matrix *distance, const struct matrix *coords,
                                 size_t k)
{
    size_t n = distance->rows;
    if (coords->rows != n)
        return error_new(
            "coords of %zu rows, but distances of %zu: give both of the same snapshots",
            coords->rows, n);
    if (k >= n - n / 2)
        return error_new("k = %zu: not less than half of the %zu rows: give a smaller k", k, n);
    return matrix_check_coords(coords);
}

struct error *score_embedding(const struct matrix *distance, const struct matrix *coords, size_t k,
                              struct report *report, struct score *result)
{
    struct error *err;
    struct pairs pairs = {0};
    *result = (struct score){.rows = distance->rows, .k = k};
    TRY(check_input(distance, coords, k));
    TRY(pairs_new(&pairs, distance->rows));
    TRY(correlate_ranks(&pairs, distance, coords, result, report));
    TRY(neighbourhood_compare(distance, coords, k, &result->neighbourhood));
    TRY(mds_stress(distance, coords, &result->stress));
    TRY(share_axes(coords, result));
out:
    pairs_free(&pairs);
    if (err)
        score_free(result);
    return err;
}

void score_free(struct score *score)
{
    free(score->component_share);
    free(score->axis_share);
    *score = (struct score){0};
}
