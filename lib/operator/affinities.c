#include "operator/affinities.h"

#include "base/memory.h"
#include "base/size.h"
#include "base/text/number_list.h"
#include "gram/form.h"
#include "gram/gram.h"
#include "gram/snapgram.h"
#include "operator/affinity_rows.h"
#include "phate/affinity_sparse.h"
#include "stream/table/column.h"

#include <stdio.h>
#include <stdlib.h>

struct error *affinities_read_neighbours(const char *text, void *list)
{
    struct neighbours_list *k = list;
    struct error *err = number_list_parse_whole(text, 1, NEIGHBOURS_MAX, k->at, &k->count);
    qsort(k->at, k->count, sizeof *k->at, size_compare);
    return error_prefix(err, "-k");
}

struct error *affinities_read_memory(const char *text, void *memory)
{
    return error_prefix(memory_read_size(text, memory), "--memory");
}

bool affinities_are_of_vectors(const struct record *r)
{
    enum gram_form form;
    return record_is(r, "snapshots") || gram_form_of(r, &form);
}

bool affinities_are_held(const struct record *r)
{
    return record_is(r, "affinity") || record_is(r, "adjacency");
}

/* ---- what they are made from ---- */

struct error *affinities_distances(struct matrix *g, const struct points_options *o,
                                   struct report *report)
{
    struct error *err = NULL;
    if (o->components)
        TRY(gram_project(g, o->components));
    else if (o->center)
        TRY(gram_center(g));
    gram_distances(g, o->metric, report);
out:
    return err;
}

/* The current record, which does not hold affinities, as distances. */
static struct error *read_distances(const struct intake *in, const struct points_options *o,
                                    struct report *report, struct matrix *d)
{
    struct error *err;
    if (record_is(&in->record, "distance"))
        return snapgram_read_distances(in->reader, &in->record, report, d);
    TRY(snapgram_read(in->reader, &in->record, o->metric == METRIC_CORRELATION, report, d));
    TRY(affinities_distances(d, o, report));
out:
    return err;
}

/* The affinities that the current record holds. */
static struct error *take_affinities(const struct intake *in, const struct affinity_recipe *recipe,
                                     struct matrix *k)
{
    struct error *err = reader_matrix(in->reader, &in->record, k);
    if (err)
        return err;
    if (record_is(&in->record, "adjacency"))
        affinity_from_adjacency(k);
    return affinity_finish(k, &recipe->kernel);
}

/* Keeps the rows instead of their Gram matrix where they take no more memory. */
static bool has_few_columns(const struct record *r)
{
    return record_is(r, "snapshots") && r->cols <= r->rows;
}

static struct error *read_points(const struct intake *in, const struct affinity_recipe *recipe,
                                 struct report *report, struct affinity_source *source)
{
    struct error *err;
    TRY(affinity_rows_read(in, recipe, report, source));
    TRY(affinity_sparse_check_points(&source->points, &recipe->kernel));
out:
    return err;
}

static struct error *read_dense(const struct intake *in, const struct affinity_recipe *recipe,
                                struct report *report, struct affinity_source *source)
{
    struct error *err;
    TRY(affinity_rows_check_memory(
        recipe, matrix_bytes(2, in->record.rows, in->record.rows), "a matrix of all distances",
        ", or have rows that are shorter than there are snapshots searched (--sparse): see "
        "\"More snapshots than memory\" in knnaff(1)"));
    TRY(read_distances(in, &recipe->points, report, &source->dense));
    TRY(affinity_check_distances(&source->dense, &recipe->kernel));
out:
    return err;
}

struct error *affinities_read(const struct intake *in, const struct affinity_recipe *recipe,
                              bool sparse, struct report *report, struct affinity_source *source)
{
    struct error *err;
    *source = (struct affinity_source){.held = affinities_are_held(&in->record),
                                       .equal = record_is(&in->record, "snapshots")};
    if (source->held)
        err = take_affinities(in, recipe, &source->dense);
    else if (sparse && has_few_columns(&in->record))
        err = read_points(in, recipe, report, source);
    else
        err = read_dense(in, recipe, report, source);
    if (err)
        affinities_free(source);
    return err;
}

