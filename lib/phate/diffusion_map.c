#include "phate/diffusion_map.h"

#include "base/clones.h"
#include "base/random.h"
#include "base/size.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TIME_MIN = 4, TIME_STEP = 4, TIME_MAX = 65536, PROBES = 8 };
static const double truncation = 1e-3;

/* From one time to the next, TIME_STEP times as long, the trace of a chain halves; the trace of
 * data of more dimensions falls faster. Where it falls by less than this share, almost nothing is
 * left to mix.
 */
static const double stalled = 0.7;

/* Block vectors are n x w, row-major. */
struct walk {
    struct csr s;              /* S; shares its structure with K */
    double *root;              /* n: square roots of the row sums */
    struct matrix before, now; /* T_(k-1)(S) R and T_k(S) R */
    struct matrix sum;         /* of what is gathered of them: S^time R in the end */
};

static struct error *walk_new(struct walk *w, const struct csr *k)
{
    *w = (struct walk){.s = *k};
    w->s.value = malloc(size_max(k->nonzeros, 1) * sizeof *w->s.value);
    w->root = malloc(k->rows * sizeof *w->root);
    if (!w->s.value || !w->root)
        return error_memory("a diffusion map");
    for (size_t i = 0; i < k->rows; i++)
        w->root[i] = sqrt(csr_row_sum(k, i));
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < k->rows; i++)
        for (size_t e = k->start[i]; e < k->start[i + 1]; e++)
            w->s.value[e] = k->value[e] / w->root[i] / w->root[k->col[e]];
    return NULL;
}

static void walk_free_vectors(struct walk *w)
{
    matrix_free(&w->before);
    matrix_free(&w->now);
    matrix_free(&w->sum);
}

static void walk_free(struct walk *w)
{
    walk_free_vectors(w);
    free(w->s.value);
    free(w->root);
}

/* ---- S^time by Chebyshev polynomials ---- */

/* x^time = sum_k c_k T_k(x): c_k is the probability that `time` steps of 1, up or down, end k away
 * from where they began. By Hoeffding's inequality the terms farther away than this sum to
 * `truncation`. */
static size_t degree_for(size_t time)
{
    return size_min(time, (size_t)ceil(sqrt(2 * (double)time * log(2 / truncation))));
}

static double coefficient(size_t time, size_t k)
{
    double steps = (double)time, away = (double)k;
    if ((time - k) % 2)
        return 0;
    double chance = exp(lgamma(steps + 1) - lgamma((steps - away) / 2 + 1) -
                        lgamma((steps + away) / 2 + 1) - steps * log(2));
    return k ? 2 * chance : chance;
}

/* Row i of T_(k+1) = 2 S T_k - T_(k-1), in the place of T_(k-1), and its share in the sum. */
CLONED static void advance_row(const struct csr *s, size_t i, const double *restrict now,
                               double *restrict before, double *restrict sum, double share,
                               size_t width)
{
#pragma omp simd
    for (size_t c = 0; c < width; c++)
        before[c] = -before[c];
    for (size_t e = s->start[i]; e < s->start[i + 1]; e++) {
        double twice = 2 * s->value[e];
        const double *restrict from = now + s->col[e] * width;
#pragma omp simd
        for (size_t c = 0; c < width; c++)
            before[c] += twice * from[c];
    }
#pragma omp simd
    for (size_t c = 0; c < width; c++)
        sum[c] += share * before[c];
}

static void advance(struct walk *w, double share)
{
    size_t width = w->now.cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < w->s.rows; i++)
        advance_row(&w->s, i, w->now.a, w->before.a + i * width, w->sum.a + i * width, share,
                    width);
    struct matrix newest = w->before;
    w->before = w->now;
    w->now = newest;
}

/* sum = first_share R + second_share S R. */
static void begin_sum(struct walk *w, double first_share, double second_share)
{
    csr_multiply(&w->s, &w->before, &w->now);
#pragma omp parallel for simd schedule(static)
    for (size_t e = 0; e < w->sum.rows * w->sum.cols; e++)
        w->sum.a[e] = first_share * w->before.a[e] + second_share * w->now.a[e];
}

static void draw_signs(struct matrix *m, uint64_t seed)
{
    double size = 1 / sqrt((double)m->cols);
    for (size_t e = 0; e < m->rows * m->cols; e++)
        m->a[e] = random_bits(&seed) >> 63 ? size : -size;
}

/* w->sum becomes S^time R, R of `width` random vectors of signs. */
static struct error *walk_power(struct walk *w, size_t time, size_t width, uint64_t seed)
{
    struct error *err;
    walk_free_vectors(w);
    TRY(matrix_new(&w->before, w->s.rows, width));
    TRY(matrix_new(&w->now, w->s.rows, width));
    TRY(matrix_new(&w->sum, w->s.rows, width));
    draw_signs(&w->before, seed);
    begin_sum(w, coefficient(time, 0), coefficient(time, 1));
    for (size_t k = 2, degree = degree_for(time); k <= degree; k++)
        advance(w, coefficient(time, k));
out:
    return err;
}

/* ---- the time ---- */

/* The trace of S^(2 time): the sum of squares of S^time R. */
static struct error *find_trace(struct walk *w, size_t time, uint64_t seed, double *trace)
{
    struct error *err;
    *trace = 0;
    TRY(walk_power(w, time, PROBES, seed));
    for (size_t e = 0; e < w->sum.rows * w->sum.cols; e++)
        *trace += w->sum.a[e] * w->sum.a[e];
out:
    return err;
}

/* Between a time with more cells than wanted and TIME_STEP times as long with fewer: along the
 * power law that leads from one to the other. */
static size_t interpolate(size_t time, double trace, double next_trace, double cells)
{
    double share = log(trace / cells) / log(trace / next_trace);
    return (size_t)round((double)time * pow(TIME_STEP, share));
}

struct error *diffusion_map_time(const struct csr *k, double cells, uint64_t seed, size_t *time)
{
    struct error *err;
    struct walk w;
    double trace, next = 0;
    *time = TIME_MIN;
    TRY(walk_new(&w, k));
    TRY(find_trace(&w, *time, seed, &trace));
    for (; trace > cells && *time < TIME_MAX; *time *= TIME_STEP, trace = next) {
        TRY(find_trace(&w, *time * TIME_STEP, seed, &next));
        if (next <= cells)
            *time = interpolate(*time, trace, next, cells);
        if (next <= cells || next > stalled * trace)
            break;
    }
out:
    walk_free(&w);
    return err;
}

/* To length 1. */
static void scale_rows(struct matrix *m)
{
    for (size_t i = 0; i < m->rows; i++) {
        double norm = cblas_dnrm2((blasint)m->cols, m->a + i * m->cols, 1);
        for (size_t c = 0; norm > 0 && c < m->cols; c++)
            m->a[i * m->cols + c] /= norm;
    }
}

struct error *diffusion_map_coordinates(const struct csr *k, size_t time, size_t count,
                                        uint64_t seed, struct matrix *coords)
{
    struct error *err;
    struct walk w;
    *coords = (struct matrix){0};
    TRY(walk_new(&w, k));
    TRY(walk_power(&w, time, count, seed));
    scale_rows(&w.sum);
    *coords = w.sum;
    w.sum = (struct matrix){0};
out:
    walk_free(&w);
    return err;
}
