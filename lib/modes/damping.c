#include "modes/damping.h"

#include <math.h>
#include <string.h>

static const double magnified = 1e6;
enum { DEGREE_MIN = 2, DEGREE_MAX = 1000 };

struct error *damping_new(struct damping *d, const struct walk *w, enum walk_end end)
{
    const struct csr *k = w->k;
    struct error *err = csr_new(&d->s, k->rows, k->cols, k->nonzeros);
    if (err)
        return err;
    memcpy(d->s.start, k->start, (k->rows + 1) * sizeof *k->start);
    memcpy(d->s.col, k->col, k->nonzeros * sizeof *k->col);
    for (size_t i = 0; i < k->rows; i++)
        for (size_t e = k->start[i]; e < k->start[i + 1]; e++)
            d->s.value[e] = (double)end * k->value[e] / (w->root[i] * w->root[k->col[e]]);
    return NULL;
}

void damping_free(struct damping *d)
{
    csr_free(&d->s);
}

/* y = (s - center) / half: [-1, a] becomes [-1, 1]. */
struct interval {
    double center, half;
};

static size_t choose_degree(struct interval v)
{
    double degree = ceil(acosh(magnified) / acosh((1 - v.center) / v.half));
    return (size_t)fmin(fmax(degree, DEGREE_MIN), DEGREE_MAX);
}

/* T_(k+1)(y) = 2 y T_k(y) - T_(k-1)(y): `before` becomes `now`'s successor; of T_0 with the factor
 * 1, since T_1(y) = y. */
static void step(const struct damping *d, struct interval v, double factor,
                 const struct matrix *now, struct matrix *before, struct matrix *room)
{
    csr_multiply(&d->s, now, room);
#pragma omp parallel for simd schedule(static)
    for (size_t i = 0; i < now->rows * now->cols; i++)
        before->a[i] = factor * (room->a[i] - v.center * now->a[i]) / v.half - before->a[i];
}

struct error *damping_apply(const struct damping *d, double a, struct matrix *x)
{
    struct error *err;
    struct matrix before = {0}, room = {0};
    TRY(matrix_new(&before, x->rows, x->cols));
    TRY(matrix_new(&room, x->rows, x->cols));
    struct interval v = {(a - 1) / 2, (a + 1) / 2};
    size_t degree = choose_degree(v);
    step(d, v, 1, x, &before, &room); /* `before` was 0 */
    for (size_t k = 1;; k++) {
        struct matrix now = before;
        before = *x;
        *x = now;
        if (k == degree)
            break;
        step(d, v, 2, x, &before, &room);
    }
out:
    matrix_free(&before);
    matrix_free(&room);
    return err;
}
