#include "matrix/lapack.h"

#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

/* Replaces LAPACKE's function, which prints to standard output, and so into the stream: if LAPACKE
 * can see it, as in the programs. The shared library hides it, for it may not change LAPACKE for
 * the whole process that loads it. */
__attribute__((visibility("default"))) void LAPACKE_xerbla(const char *name, lapack_int info)
{
    (void)name;
    (void)info;
}

struct error *lapack_check(const char *what, const char *routine, int status, const char *remedy)
{
    if (status == 0)
        return NULL;
    if (status == LAPACK_WORK_MEMORY_ERROR || status == LAPACK_TRANSPOSE_MEMORY_ERROR)
        return error_memory(what);
    return error_new("%s: LAPACK's %s failed (%d): %s", what, routine, status, remedy);
}

/* The `count` largest, by MRRR's bisection; *found may be less. Destroys m's upper triangle by
 * rows, with the diagonal. `all` has room for n values. */
static struct error *some_eigenpairs(struct matrix *m, double *all, struct matrix *vector,
                                     size_t *found, const char *what, const char *remedy)
{
    lapack_int n = (lapack_int)m->rows, count = (lapack_int)vector->rows, got = 0;
    lapack_int *support = malloc(2 * vector->rows * sizeof *support);
    if (!support)
        return error_memory(what);
    /* Column-major for LAPACK: a symmetric matrix reads the same, each eigenvector is a row. */
    lapack_int status = LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'I', 'L', n, m->a, n, 0, 0,
                                       n - count + 1, n, 0, &got, all, vector->a, n, support);
    free(support);
    *found = (size_t)got;
    return lapack_check(what, "dsyevr", status, remedy);
}

/* The same by computing all eigenpairs, from m's lower triangle by rows. */
static struct error *all_eigenpairs(struct matrix *m, double *all, struct matrix *vector,
                                    const char *what, const char *remedy)
{
    lapack_int n = (lapack_int)m->rows;
    size_t first = m->rows - vector->rows;
    lapack_int status = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', n, m->a, n, all);
    memmove(all, all + first, vector->rows * sizeof *all);
    memcpy(vector->a, m->a + first * m->cols, vector->rows * m->cols * sizeof *m->a);
    return lapack_check(what, "dsyevd", status, remedy);
}

/* Where very many eigenvalues are equal, like those of a star's branches, bisection loses count:
 * dsyevr then reports success, and has found none. */
struct error *lapack_largest_eigenpairs(struct matrix *m, double *value, struct matrix *vector,
                                        const char *what, const char *remedy)
{
    struct error *err = NULL;
    size_t n = m->rows, found = 0;
    double *all = calloc(2 * n + 1, sizeof *all), *diagonal;
    if (!all)
        TRY(error_memory(what));
    diagonal = all + n;
    for (size_t i = 0; i < n; i++)
        diagonal[i] = m->a[i * n + i];
    TRY(some_eigenpairs(m, all, vector, &found, what, remedy));
    if (found < vector->rows) {
        for (size_t i = 0; i < n; i++)
            m->a[i * n + i] = diagonal[i];
        TRY(all_eigenpairs(m, all, vector, what, remedy));
    }
    memcpy(value, all, vector->rows * sizeof *value);
out:
    free(all);
    return err;
}
