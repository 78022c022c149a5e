#include "part/sketch_sum.h"

#include "base/array.h"
#include "base/size.h"
#include "stream/record/sketch_attr.h"
#include "stream/tensor_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool sketch_sum_takes(const struct record *r)
{
    return record_is(r, "snapshots") && sketch_attr_given(r) && !record_is_companion(r);
}

/* ---- checking ---- */

/* The groups of the sketches, which are their tensors. */
static bool same_tensors(const struct table *a, const struct table *b)
{
    size_t x = table_column(a, TENSOR_MAP_NAME), y = table_column(b, TENSOR_MAP_NAME);
    if (x == TABLE_NONE || y == TABLE_NONE || a->rows != b->rows)
        return x == y && a->rows == b->rows;
    for (size_t i = 0; i < a->rows; i++)
        if (strcmp(table_cell(a, i, x), table_cell(b, i, y)) != 0)
            return false;
    return true;
}

static struct error *check_fit(const struct sketch_sum *sum, const struct record *r,
                               const struct table *tensors, const char *name)
{
    struct error *err;
    TRY(sketch_attr_match(&sum->first, "the first part", r));
    if (r->rows != sum->first.rows || r->cols != sum->first.cols ||
        !same_tensors(&sum->tensors, tensors))
        err =
            error_new("sketches of %zu snapshots in %zu columns, expected %zu in %zu, of the same "
                      "groups: give parts of the same snapshots, grouped alike",
                      r->rows, r->cols, sum->first.rows, sum->first.cols);
out:
    return error_prefix(err, "%s", name);
}

/* ---- adding ---- */

/* The first part replaces the sum, so that -0 stays what it is, as in snapcat's of logs. */
static void add(struct sketch_sum *sum, const struct matrix *m)
{
    for (size_t i = 0; i < m->rows * m->cols; i++)
        sum->sum.a[i] = sum->next == 1 ? m->a[i] : sum->sum.a[i] + m->a[i];
    sum->next++;
}

/* Adds the part that waits for its turn, if it has come. */
static bool add_waiting(struct sketch_sum *sum)
{
    for (size_t i = 0; i < sum->waiting_count; i++)
        if (sum->waiting[i].index == sum->next) {
            add(sum, &sum->waiting[i].m);
            matrix_free(&sum->waiting[i].m);
            sum->waiting[i] = sum->waiting[--sum->waiting_count];
            return true;
        }
    return false;
}

/* Takes over the matrix. */
static struct error *keep(struct sketch_sum *sum, size_t index, struct matrix *m)
{
    struct sketch_part *waiting =
        array_grown(sum->waiting, &sum->room, sum->waiting_count, sizeof *waiting);
    if (!waiting)
        return error_memory("the sketches of parts");
    sum->waiting = waiting;
    waiting[sum->waiting_count++] = (struct sketch_part){index, *m};
    *m = (struct matrix){0};
    return NULL;
}

static struct error *begin(struct sketch_sum *sum, const struct record *r,
                           const struct table *tensors)
{
    struct error *err;
    sum->next = 1;
    TRY(record_init(&sum->first, r->kind, PHM_F32, r->rows, r->cols));
    TRY(record_inherit(&sum->first, r));
    TRY(table_copy(&sum->tensors, tensors));
    TRY(matrix_new(&sum->sum, r->rows, r->cols));
out:
    return err;
}

struct error *sketch_sum_add(struct sketch_sum *sum, struct reader *in, const struct record *r,
                             const struct table *tensors)
{
    struct error *err;
    struct matrix m = {0};
    struct part_share share;
    TRY(part_share_of(r, PART_PARAMS, &share));
    if (share.part.count == 0)
        TRY(error_new(
            "%s: sketches that are not a part: only those of the parts of one whole add up",
            reader_name(in)));
    if (sum->count++ == 0)
        TRY(begin(sum, r, tensors));
    TRY(check_fit(sum, r, tensors, reader_name(in)));
    TRY(reader_matrix(in, r, &m));
    TRY(keep(sum, share.part.index, &m));
    while (add_waiting(sum))
        ;
out:
    matrix_free(&m);
    return err;
}

/* ---- the sum ---- */

/* A row of the sum as float32. */
static struct error *round_row(const struct sketch_sum *sum, size_t row, float *to)
{
    const double *from = sum->sum.a + row * sum->sum.cols;
    for (size_t i = 0; i < sum->sum.cols; i++) {
        to[i] = (float)from[i];
        if (!isfinite(to[i]))
            return error_new("row %zu: number %zu of the sum is %g, which does not fit float32: "
                             "leave out the tensors that are so large (snapcat --exclude)",
                             row, i, from[i]);
    }
    return NULL;
}

struct error *sketch_sum_write(struct sketch_sum *sum, struct writer *out, const char *provenance)
{
    struct error *err = NULL;
    size_t cols = sum->sum.cols;
    float *row = malloc(size_max(cols, 1) * sizeof *row);
    if (!row)
        return error_memory("a row of sketches");
    TRY(part_make_whole(&sum->first, PART_PARAMS));
    TRY(record_attr_set(&sum->first, "summands", "%zu", sum->count));
    TRY(record_from_add(&sum->first, provenance));
    TRY(writer_begin(out, &sum->first));
    for (size_t i = 0; i < sum->sum.rows; i++) {
        TRY(round_row(sum, i, row));
        TRY(writer_data(out, row, cols * sizeof *row));
    }
    TRY(writer_end(out));
out:
    free(row);
    return err;
}

void sketch_sum_free(struct sketch_sum *sum)
{
    for (size_t i = 0; i < sum->waiting_count; i++)
        matrix_free(&sum->waiting[i].m);
    free(sum->waiting);
    matrix_free(&sum->sum);
    record_free(&sum->first);
    table_free(&sum->tensors);
    *sum = (struct sketch_sum){0};
}
