#include "embedding/score.h"

#include "base/size.h"
#include "distance/geodesic.h"
#include "distance/knngraph.h"
#include "embedding/ranking.h"
#include "embedding/score_pairs.h"
#include "matrix/check.h"
#include "matrix/components.h"
#include "mds/mds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- geodesics ---- */

static struct error *make_graph(struct knngraph *graph, const struct matrix *distance, size_t k)
{
    size_t n = distance->rows, *row = malloc(n * sizeof *row);
    if (!row)
        return error_memory("a graph of neighbours");
    for (size_t i = 0; i < n; i++)
        row[i] = i;
    struct error *err = knngraph_new(graph, distance, row, n, k);
    free(row);
    return err;
}

/* The graph as a matrix, whose entries are 1 also where the distance is 0. */
static struct error *find_components(struct components *c, const struct knngraph *graph)
{
    size_t n = graph->vertices, entries = graph->start[n];
    double *one = malloc(entries * sizeof *one);
    if (!one)
        return error_memory("connected components");
    for (size_t e = 0; e < entries; e++)
        one[e] = 1;
    const struct csr m = {n, n, entries, graph->start, graph->neighbour, one};
    struct error *err = components_find_sparse(c, &m);
    free(one);
    return err;
}

static struct error *share_components(const struct components *c, struct score *s)
{
    s->components = c->count;
    s->component_share = calloc(c->count, sizeof *s->component_share);
    if (!s->component_share)
        return error_memory("connected components");
    for (size_t i = 0; i < c->count; i++)
        s->component_share[i] = (double)components_size(c, i) / (double)s->rows;
    return NULL;
}

/* Inside a component a tree between components makes no path shorter: what leaves along one of its
 * edges comes back along the same. */
static struct error *measure_geodesics(struct score_pairs *p, struct components *c,
                                       const struct matrix *distance, size_t k)
{
    struct error *err;
    struct knngraph graph = {0};
    size_t added;
    TRY(make_graph(&graph, distance, k));
    TRY(find_components(c, &graph));
    TRY(knngraph_join(&graph, distance, &added));
    TRY(geodesic_distances(&graph, distance, p->geodesic));
out:
    knngraph_free(&graph);
    return err;
}

/* ---- ranks ---- */

/* Moves the pairs inside components to the front of `data` (geodesic distances) and `picture`, and
 * returns their number. */
static size_t keep_inside(struct score_pairs *p, const struct components *c)
{
    size_t kept = 0, pair = 0;
    for (size_t i = 0; i < p->rows; i++)
        for (size_t j = i + 1; j < p->rows; j++, pair++)
            if (c->label[i] == c->label[j]) {
                p->data[kept] = p->geodesic[pair];
                p->picture[kept++] = p->picture[pair];
            }
    return kept;
}

static struct error *rank(double *const numbers[], size_t lists, size_t count)
{
    struct ranking r;
    struct error *err = ranking_new(&r, count);
    for (size_t i = 0; !err && i < lists; i++)
        ranking_replace(&r, numbers[i]);
    ranking_free(&r);
    return err;
}

static struct error *correlate_inside(struct score_pairs *p, const struct components *c,
                                      struct score *s)
{
    struct error *err;
    size_t kept = keep_inside(p, c);
    TRY(rank((double *const[]){p->data, p->picture}, 2, kept));
    s->demap_inside = ranking_correlation(p->data, p->picture, kept);
    s->left_out = (double)(p->count - kept) / (double)p->count;
out:
    return err;
}

static struct error *correlate_all(struct score_pairs *p, struct score *s)
{
    struct error *err;
    TRY(rank((double *const[]){p->data, p->geodesic, p->picture}, 3, p->count));
    s->demap = ranking_correlation(p->geodesic, p->picture, p->count);
    s->ranking_correlation = ranking_correlation(p->data, p->picture, p->count);
out:
    return err;
}

static void note_components(const struct score *s, struct report *report)
{
    size_t larger = size_min(2 * s->k, (s->rows - 1) / 2);
    char remedy[64] = "";
    if (larger > s->k)
        snprintf(remedy, sizeof remedy, ": to join some, use embscore -k %zu", larger);
    report_line(report, REPORT_NOTE,
                "graph of %zu nearest neighbours: has %zu connected components: demap goes between "
                "them along a minimum spanning tree, demap-inside leaves these %.3g %% of the "
                "pairs out%s",
                s->k, s->components, 100 * s->left_out, remedy);
}

/* The pairs become ranks. */
static struct error *correlate_ranks(struct score_pairs *p, const struct matrix *distance,
                                     const struct matrix *coords, const char *signature,
                                     struct score *s, struct report *report)
{
    struct error *err;
    struct components c = {0};
    TRY(measure_geodesics(p, &c, distance, s->k));
    TRY(share_components(&c, s));
    score_pairs_measure_picture(p, coords, signature);
    if (c.count > 1) {
        TRY(correlate_inside(p, &c, s));
        note_components(s, report);
        score_pairs_measure_picture(p, coords,
                                    signature); /* the ranks of which have taken its place */
    }
    score_pairs_take_data(p, distance);
    s->stress = score_pairs_stress(p);
    TRY(correlate_all(p, s));
    if (c.count == 1)
        s->demap_inside = s->demap;
out:
    components_free(&c);
    return err;
}

/* What takes the pairs' ranks. */
static struct error *compare_neighbourhoods(struct score_pairs *p, const struct matrix *distance,
                                            const struct matrix *coords, const char *signature,
                                            struct score *s)
{
    struct error *err;
    struct neighbourhood_ranks ranks = {0};
    TRY(neighbourhood_rank(&ranks, distance, coords, signature, s->k));
    s->neighbourhood = neighbourhood_compare(&ranks, NULL);
    TRY(score_null_find(p, &ranks, s->null));
out:
    neighbourhood_free(&ranks);
    return err;
}

/* ---- axes ---- */

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
        return error_new("k = %zu: not less than half of the %zu rows: use -k %zu at most", k, n,
                         (n - 1) / 2);
    return matrix_check_coords(coords);
}

struct error *score_embedding(const struct matrix *distance, const struct matrix *coords,
                              const char *signature, size_t k, struct report *report,
                              struct score *result)
{
    struct error *err;
    struct score_pairs pairs = {0};
    *result = (struct score){.rows = distance->rows, .k = k};
    TRY(check_input(distance, coords, k));
    TRY(mds_check_distances(distance));
    TRY(mds_check_squares(distance));
    TRY(score_pairs_new(&pairs, distance->rows));
    TRY(correlate_ranks(&pairs, distance, coords, signature, result, report));
    TRY(compare_neighbourhoods(&pairs, distance, coords, signature, result));
    TRY(share_axes(coords, result));
out:
    score_pairs_free(&pairs);
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
