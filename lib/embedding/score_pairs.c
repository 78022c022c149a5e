#include "embedding/score_pairs.h"

#include "base/size.h"
#include "distance/pairs.h"
#include "distance/points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct error *score_pairs_new(struct score_pairs *p, size_t n)
{
    *p = (struct score_pairs){.rows = n, .count = pairs_count(n)};
    p->data = malloc(size_max(p->count, 1) * sizeof *p->data);
    p->geodesic = malloc(size_max(p->count, 1) * sizeof *p->geodesic);
    p->picture = malloc(size_max(p->count, 1) * sizeof *p->picture);
    return p->data && p->geodesic && p->picture ? NULL : error_memory("the distances of pairs");
}

void score_pairs_free(struct score_pairs *p)
{
    free(p->data);
    free(p->geodesic);
    free(p->picture);
    *p = (struct score_pairs){0};
}

void score_pairs_take_data(struct score_pairs *p, const struct matrix *distance)
{
    size_t n = p->rows;
    for (size_t i = 0; i + 1 < n; i++)
        memcpy(p->data + pairs_row(n, i), distance->a + i * n + i + 1,
               (n - i - 1) * sizeof *p->data);
}

void score_pairs_measure_picture(struct score_pairs *p, const struct matrix *coords,
                                 const char *signature)
{
    size_t n = p->rows;
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            p->picture[pairs_row(n, i) + j - i - 1] = points_apart(coords, signature, i, j);
}

double score_pairs_stress(const struct score_pairs *p)
{
    double dd = 0, dr = 0, rr = 0, residual = 0;
#pragma omp simd reduction(+ : dd, dr, rr)
    for (size_t pair = 0; pair < p->count; pair++) {
        dd += p->data[pair] * p->data[pair];
        dr += p->data[pair] * p->picture[pair];
        rr += p->picture[pair] * p->picture[pair];
    }
    double scale = rr > 0 ? dr / rr : 0;
    /* From the sums it would be lost to cancellation where the fit is good. */
#pragma omp simd reduction(+ : residual)
    for (size_t pair = 0; pair < p->count; pair++)
        residual += pow(p->data[pair] - scale * p->picture[pair], 2);
    return dd > 0 ? sqrt(residual / dd) : 0;
}