void affinities_free(struct affinity_source *source)
{
    points_free(&source->points);
    matrix_free(&source->dense);
    row_store_free(&source->rows);
}

static bool has_points(const struct affinity_source *source)
{
    return source->points.x.cols > 0;
}

const struct matrix *affinities_companion(const struct affinity_source *source)
{
    if (source->held)
        return NULL;
    return has_points(source) ? &source->points.x : &source->dense;
}

struct error *affinities_write_points(const void *source, struct writer *out)
{
    struct error *err = NULL;
    const struct points *points = &((const struct affinity_source *)source)->points;
    size_t n = points->x.rows, cols = points->x.cols;
    const struct row_source shape = {.rows = n, .cols = cols};
    size_t step = row_source_step(&shape);
    struct matrix rows;
    TRY(matrix_new(&rows, size_min(step, n), cols));
    for (size_t first = 0, count; first < n; first += count) {
        count = size_min(step, n - first);
        TRY(points_read(points, first, count, rows.a));
        TRY(writer_data(out, rows.a, count * cols * sizeof *rows.a));
    }
out:
    matrix_free(&rows);
    return err;
}

/* ---- making them ---- */

/* "knnaff -k 9, or ": so many nearest others are not all duplicates, of which there may be too many
 * for that. */
static void name_larger_k(size_t count, size_t n, size_t k, char text[64])
{
    text[0] = '\0';
    if (count < n && count <= 4 * k)
        snprintf(text, 64, "knnaff -k %zu, or ", count);
}

/* `equal`: it is known that rows at distance 0 are equal. */
static void warn_of_duplicates(const struct table *rows, bool equal, const double *bandwidth,
                               size_t n, size_t k, struct report *report)
{
    size_t count = 0, first = n;
    char name[COLUMN_ROW_NAME_MAX], larger[64];
    for (size_t i = n; i-- > 0;)
        if (bandwidth[i] == 0) {
            count++;
            first = i;
        }
    if (count == 0)
        return;
    column_row_name(rows, first, name);
    name_larger_k(count, n, k, larger);
    report_line(report, REPORT_WARNING,
                "%zu snapshots, the first is %s: each has %zu or more %s, which fill its list of "
                "nearest neighbours: use %sone snapshot of each set (snapaudit lists them)",
                count, name, k, equal ? "duplicates" : "others at distance 0 (duplicates)", larger);
}

static struct error *new_bandwidths(double **bandwidth, size_t n)
{
    *bandwidth = calloc(n + 1, sizeof **bandwidth);
    return *bandwidth ? NULL : error_memory("bandwidths");
}

static struct error *take_dense(struct affinity_source *source, struct matrix *m)
{
    if (source->kept)
        return matrix_copy(m, &source->dense);
    *m = source->dense;
    source->dense = (struct matrix){0};
    return NULL;
}

struct error *affinities_dense(struct affinity_source *source, const struct affinity_recipe *recipe,
                               const struct table *rows, struct report *report, struct matrix *k)
{
    struct error *err = take_dense(source, k);
    double *bandwidth = NULL;
    if (err || source->held)
        return err;
    TRY(new_bandwidths(&bandwidth, k->rows));
    TRY(affinity_from_distances(k, &recipe->kernel, bandwidth));
    warn_of_duplicates(rows, source->equal, bandwidth, k->rows, recipe->kernel.k, report);
out:
    free(bandwidth);
    if (err)
        matrix_free(k);
    return err;
}

