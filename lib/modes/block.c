#include "modes/block.h"

#include "base/random.h"
#include "base/size.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct error *check_status(const char *routine, lapack_int status)
{
    return lapack_check("the modes of a walk", routine, status, "are the affinities finite?");
}

struct error *block_widen(struct matrix *x, size_t rows, size_t p, uint64_t *seed)
{
    struct matrix wide;
    struct error *err = matrix_new(&wide, rows, p);
    if (err)
        return err;
    for (size_t i = 0; i < rows; i++)
        for (size_t c = 0; c < p; c++)
            wide.a[i * p + c] =
                x->a && c < x->cols ? x->a[i * x->cols + c] : random_share(seed) - 0.5;
    matrix_free(x);
    *x = wide;
    return NULL;
}

/* Subtracts from the columns their parts along the resting vector. */
static void leave_rest(const struct walk *w, struct matrix *x, double *part)
{
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    double length = cblas_dnrm2(n, w->root, 1);
    cblas_dgemv(CblasRowMajor, CblasTrans, n, p, 1 / (length * length), x->a, p, w->root, 1, 0,
                part, 1);
    cblas_dger(CblasRowMajor, n, p, -1, w->root, 1, part, 1, x->a, p);
}

struct error *block_orthonormalise(const struct walk *w, struct matrix *x)
{
    struct error *err = NULL;
    lapack_int n = (lapack_int)x->rows, p = (lapack_int)x->cols;
    double *room = malloc(x->cols * sizeof *room);
    if (!room)
        return error_memory("the modes of a walk");
    leave_rest(w, x, room);
    TRY(check_status("dgeqrf", LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, n, p, x->a, p, room)));
    TRY(check_status("dorgqr", LAPACKE_dorgqr(LAPACK_ROW_MAJOR, n, p, p, x->a, p, room)));
    leave_rest(w, x, room);
out:
    free(room);
    return err;
}

/* ---- Ritz vectors ---- */

/* half = x' (I - S) x, symmetric. */
static struct error *project(const struct walk *w, const struct matrix *x, struct matrix *half)
{
    struct error *err;
    struct matrix gaps;
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    TRY(matrix_new(&gaps, x->rows, x->cols));
    TRY(walk_gaps(w, x, &gaps));
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, p, p, n, 1, x->a, p, gaps.a, p, 0, half->a,
                p);
    for (size_t a = 0; a < x->cols; a++)
        for (size_t b = 0; b < a; b++)
            half->a[b * x->cols + a] = half->a[a * x->cols + b] =
                (half->a[b * x->cols + a] + half->a[a * x->cols + b]) / 2;
out:
    matrix_free(&gaps);
    return err;
}

struct place {
    double key;
    size_t column;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

/* Puts the eigenpairs, ascending, in the order of block_ritz. */
static void order_pairs(bool both_ends, const struct matrix *turn, const double *value,
                        struct place *place, struct matrix *ordered, double *gap)
{
    size_t p = turn->cols;
    for (size_t c = 0; c < p; c++)
        place[c] = (struct place){both_ends ? fmin(value[c], 2 - value[c]) : value[c], c};
    qsort(place, p, sizeof *place, compare_places);
    for (size_t c = 0; c < p; c++) {
        gap[c] = value[place[c].column];
        for (size_t a = 0; a < p; a++)
            ordered->a[a * p + c] = turn->a[a * p + place[c].column];
    }
}

static void rotate(struct matrix *x, const struct matrix *turn, struct matrix *turned)
{
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, p, p, 1, x->a, p, turn->a, p, 0,
                turned->a, p);
    struct matrix swap = *x;
    *x = *turned;
    *turned = swap;
}

struct error *block_ritz(const struct walk *w, struct matrix *x, bool both_ends, double *gap)
{
    struct error *err;
    size_t p = x->cols;
    struct matrix half = {0}, ordered = {0}, turned = {0};
    double *value = malloc(p * sizeof *value);
    struct place *place = malloc(p * sizeof *place);
    if (!value || !place) {
        err = error_memory("the modes of a walk");
        goto out;
    }
    TRY(matrix_new(&half, p, p));
    TRY(matrix_new(&ordered, p, p));
    TRY(matrix_new(&turned, x->rows, p));
    TRY(project(w, x, &half));
    TRY(check_status("dsyevd", LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int)p, half.a,
                                              (lapack_int)p, value)));
    order_pairs(both_ends, &half, value, place, &ordered, gap);
    rotate(x, &ordered, &turned);
out:
    free(value);
    free(place);
    matrix_free(&half);
    matrix_free(&ordered);
    matrix_free(&turned);
    return err;
}

struct error *block_distances(const struct matrix *before, size_t count, const struct matrix *x,
                              double *distance)
{
    struct error *err;
    struct matrix part = {0}, outside = {0};
    blasint n = (blasint)x->rows, p = (blasint)x->cols, b = (blasint)before->cols,
            m = (blasint)count;
    TRY(matrix_new(&part, x->cols, count));
    TRY(matrix_new(&outside, x->rows, count));
    for (size_t i = 0; i < x->rows; i++)
        memcpy(outside.a + i * count, before->a + i * before->cols, count * sizeof *outside.a);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, p, m, n, 1, x->a, p, before->a, b, 0,
                part.a, m);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, m, p, -1, x->a, p, part.a, m, 1,
                outside.a, m);
    for (size_t c = 0; c < count; c++)
        distance[c] = cblas_dnrm2(n, outside.a + c, m);
out:
    matrix_free(&part);
    matrix_free(&outside);
    return err;
}
