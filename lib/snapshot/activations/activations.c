#include "snapshot/activations/activations.h"

#include "base/size.h"
#include "snapshot/activations/activation_set.h"
#include "snapshot/concat_files.h"
#include "stream/row_spool.h"
#include "stream/stream.h"

#include <stdlib.h>
#include <string.h>

enum { STRIP_LEAST = 1024 }; /* features read at once, unless a sample has fewer */

struct work {
    struct activation_set set;
    enum hsic estimator;
    bool skip_nonfinite;
    size_t columns; /* of a row */
    struct matrix k;
    struct row_spool spool;
    bool *kept; /* one per file */
};

/* ---- rows ---- */

static struct error *place(struct error *err, const struct activation *a)
{
    return error_prefix(err, "%s: tensor %s", a->file.path, activation_set_tensor(a)->name);
}

/* Adds all features to k, strip by strip; *bad is the first sample that is not finite, at which it
 * stops, or their number. */
static struct error *add_features(struct work *w, const struct activation *a, size_t *bad)
{
    struct error *err;
    struct matrix x = {0};
    struct cursor cursor = {0};
    size_t features = activation_set_features(a);
    size_t width = size_min(features, size_max(w->set.samples, STRIP_LEAST));
    *bad = w->set.samples;
    TRY(cursor_open(&cursor, &a->file));
    TRY(matrix_new(&x, w->set.samples, width));
    for (size_t first = 0; first < features && *bad == x.rows; first += x.cols) {
        x.cols = size_min(width, features - first);
        TRY(activation_set_read(a, &cursor, first, &x, bad));
        if (*bad == x.rows)
            TRY(hsic_add_features(&w->k, &x));
    }
    TRY(cursor_check_unchanged(&cursor));
out:
    cursor_close(&cursor);
    matrix_free(&x);
    return err;
}

/* Adds the file's row to the spool, or leaves the file out. */
static struct error *add_row(struct work *w, const struct activation *a, bool *kept)
{
    struct error *err;
    size_t bad;
    memset(w->k.a, 0, w->k.rows * w->k.cols * sizeof *w->k.a);
    TRY(add_features(w, a, &bad));
    *kept = bad == w->set.samples;
    if (!*kept && w->skip_nonfinite)
        return NULL;
    if (!*kept)
        return place(error_new("sample %zu: NaN or infinity: leave the file out, or use "
                               "--skip-nonfinite",
                               bad),
                     a);
    TRY(place(hsic_row(&w->k, w->estimator), a));
    TRY(row_spool_add(&w->spool, w->k.a));
out:
    return err;
}

/* The bias of HSIC grows with the features of a sample; and features by samples are a slip that
 * nothing else shows. */
static void note_wide(const struct work *w, struct report *report)
{
    if (w->estimator != HSIC_BIASED)
        return;
    for (size_t i = 0; i < w->set.count; i++) {
        size_t features = activation_set_features(&w->set.at[i]);
        if (features <= w->set.samples)
            continue;
        report_line(report, REPORT_NOTE,
                    "%s: %zu samples (rows) of %zu features: CKA of fewer samples than features is "
                    "too large: use snapcat --cka --debiased, or more samples",
                    w->set.at[i].file.path, w->set.samples, features);
        return;
    }
}

static struct error *add_rows(struct work *w, struct report *report)
{
    struct error *err = NULL;
    size_t count = w->set.count, first = 0;
    w->kept = calloc(count, sizeof *w->kept);
    if (!w->kept)
        return error_memory("a list of files");
    TRY(matrix_new(&w->k, w->set.samples, w->set.samples));
    for (size_t i = 0; i < count; i++) {
        TRY(add_row(w, &w->set.at[i], &w->kept[i]));
        report_progress(report, "reading activations", (double)(i + 1) / (double)count);
    }
    while (first < count - 1 && w->kept[first])
        first++;
    TRY(concat_files_report_nonfinite(count - w->spool.rows, count, w->set.at[first].file.path,
                                      report));
    table_filter(&w->set.rows, w->kept);
out:
    return err;
}

/* ---- writing ---- */

static struct error *write_records(const struct work *w, struct writer *out, const char *provenance,
                                   struct report *report)
{
    struct error *err;
    struct record r = {0};
    size_t rows = w->spool.rows;
    TRY(stream_put_table(out, "rows", &w->set.rows, provenance));
    TRY(record_init_panel(&r, "snapshots", PHM_F64, rows, w->columns,
                          concat_panel_width(PHM_F64, rows, w->columns)));
    TRY(record_attr_set(&r, "samples", "%zu", w->set.samples));
    TRY(record_attr_set(&r, "hsic", "%s", hsic_names[w->estimator]));
    TRY(record_from_add(&r, provenance));
    TRY(writer_begin(out, &r));
    TRY(row_spool_write(&w->spool, &r, out, report));
    TRY(writer_end(out));
out:
    record_free(&r);
    return err;
}

static void work_free(struct work *w)
{
    activation_set_free(&w->set);
    matrix_free(&w->k);
    row_spool_close(&w->spool);
    free(w->kept);
}

struct error *activations_write(const struct concat *work, enum hsic estimator, struct writer *out,
                                const char *provenance, struct report *report)
{
    struct error *err;
    struct work w = {
        .set = {.choice = &work->choice, .least_samples = hsic_least_samples(estimator)},
        .estimator = estimator,
        .skip_nonfinite = work->skip_nonfinite,
        .spool.fd = -1};
    TRY(activation_set_describe(&w.set, work, report));
    note_wide(&w, report);
    if (!hsic_columns(w.set.samples, estimator, &w.columns))
        TRY(error_new(
            "%s: %zu samples: their Gram matrix does not fit any memory: use fewer samples",
            w.set.at[0].file.path, w.set.samples));
    TRY(row_spool_open(&w.spool, w.columns));
    TRY(add_rows(&w, report));
    TRY(write_records(&w, out, provenance, report));
out:
    work_free(&w);
    return err;
}
