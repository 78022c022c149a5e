#include "embedding/similarity.h"

#include "matrix/lapack.h"

#include <lapacke.h>
#include <string.h>

enum { SQUARE = SIMILARITY_DIMS * SIMILARITY_DIMS };

static void find_mean(const struct matrix *points, double *mean)
{
    for (size_t i = 0; i < points->rows; i++)
        for (size_t j = 0; j < points->cols; j++)
            mean[j] += points->a[i * points->cols + j] / (double)points->rows;
}

/* product (dims x dims) = A' B of the two centred sets; returns |A|^2. */
static double multiply_centred(const struct similarity *s, const struct matrix *a,
                               const struct matrix *b, double *product)
{
    size_t dims = s->dims;
    double squares = 0;
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < dims; j++) {
            double x = a->a[i * dims + j] - s->from[j];
            squares += x * x;
            for (size_t k = 0; k < dims; k++)
                product[j * dims + k] += x * (b->a[i * dims + k] - s->to[k]);
        }
    return squares;
}

/* turn = U V' of the singular value decomposition U S V' of `product`, which is overwritten;
 * *trace becomes that of S. */
static struct error *find_turn(size_t dims, double *product, double *turn, double *trace)
{
    double value[SIMILARITY_DIMS] = {0}, left[SQUARE], right[SQUARE];
    lapack_int d = (lapack_int)dims;
    /* By columns, as LAPACK has it, it is the transpose V S U': `left` becomes V by columns, which
     * is V' by rows, and `right` U' by columns, which is U by rows. */
    lapack_int status =
        LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'A', d, d, product, d, value, left, d, right, d);
    struct error *err = lapack_check("the fit of two pictures", "dgesdd", status,
                                     "check that the coordinates are finite");
    if (err)
        return err;
    for (size_t i = 0; i < dims; i++)
        for (size_t j = 0; j < dims; j++)
            for (size_t k = 0; k < dims; k++)
                turn[i * dims + j] += right[i * dims + k] * left[k * dims + j];
    *trace = value[0] + value[1] + value[2];
    return NULL;
}

struct error *similarity_fit(struct similarity *s, const struct matrix *a, const struct matrix *b)
{
    double product[SQUARE] = {0}, trace = 0;
    *s = (struct similarity){.dims = a->cols};
    find_mean(a, s->from);
    find_mean(b, s->to);
    double squares = multiply_centred(s, a, b, product);
    struct error *err = find_turn(s->dims, product, s->turn, &trace);
    s->scale = squares > 0 ? trace / squares : 0;
    return err;
}

void similarity_apply(const struct similarity *s, struct matrix *points)
{
    size_t dims = s->dims;
    for (size_t i = 0; i < points->rows; i++) {
        double offset[SIMILARITY_DIMS] = {0}, *row = points->a + i * dims;
        for (size_t j = 0; j < dims; j++)
            offset[j] = s->scale * (row[j] - s->from[j]);
        memcpy(row, s->to, dims * sizeof *row);
        for (size_t j = 0; j < dims; j++)
            for (size_t k = 0; k < dims; k++)
                row[k] += offset[j] * s->turn[j * dims + k];
    }
}
