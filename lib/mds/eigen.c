/* The leading eigenpairs of a symmetric matrix.
 *
 * LAPACK's dsyevr reduces the whole matrix, 4/3 n^3 operations, to find two vectors. A block Krylov
 * subspace (Golub and Underwood 1977) with full orthogonalisation and restarts finds them in some
 * fifty to two hundred products with a vector: 20 ms for 340 at n = 2,000, 0.5 s for 6 at 5,000. A
 * block has one vector more than wanted, so that equal eigenvalues, such as those of a star's
 * branches, are not taken for one. Where the subspace does not converge because eigenvalues are too
 * close to each other, LAPACK does the work. Such a subspace finds both ends of the spectrum alike,
 * so that those largest in magnitude only take another order of what it has found. */
#include "mds/impl.h"

#include "base/random.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL = 500,      /* below it dsyevr takes some ten milliseconds */
    SPARE = 1,        /* vectors in a block more than are wanted */
    SUBSPACE = 40,    /* blocks in the subspace, and */
    KEPT = 12,        /* after a restart; the difference is divided by CHECK_EVERY */
    CHECK_EVERY = 4,  /* blocks between looks at the residuals */
    MOST_BLOCKS = 208 /* in all */
};
#define CONVERGED 1e-11 /* a residual, by the largest eigenvalue */
#define LOST 1e-8       /* what remains of a vector that depends on those before it */

static const char eigenvectors[] = "the eigenvectors of MDS",
                  remedy[] = "check that the distances are finite";

/* A subspace under construction: orthonormal rows q, their images bq, and q b q'. */
struct krylov {
    const struct matrix *b;
    struct matrix q, bq, projected; /* most x n, most x n, most x most */
    size_t count;                   /* vectors so far */
    enum mds_order order;           /* which lead */
    struct matrix ritz;             /* scratch, most x most */
    struct matrix kept;             /* scratch, kept x n */
    double *value, *dots;           /* scratch, most */
    double *residual;               /* scratch, n */
    uint64_t random;
};

static struct error *krylov_new(struct krylov *k, const struct matrix *b, enum mds_order order,
                                size_t most, size_t kept)
{
    struct error *err = NULL;
    *k = (struct krylov){.b = b, .order = order, .random = 1};
    TRY(matrix_new(&k->q, most, b->rows));
    TRY(matrix_new(&k->bq, most, b->rows));
    TRY(matrix_new(&k->projected, most, most));
    TRY(matrix_new(&k->ritz, most, most));
    TRY(matrix_new(&k->kept, kept, b->rows));
    k->value = calloc(2 * most + b->rows, sizeof *k->value);
    if (!k->value)
        TRY(error_memory("the eigenvectors of MDS"));
    k->dots = k->value + most;
    k->residual = k->dots + most;
out:
    return err;
}

static void krylov_free(struct krylov *k)
{
    matrix_free(&k->q);
    matrix_free(&k->bq);
    matrix_free(&k->projected);
    matrix_free(&k->ritz);
    matrix_free(&k->kept);
    free(k->value);
}

static void fill_random(double *v, size_t n, uint64_t *state)
{
    for (size_t i = 0; i < n; i++)
        v[i] = random_share(state) - 0.5;
}

/* Makes v orthogonal to the rows so far and of unit length. False where nothing is left of it. */
static bool orthonormalise(struct krylov *k, double *v)
{
    int n = (int)k->q.cols, rows = (int)k->count;
    double before = cblas_dnrm2(n, v, 1);
    for (int pass = 0; pass < 2; pass++) { /* twice is enough (Parlett 1998, section 6.9) */
        cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, n, 1, k->q.a, n, v, 1, 0, k->dots, 1);
        cblas_dgemv(CblasRowMajor, CblasTrans, rows, n, -1, k->q.a, n, k->dots, 1, 1, v, 1);
    }
    double after = cblas_dnrm2(n, v, 1);
    if (!(after > LOST * before))
        return false;
    cblas_dscal(n, 1 / after, v, 1);
    return true;
}