static struct error *search(const struct affinity_source *source,
                            const struct affinity_recipe *recipe, const struct table *rows,
                            struct report *report, struct csr *k)
{
    const struct points *points = &source->points;
    struct error *err;
    double *bandwidth;
    TRY(new_bandwidths(&bandwidth, points->x.rows));
    TRY(affinity_sparse_from_points(points, &recipe->kernel, report, bandwidth, k));
    warn_of_duplicates(rows, source->equal, bandwidth, points->x.rows, recipe->kernel.k, report);
out:
    free(bandwidth);
    return err;
}

static struct error *reduce(struct affinity_source *source, const struct affinity_recipe *recipe,
                            const struct table *rows, struct report *report, struct csr *k)
{
    struct matrix dense;
    struct error *err = affinities_dense(source, recipe, rows, report, &dense);
    if (err)
        return err;
    err = csr_from_dense(k, &dense);
    matrix_free(&dense);
    return err;
}

struct error *affinities_sparse(struct affinity_source *source,
                                const struct affinity_recipe *recipe, const struct table *rows,
                                struct report *report, struct csr *k)
{
    struct error *err = has_points(source) ? search(source, recipe, rows, report, k)
                                           : reduce(source, recipe, rows, report, k);
    if (!err)
        report_line(report, REPORT_DETAIL, "%.1f affinities per snapshot are not 0",
                    (double)k->nonzeros / (double)k->rows);
    return err;
}

/* ---- attributes ---- */

static struct error *note_points(struct record *r, const struct points_options *o)
{
    struct error *err;
    TRY(record_attr_set(r, "metric", "%s", distance_metric_names[o->metric]));
    if (o->components)
        TRY(record_attr_set(r, "pca", "%zu", o->components));
    else if (o->center)
        TRY(record_attr_set(r, "centered", "yes"));
out:
    return err;
}

static struct error *note_kernel(struct record *r, const struct affinity_options *a)
{
    struct error *err;
    if (a->bandwidth > 0)
        TRY(record_attr_set(r, "bandwidth", "%.17g", a->bandwidth));
    else
        TRY(record_attr_set(r, "k", "%zu", a->k));
    if (a->decay > 0)
        TRY(record_attr_set(r, "decay", "%.17g", a->decay));
    else
        TRY(record_attr_set(r, "decay", "none"));
    TRY(record_attr_set(r, "threshold", "%.17g", a->threshold));
    if (a->bandwidth_scale != 1)
        TRY(record_attr_set(r, "bandwidth-scale", "%.17g", a->bandwidth_scale));
    if (a->k_max > 0)
        TRY(record_attr_set(r, "knn-max", "%zu", a->k_max));
out:
    return err;
}

static struct error *note_symmetry(struct record *r, const struct affinity_options *a)
{
    struct error *err = NULL;
    if (a->symmetry != SYMMETRY_ADD)
        TRY(record_attr_set(r, "symmetrise", "%s", affinity_symmetry_names[a->symmetry]));
    if (a->symmetry == SYMMETRY_MNN)
        TRY(record_attr_set(r, "theta", "%.17g", a->theta));
    if (a->anisotropy > 0)
        TRY(record_attr_set(r, "anisotropy", "%.17g", a->anisotropy));
out:
    return err;
}

struct error *affinities_note(const struct affinity_recipe *recipe, const struct record *made_from,
                              struct record *r)
{
    struct error *err = NULL;
    if (!affinities_are_held(made_from))
        TRY(note_kernel(r, &recipe->kernel));
    if (affinities_are_of_vectors(made_from))
        TRY(note_points(r, &recipe->points));
    TRY(note_symmetry(r, &recipe->kernel));
out:
    return err;
}

struct error *affinities_note_companion(const struct affinity_recipe *recipe,
                                        const struct record *made_from,
                                        const struct affinity_source *source, struct record *r)
{
    struct error *err;
    TRY(record_attr_set(r, "of", "%s", has_points(source) ? "points" : "snapshots"));
    if (affinities_are_of_vectors(made_from))
        TRY(note_points(r, &recipe->points));
out:
    return err;
}
