/* Points whose rows stay in their source. */
#include "distance/points_impl.h"

#include <stdlib.h>
#include <string.h>

void points_read_free(struct points *points)
{
    if (points->remote)
        free(points->remote->mean);
    free(points->remote);
    points->remote = NULL;
}

bool points_read_as_floats(const struct points *points)
{
    const struct remote *r = points->remote;
    return r && r->source.single && !r->mean && !r->unit;
}

size_t points_read_most(const struct points *points)
{
    return points->remote ? points->remote->most : points->x.rows;
}

/* ---- reading ---- */

struct error *points_read_floats(const struct points *points, size_t first, size_t count,
                                 float *rows)
{
    const struct row_source *source = &points->remote->source;
    return source->read(source->from, first, count, rows);
}

/* Makes room for a column behind each row. */
static void spread(double *rows, size_t count, size_t cols)
{
    for (size_t i = count; i-- > 0;)
        memmove(rows + i * (cols + 1), rows + i * cols, cols * sizeof *rows);
}

static void transform_row(const struct remote *r, double *row)
{
    size_t cols = r->source.cols;
    for (size_t j = 0; r->mean && j < cols; j++)
        row[j] -= r->mean[j];
    if (r->mean_free)
        points_rows_center(row, cols);
    bool is_zero = r->unit && !points_rows_unit(row, cols);
    if (r->lifted)
        row[cols] = is_zero;
}

static struct error *read_remote(const struct remote *r, size_t first, size_t count, double *rows)
{
    struct error *err = row_source_read(&r->source, first, count, rows);
    if (err || (!r->mean && !r->unit))
        return err;
    if (r->lifted)
        spread(rows, count, r->source.cols);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        transform_row(r, rows + i * (r->source.cols + r->lifted));
    return NULL;
}

struct error *points_read(const struct points *points, size_t first, size_t count, double *rows)
{
    const struct matrix *x = &points->x;
    if (points->remote)
        return read_remote(points->remote, first, count, rows);
    memcpy(rows, x->a + first * x->cols, count * x->cols * sizeof *rows);
    return NULL;
}
