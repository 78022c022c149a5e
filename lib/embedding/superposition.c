#include "embedding/superposition.h"

#include <string.h>

static struct error *take_rows(struct matrix *taken, const struct matrix *points, const size_t *row,
                               size_t count)
{
    size_t cols = points->cols;
    struct error *err = matrix_new(taken, count, cols);
    for (size_t i = 0; i < count && !err; i++)
        memcpy(taken->a + i * cols, points->a + row[i] * cols, cols * sizeof *taken->a);
    return err;
}

struct error *superposition_lay(struct matrix *points, const size_t *at, const struct matrix *to,
                                const size_t *on, size_t count)
{
    struct error *err;
    struct similarity fit;
    struct matrix moving = {0}, fixed = {0};
    if (count <= points->cols)
        return error_new("%zu common rows: do not tell how the picture is turned: give pictures of "
                         "more of the same snapshots, at least %zu",
                         count, points->cols + 1);
    TRY(take_rows(&moving, points, at, count));
    TRY(take_rows(&fixed, to, on, count));
    TRY(similarity_fit(&fit, &moving, &fixed));
    fit.scale = 1;
    similarity_apply(&fit, points);
out:
    matrix_free(&moving);
    matrix_free(&fixed);
    return err;
}
