#include "prediction/input/addition.h"

#include "base/array.h"
#include "base/size.h"
#include "matrix/check.h"
#include "prediction/input/classes.h"
#include "prediction/input/prediction_distances.h"
#include "stream/record/part.h"
#include "stream/record/sketch_attr.h"

#include <math.h>
#include <string.h>

/* Those that are means over samples. */
static const char *const scores[] = {PREDICTION_ACCURACY, PREDICTION_CROSS_ENTROPY};
enum { SCORES = sizeof scores / sizeof *scores };

/* ---- one record ---- */

bool prediction_addition_takes(const struct record *r)
{
    return record_is(r, "distance") && record_attr(r, "samples");
}

bool prediction_addition_changes(const struct table *rows)
{
    return table_column(rows, scores[0]) != TABLE_NONE;
}

static bool has_scores(const struct record *r)
{
    return record_attr(r, PREDICTION_SCORES) != NULL;
}

static bool same_attr(const struct record *a, const struct record *b, const char *key)
{
    const char *x = record_attr(a, key), *y = record_attr(b, key);
    return x && y && strcmp(x, y) == 0;
}

static const char *attr_of(const struct record *r, const char *key)
{
    const char *value = record_attr(r, key);
    return value ? value : "none";
}

/* Of parts also what their numbers were taken for, which each may have guessed by itself. */
static struct error *check_attrs(const struct prediction_addition *sum, const struct record *r,
                                 const char *name)
{
    static const char *const same[] = {"metric", "classes", "values"};
    for (size_t i = 0; i < ARRAY_LENGTH(same) - !part_is(r); i++)
        if (!same_attr(&sum->first, r, same[i]))
            return error_new("%s: distances with the attribute %s %s, but %s before: add parts of "
                             "the samples alone%s",
                             name, same[i], attr_of(r, same[i]), attr_of(&sum->first, same[i]),
                             strcmp(same[i], "values") == 0 ? ", made with one --values" : "");
    return NULL;
}

static struct error *check_fit(const struct prediction_addition *sum, const struct record *r,
                               const char *name)
{
    struct error *err = check_attrs(sum, r, name);
    if (err)
        return err;
    if (r->rows != sum->sum.rows)
        return error_new("%s: distances of %zu snapshots, expected %zu: give the same snapshots in "
                         "the same order",
                         name, r->rows, sum->sum.rows);
    if (has_scores(&sum->first) != has_scores(r))
        return error_new("%s: scores of labels are in some of the streams alone: give --labels to "
                         "every preddist, or to none",
                         name);
    return NULL;
}

/* Adds a row table's scores, times the samples. */
static struct error *add_scores(struct prediction_addition *sum, const struct table *rows,
                                double samples, const char *name)
{
    if (rows->rows != sum->sum.rows)
        return error_new("%s: a table of %zu rows before distances of %zu snapshots: give the rows "
                         "that preddist wrote",
                         name, rows->rows, sum->sum.rows);
    for (size_t c = 0; c < SCORES; c++) {
        size_t column = table_column(rows, scores[c]);
        for (size_t i = 0; i < rows->rows; i++) {
            double value;
            if (!table_number(rows, i, column, &value))
                return error_new(
                    "%s: row %zu has no %s, which its distances say there is: give the "
                    "rows that preddist wrote",
                    name, i, scores[c]);
            sum->scores.a[c * rows->rows + i] += samples * value;
        }
    }
    return NULL;
}

static void add_matrix(struct matrix *sum, const struct matrix *d, double samples)
{
    size_t count = d->rows * d->cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        sum->a[i] += samples * d->a[i];
}

static struct error *begin(struct prediction_addition *sum, const struct record *r)
{
    struct error *err;
    TRY(record_derive(&sum->first, r, "distance", r->rows, r->cols));
    TRY(matrix_new(&sum->sum, r->rows, r->cols));
    if (has_scores(r))
        TRY(matrix_new(&sum->scores, SCORES, r->rows));
out:
    return err;
}

