#include "public/impl.h"

#include "base/size.h"

#include <string.h>

struct error *array_check(const void *a, size_t rows, size_t cols, size_t element, const char *name)
{
    size_t bytes;
    if (rows == 0 || cols == 0)
        return error_new("%s: %zu x %zu: expected at least one row and one column", name, rows,
                         cols);
    if (!size_mul(rows, cols, &bytes) || !size_mul(bytes, element, &bytes) || bytes > PTRDIFF_MAX)
        return error_new("%s: %zu x %zu: no array is so large", name, rows, cols);
    return a ? NULL : error_new("%s: NULL: expected an array of %zu x %zu", name, rows, cols);
}

struct error *array_take(struct matrix *m, const double *a, size_t rows, size_t cols,
                         const char *name)
{
    struct error *err;
    const struct matrix given = {(double *)a, rows, cols};
    *m = (struct matrix){0};
    TRY(array_check(a, rows, cols, sizeof *a, name));
    TRY(matrix_copy(m, &given));
out:
    return err;
}

void array_give(const struct matrix *m, double *a)
{
    if (m->rows * m->cols > 0)
        memcpy(a, m->a, m->rows * m->cols * sizeof *a);
}
