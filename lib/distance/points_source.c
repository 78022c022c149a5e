/* Points of rows that stay in their source. */
#include "distance/points_impl.h"

#include "base/size.h"
#include "matrix/equal_rows.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Hands all rows to `look`, some at a time, until it returns false. */
typedef bool look_at_rows(void *context, const double *rows, size_t first, size_t count);

static struct error *look_through(const struct points *points, look_at_rows *look, void *context)
{
    struct error *err = NULL;
    size_t n = points->x.rows, cols = points->x.cols;
    const struct row_source shape = {.rows = n, .cols = cols};
    size_t step = size_min(row_source_step(&shape), size_max(n, 1));
    struct matrix rows;
    TRY(matrix_new(&rows, step, cols));
    for (size_t first = 0, count; first < n; first += count) {
        count = size_min(step, n - first);
        TRY(points_read(points, first, count, rows.a));
        if (!look(context, rows.a, first, count))
            break;
    }
out:
    matrix_free(&rows);
    return err;
}

/* ---- what must be known of all rows ---- */

struct equality {
    double *first;
    size_t cols;
    bool holds;
};

static bool compare_with_first(void *context, const double *rows, size_t first, size_t count)
{
    struct equality *e = context;
    if (first == 0)
        memcpy(e->first, rows, e->cols * sizeof *rows);
    for (size_t i = 0; i < count && e->holds; i++)
        e->holds = memcmp(e->first, rows + i * e->cols, e->cols * sizeof *rows) == 0;
    return e->holds;
}

struct error *points_source_all_equal(const struct points *points, bool *equal)
{
    size_t cols = points->x.cols;
    struct equality e = {malloc(size_max(cols, 1) * sizeof *e.first), cols, true};
    if (!e.first)
        return error_memory("a row");
    struct error *err = look_through(points, compare_with_first, &e);
    free(e.first);
    *equal = e.holds;
    return err;
}

/* Of rows as the source has them: whether they are in range, their sum, and their digests. */
struct survey {
    size_t cols;
    struct extreme_rows extremes;
    double *sum;                      /* or NULL */
    struct equal_rows_digest *digest; /* or NULL */
};

static bool survey_rows(void *context, const double *rows, size_t first, size_t count)
{
    struct survey *s = context;
    size_t cols = s->cols;
    points_rows_find_extremes(rows, count, cols, first, &s->extremes);
    for (size_t i = 0; s->sum && i < count; i++)
        for (size_t j = 0; j < cols; j++)
            s->sum[j] += rows[i * cols + j];
    if (s->digest)
        equal_rows_digest(rows, count, cols, s->digest + first);
    return true;
}

static bool has_no_zero_row(void *context, const double *rows, size_t first, size_t count)
{
    const struct points *points = context;
    size_t cols = points->x.cols;
    bool any = false;
    (void)first;
    for (size_t i = 0; i < count && !any; i++) {
        any = true;
        for (size_t j = 0; j < cols && any; j++)
            any = rows[i * cols + j] == 0;
    }
    points->remote->lifted = any;
    return !any;
}

/* ---- making them ---- */

static struct error *remote_new(struct points *points, const struct row_source *source, size_t most)
{
    points->remote = malloc(sizeof *points->remote);
    if (!points->remote)
        return error_memory("points");
    *points->remote = (struct remote){.source = *source, .most = most};
    points->x.rows = source->rows;
    points->x.cols = source->cols;
    return NULL;
}

/* original receives, unless it is NULL, which rows are equal. */
static struct error *survey(struct points *points, bool center, size_t *original)
{
    struct error *err = NULL;
    struct remote *r = points->remote;
    size_t n = points->x.rows, cols = points->x.cols;
    struct survey s = {.cols = cols, .extremes = {SIZE_MAX, SIZE_MAX}};
    if (center && !(s.sum = calloc(cols, sizeof *s.sum)))
        TRY(error_memory("the means of columns"));
    if (original && !(s.digest = malloc(n * sizeof *s.digest)))
        TRY(error_memory("duplicate rows"));
    TRY(look_through(points, survey_rows, &s));
    TRY(points_rows_check_extremes(&s.extremes));
    for (size_t j = 0; s.sum && j < cols; j++)
        s.sum[j] /= (double)n;
    if (original)
        TRY(equal_rows_of_digests(s.digest, n, original));
    r->mean = s.sum;
    s.sum = NULL;
out:
    free(s.sum);
    free(s.digest);
    return err;
}

/* As points_from_matrix does it: after the projection rows are in memory. */
static struct error *reduce(struct points *points, const struct points_options *options,
                            const size_t *original)
{
    struct error *err;
    TRY(points_project(points, options->components));
    if (options->metric != METRIC_EUCLIDEAN)
        TRY(points_rows_normalise(&points->x, options->metric == METRIC_CORRELATION));
    equal_rows_copy(&points->x, original);
out:
    return err;
}

static struct error *take_unit_rows(struct points *points)
{
    struct remote *r = points->remote;
    r->unit = true;
    r->mean_free = points->metric == METRIC_CORRELATION;
    struct error *err = look_through(points, has_no_zero_row, points);
    points->x.cols += r->lifted;
    return err;
}

struct error *points_source_make(const struct row_source *source,
                                 const struct points_options *options, size_t most,
                                 struct points *points)
{
    struct error *err = NULL;
    size_t *original = NULL;
    bool project = !points_project_is_void(source->rows, source->cols, options->components);
    *points = (struct points){.metric = options->metric};
    if (project && !(original = malloc(size_max(source->rows, 1) * sizeof *original)))
        TRY(error_memory("duplicate rows"));
    TRY(remote_new(points, source, most));
    TRY(survey(points, options->center || options->components, original));
    if (project)
        TRY(reduce(points, options, original));
    else if (options->metric != METRIC_EUCLIDEAN)
        TRY(take_unit_rows(points));
out:
    free(original);
    if (err) {
        points_read_free(points);
        matrix_free(&points->x);
    }
    return err;
}

size_t points_source_bytes(size_t rows, size_t cols, const struct points_options *options)
{
    const struct row_source shape = {.rows = rows, .cols = cols};
    size_t step = matrix_bytes(1, size_min(row_source_step(&shape), rows), cols);
    if (points_project_is_void(rows, cols, options->components))
        return size_sum(step, matrix_bytes(3, 1, cols));
    size_t each = sizeof(size_t) + 2 * sizeof(struct equal_rows_digest);
    return size_sum(points_project_bytes(rows, cols, options->components),
                    size_sum(step, rows * each));
}
