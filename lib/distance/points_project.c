/* Principal components of points, from their rows by the thousand. */
#include "distance/points_impl.h"

#include "base/size.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <stdlib.h>

/* So many rows at once, in memory or not: the sums are the same, to the last bit. */
enum { STEP = 2048 };

static size_t step_at(const struct points *points, size_t first)
{
    return size_min(STEP, points->x.rows - first);
}

/* X'X, its lower triangle mirrored. `rows` has room for a step. */
static struct error *find_scatter(const struct points *points, double *rows, struct matrix *scatter)
{
    struct error *err = NULL;
    blasint p = (blasint)points->x.cols;
    for (size_t first = 0; first < points->x.rows; first += STEP) {
        size_t count = step_at(points, first);
        TRY(points_read(points, first, count, rows));
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, p, (blasint)count, 1, rows, p, first > 0,
                    scatter->a, p);
    }
    matrix_mirror_lower(scatter);
out:
    return err;
}

/* The leading eigenvectors of X'X, each a row of `axes` (kept x p). */
static struct error *principal_axes(const struct points *points, size_t kept, double *rows,
                                    struct matrix *axes)
{
    struct error *err = NULL;
    struct matrix scatter = {0};
    double *values = malloc(kept * sizeof *values);
    *axes = (struct matrix){0};
    if (!values)
        TRY(error_memory("principal components"));
    TRY(matrix_new(&scatter, points->x.cols, points->x.cols));
    TRY(matrix_new(axes, kept, points->x.cols));
    TRY(find_scatter(points, rows, &scatter));
    TRY(lapack_largest_eigenpairs(&scatter, values, axes, "principal components",
                                  "are the snapshots finite?"));
out:
    free(values);
    matrix_free(&scatter);
    return err;
}

/* scores = X axes' */
static struct error *find_scores(const struct points *points, const struct matrix *axes,
                                 double *rows, struct matrix *scores)
{
    struct error *err = matrix_new(scores, points->x.rows, axes->rows);
    blasint p = (blasint)axes->cols, kept = (blasint)axes->rows;
    if (err)
        return err;
    for (size_t first = 0; first < points->x.rows; first += STEP) {
        size_t count = step_at(points, first);
        TRY(points_read(points, first, count, rows));
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)count, kept, p, 1, rows, p,
                    axes->a, p, 0, scores->a + first * axes->rows, kept);
    }
out:
    return err;
}

bool points_project_is_void(size_t rows, size_t cols, size_t components)
{
    return components == 0 || components >= size_min(cols, rows > 0 ? rows - 1 : 0);
}

/* The scatter, what LAPACK makes of it, the axes, the scores and a step. */
size_t points_project_bytes(size_t rows, size_t cols, size_t components)
{
    size_t square = matrix_bytes(3, cols, cols), scores = matrix_bytes(1, rows, components);
    return size_sum(size_sum(square, scores),
                    matrix_bytes(1, size_sum(size_min(STEP, rows), components), cols));
}

struct error *points_project(struct points *points, size_t components)
{
    struct error *err = NULL;
    struct matrix axes = {0}, scores = {0}, rows = {0};
    if (points_project_is_void(points->x.rows, points->x.cols, components))
        return NULL;
    TRY(matrix_new(&rows, size_min(STEP, points->x.rows), points->x.cols));
    TRY(principal_axes(points, components, rows.a, &axes));
    TRY(find_scores(points, &axes, rows.a, &scores));
    matrix_free(&points->x);
    points_read_free(points);
    points->x = scores;
    scores = (struct matrix){0};
out:
    matrix_free(&axes);
    matrix_free(&scores);
    matrix_free(&rows);
    return err;
}