struct error *prediction_addition_add(struct prediction_addition *sum, struct reader *in,
                                      const struct record *r, const struct table *rows)
{
    struct error *err;
    struct matrix d = {0};
    size_t samples;
    const char *name = reader_name(in);
    TRY(error_prefix(record_attr_size(r, "samples", 1, &samples), "%s", name));
    TRY(error_prefix(matrix_check_shape(r->rows, r->cols, "distances"), "%s", name));
    if (sum->count == 0)
        TRY(begin(sum, r));
    TRY(check_fit(sum, r, name));
    TRY(reader_matrix(in, r, &d));
    TRY(error_prefix(
        matrix_check(&d, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL, "distances"),
        "%s", name));
    if (!part_is(r)) /* each part is known to come once (part/parts.h) */
        TRY(repeats_meet(&sum->met, r, &d, name));
    if (has_scores(r))
        TRY(add_scores(sum, rows, (double)samples, name));
    add_matrix(&sum->sum, &d, (double)samples);
    if (!size_add(sum->samples, samples, &sum->samples))
        TRY(error_new("%s: %zu samples more are too many: correct the attribute samples", name,
                      samples));
    sum->count++;
out:
    matrix_free(&d);
    return err;
}

void prediction_addition_free(struct prediction_addition *sum)
{
    matrix_free(&sum->sum);
    matrix_free(&sum->scores);
    record_free(&sum->first);
    repeats_free(&sum->met);
    *sum = (struct prediction_addition){0};
}

/* ---- the mean ---- */

static void divide(struct matrix *m, size_t samples)
{
    for (size_t i = 0; i < m->rows * m->cols; i++)
        m->a[i] /= (double)samples;
}

static struct error *put_scores(const struct prediction_addition *sum, struct table *rows,
                                struct report *report)
{
    struct error *err = NULL;
    size_t column = table_column(rows, PREDICTION_PROGRESS);
    for (size_t c = 0; c < SCORES; c++)
        TRY(table_put_numbers(rows, scores[c], sum->scores.a + c * sum->scores.cols, 1));
    if (column != TABLE_NONE) {
        table_column_remove(rows, column);
        report_line(report, REPORT_NOTE,
                    "%s is left out, for that of all samples is not the mean of those of their "
                    "parts: give preddist all samples for it",
                    PREDICTION_PROGRESS);
    }
out:
    return err;
}

/* Of parts: the columns are those of all. */
static struct error *make_whole(const struct prediction_addition *sum, struct record *r)
{
    struct error *err = NULL;
    size_t classes = 0;
    if (!part_is(r))
        goto out;
    TRY(part_make_whole(r, PART_SAMPLES));
    record_attr_remove(r, SKETCH_ATTR_TENSORS);
    TRY(record_attr_size(r, "classes", 1, &classes));
    if (record_attr(r, PART_PARAMS))
        TRY(record_attr_set(r, PART_PARAMS, "%zu", sum->samples * classes));
out:
    return err;
}

struct error *prediction_addition_finish(struct prediction_addition *sum, const char *provenance,
                                         struct table *rows, struct report *report,
                                         struct record *r)
{
    struct error *err;
    TRY(record_derive(r, &sum->first, "distance", sum->sum.rows, sum->sum.cols));
    TRY(make_whole(sum, r));
    TRY(record_attr_set(r, "samples", "%zu", sum->samples));
    TRY(record_attr_set(r, "summands", "%zu", sum->count));
    TRY(record_from_add(r, provenance));
    divide(&sum->sum, sum->samples);
    divide(&sum->scores, sum->samples);
    if (has_scores(&sum->first)) {
        TRY(record_attr_set(r, PREDICTION_SCORES, "%s",
                            PREDICTION_ACCURACY "," PREDICTION_CROSS_ENTROPY));
        TRY(put_scores(sum, rows, report));
    }
out:
    return err;
}
