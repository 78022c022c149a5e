#include "matrix.h"

#include "size.h"

#include <stdlib.h>

struct error *matrix_new(struct matrix *m, size_t rows, size_t cols)
{
    size_t count, bytes;
    *m = (struct matrix){NULL, rows, cols};
    if (!size_mul(rows, cols, &count) || !size_mul(count, sizeof(double), &bytes))
        return error_new("a matrix of %zu x %zu does not fit any memory", rows, cols);
    m->a = calloc(size_max(count, 1), sizeof(double));
    if (!m->a)
        return error_new("out of memory: a matrix of %zu x %zu (%zu MB): use fewer snapshots or a "
                         "machine with more",
                         rows, cols, bytes >> 20);
    return NULL;
}

void matrix_free(struct matrix *m)
{
    free(m->a);
    *m = (struct matrix){0};
}

void matrix_mirror(struct matrix *m)
{
    enum { BLOCK = 64 }; /* two blocks of 64 x 64 doubles stay in the L2 cache */
    size_t n = m->rows;
#pragma omp parallel for schedule(dynamic)
    for (size_t ib = 0; ib < n; ib += BLOCK)
        for (size_t jb = 0; jb <= ib; jb += BLOCK)
            for (size_t i = ib; i < size_min(ib + BLOCK, n); i++)
                for (size_t j = jb; j < size_min(jb + BLOCK, i); j++)
                    m->a[j * n + i] = m->a[i * n + j];
}
