#include "embedding/procrustes.h"

#include "base/size.h"
#include "matrix/lapack.h"
#include "stream/record/signature.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

static const char what[] = "the Procrustes disparity";

/* A copy of m, centred and of norm 1. */
static struct error *standardise(const struct matrix *m, struct matrix *copy)
{
    struct error *err;
    size_t count = m->rows * m->cols;
    TRY(matrix_new(copy, m->rows, m->cols));
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->cols; j++)
            copy->a[i * m->cols + j] = m->a[i * m->cols + j] - m->a[j];
    TRY(matrix_center_columns(copy)); /* leaves nothing of equal rows, which are zeros by now */
    double norm = cblas_dnrm2((blasint)count, copy->a, 1);
    if (!(norm > 0)) {
        err = error_new("%s: all points of one of the two sets of coords coincide: give points in "
                        "more than one place",
                        what);
        goto out;
    }
    for (size_t e = 0; e < count; e++)
        copy->a[e] /= norm;
out:
    return err;
}

static struct error *add_singular_values(struct matrix *m, double *sum)
{
    struct error *err = NULL;
    lapack_int rows = (lapack_int)m->rows, cols = (lapack_int)m->cols;
    size_t count = size_min(m->rows, m->cols);
    double *value = calloc(size_max(count, 1), sizeof *value);
    if (!value)
        return error_memory(what);
    /* By columns, as LAPACK has it, it is the transpose: its singular values are the same. */
    lapack_int status =
        LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', cols, rows, m->a, cols, value, NULL, 1, NULL, 1);
    TRY(lapack_check(what, "dgesdd", status, "check that the coordinates are finite"));
    for (size_t k = 0; k < count; k++)
        *sum += value[k];
out:
    free(value);
    return err;
}

/* Of A' B only what is between axes of one kind: the singular values are then those of the two
 * blocks. */
static void part_kinds(struct matrix *product, const char *a_signature, const char *b_signature)
{
    for (size_t i = 0; i < product->rows; i++)
        for (size_t j = 0; j < product->cols; j++)
            if (signature_is_imaginary(a_signature, i) != signature_is_imaginary(b_signature, j))
                product->a[i * product->cols + j] = 0;
}

struct error *procrustes_disparity(const struct matrix *a, const char *a_signature,
                                   const struct matrix *b, const char *b_signature,
                                   double *disparity)
{
    struct error *err;
    struct matrix left = {0}, right = {0}, product = {0};
    double sum = 0;
    if (a->rows != b->rows)
        return error_new("%s: coords of %zu rows and of %zu: give coords of the same snapshots",
                         what, a->rows, b->rows);
    TRY(standardise(a, &left));
    TRY(standardise(b, &right));
    TRY(matrix_new(&product, a->cols, b->cols));
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (blasint)a->cols, (blasint)b->cols,
                (blasint)a->rows, 1, left.a, (blasint)a->cols, right.a, (blasint)b->cols, 0,
                product.a, (blasint)b->cols);
    part_kinds(&product, a_signature, b_signature);
    TRY(add_singular_values(&product, &sum));
    *disparity = fmax(1 - sum * sum, 0);
out:
    matrix_free(&left);
    matrix_free(&right);
    matrix_free(&product);
    return err;
}