/* Adds `direction` (NULL: a random one; one that adds nothing is replaced by such) to the subspace,
 * and its image. */
static void add_vector(struct krylov *k, const double *direction)
{
    size_t n = k->q.cols, most = k->q.rows, at = k->count;
    double *q = k->q.a + at * n, *bq = k->bq.a + at * n;
    if (direction)
        memcpy(q, direction, n * sizeof *q);
    if (!direction || !orthonormalise(k, q)) {
        fill_random(q, n, &k->random);
        (void)orthonormalise(k, q); /* far from dependent: the subspace is small */
    }
    cblas_dsymv(CblasRowMajor, CblasLower, (int)n, 1, k->b->a, (int)n, q, 1, 0, bq, 1);
    k->count++;
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)k->count, (int)n, 1, k->q.a, (int)n, bq, 1, 0,
                k->projected.a + at * most, 1);
}

void mds_order_by_magnitude(const double *value, size_t count, double *x, double *scratch)
{
    size_t low = 0, high = count;
    for (size_t to = count; to-- > 0;)
        scratch[to] = fabs(value[low]) > fabs(value[high - 1]) ? x[low++] : x[--high];
    memcpy(x, scratch, count * sizeof *x);
}

/* The Ritz pairs, whose vectors are columns, in ascending order: the last lead. */
static struct error *solve_projected(struct krylov *k)
{
    size_t most = k->q.rows;
    memcpy(k->ritz.a, k->projected.a, k->count * most * sizeof(double));
    lapack_int info = LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int)k->count, k->ritz.a,
                                     (lapack_int)most, k->value);
    if (k->order == MDS_LARGEST || info != 0)
        return lapack_check(eigenvectors, "dsyevd", info, remedy);
    for (size_t i = 0; i < k->count; i++)
        mds_order_by_magnitude(k->value, k->count, k->ritz.a + i * most, k->dots);
    mds_order_by_magnitude(k->value, k->count, k->value, k->dots);
    return NULL;
}

/* The Ritz pair of the index-th leading value, the vector into `vector`; its residual's length. */
static double ritz_pair(struct krylov *k, size_t index, double *value, double *vector)
{
    int n = (int)k->q.cols, rows = (int)k->count, most = (int)k->q.rows;
    size_t column = k->count - 1 - index;
    const double *weights = k->ritz.a + column;
    *value = k->value[column];
    cblas_dgemv(CblasRowMajor, CblasTrans, rows, n, 1, k->q.a, n, weights, most, 0, vector, 1);
    cblas_dgemv(CblasRowMajor, CblasTrans, rows, n, 1, k->bq.a, n, weights, most, 0, k->residual,
                1);
    cblas_daxpy(n, -*value, vector, 1, k->residual, 1);
    return cblas_dnrm2(n, k->residual, 1);
}

/* Puts the Ritz pairs into value and vector; *good is set where all have converged. */
static struct error *extract(struct krylov *k, double *value, struct matrix *vector, bool *good)
{
    struct error *err = solve_projected(k);
    if (err)
        return err;
    double size = fmax(fabs(k->value[0]), fabs(k->value[k->count - 1]));
    *good = true;
    for (size_t i = 0; i < vector->rows && *good; i++)
        *good = ritz_pair(k, i, &value[i], vector->a + i * vector->cols) <= CONVERGED * size;
    return NULL;
}

/* rows of m := the `kept` leading Ritz vectors of them, the first leading. */
static void rotate_rows(struct krylov *k, struct matrix *m, size_t kept)
{
    int n = (int)m->cols, most = (int)m->rows;
    const double *weights = k->ritz.a + k->count - kept;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)kept, n, (int)k->count, 1, weights,
                most, m->a, n, 0, k->kept.a, n);
    for (size_t i = 0; i < kept; i++)
        memcpy(m->a + i * m->cols, k->kept.a + (kept - 1 - i) * m->cols, m->cols * sizeof(double));
}

/* Shrinks the subspace to its leading Ritz vectors (thick restart, Wu and Simon 2000). The
 * residuals of all of them lie in the block that would have come next, so what the images of the
 * last, the least converged, add continues the old subspace. */
static void restart(struct krylov *k)
{
    size_t most = k->q.rows, kept = k->kept.rows;
    rotate_rows(k, &k->q, kept);
    rotate_rows(k, &k->bq, kept);
    memset(k->projected.a, 0, most * most * sizeof(double));
    for (size_t i = 0; i < kept; i++)
        k->projected.a[i * most + i] = k->value[k->count - 1 - i];
    k->count = kept;
}

static struct error *krylov_eigenpairs(const struct matrix *b, enum mds_order order, double *value,
                                       struct matrix *vector, bool *good)
{
    struct error *err = NULL;
    struct krylov k;
    size_t block = vector->rows + SPARE, most = SUBSPACE * block, n = b->rows;
    *good = false;
    TRY(krylov_new(&k, b, order, most, KEPT * block));
    for (size_t blocks = 1; blocks <= MOST_BLOCKS && !*good; blocks++) {
        for (size_t i = 0; i < block; i++)
            add_vector(&k, k.count < block ? NULL : k.bq.a + (k.count - block) * n);
        if (blocks % CHECK_EVERY == 0)
            TRY(extract(&k, value, vector, good));
        if (k.count == most)
            restart(&k);
    }
out:
    krylov_free(&k);
    return err;
}

static struct error *lapack_eigenpairs(struct matrix *b, double *value, struct matrix *vector)
{
    struct error *err = NULL;
    size_t rows = vector->rows, cols = vector->cols;
    double *ascending_value = calloc(rows, sizeof *ascending_value);
    struct matrix ascending = {0};
    if (!ascending_value)
        TRY(error_memory(eigenvectors));
    TRY(matrix_new(&ascending, rows, cols));
    matrix_mirror_lower(b);
    TRY(lapack_largest_eigenpairs(b, ascending_value, &ascending, eigenvectors, remedy));
    for (size_t i = 0; i < rows; i++) {
        value[i] = ascending_value[rows - 1 - i];
        memcpy(vector->a + i * cols, ascending.a + (rows - 1 - i) * cols, cols * sizeof(double));
    }
out:
    matrix_free(&ascending);
    free(ascending_value);
    return err;
}

/* All pairs, of which those largest in magnitude are at either end. */
static struct error *lapack_by_magnitude(struct matrix *b, double *value, struct matrix *vector)
{
    size_t n = b->rows, low = 0, high = n;
    double *all = calloc(n, sizeof *all);
    if (!all)
        return error_memory(eigenvectors);
    /* By columns, as LAPACK has it: the lower triangle is the upper one, each vector is a row. */
    lapack_int info =
        LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, b->a, (lapack_int)n, all);
    for (size_t i = 0; i < vector->rows && info == 0; i++) {
        size_t from = fabs(all[low]) > fabs(all[high - 1]) ? low++ : --high;
        value[i] = all[from];
        memcpy(vector->a + i * n, b->a + from * n, n * sizeof(double));
    }
    free(all);
    return lapack_check(eigenvectors, "dsyevd", info, remedy);
}

struct error *mds_leading_eigenpairs(struct matrix *b, enum mds_order order, double *value,
                                     struct matrix *vector)
{
    struct error *err = NULL;
    bool found = false;
    /* A subspace of a quarter of all vectors would save nothing. */
    if (b->rows >= SMALL && (vector->rows + SPARE) * SUBSPACE <= b->rows / 2)
        TRY(krylov_eigenpairs(b, order, value, vector, &found));
    if (!found && order == MDS_BY_MAGNITUDE)
        TRY(lapack_by_magnitude(b, value, vector));
    else if (!found)
        TRY(lapack_eigenpairs(b, value, vector));
out:
    return err;
}
