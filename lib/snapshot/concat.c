#include "snapshot/concat.h"

#include "base/size.h"
#include "base/text/text_file.h"
#include "checkpoint/choice/tensor_list.h"
#include "checkpoint/format/open.h"
#include "snapshot/concat_files.h"
#include "snapshot/rows/file_order.h"
#include "snapshot/snapreader.h"
#include "snapshot/snapshots.h"
#include "snapshot/tensor_table.h"
#include "stream/stream.h"

#include <stdlib.h>
#include <string.h>

enum {
    PANEL_BYTES = 8 << 20, /* two panels and little else are in memory */
    PANEL_LEAST = 256,     /* columns: even with very many rows, a piece is worth a system call */
    PANEL_MULTIPLE = 16,   /* columns: a cache line of float32 */
    SCAN_COLUMNS = 1 << 16 /* read at once when searching for NaN */
};

struct error *concat_list(struct concat *work, const char *list)
{
    struct error *err;
    char *text;
    TRY(text_file_read(list, &text));
    for (char *at = text; *at; at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        if (length > 0)
            TRY(strlist_add(&work->files, at, length));
        at += length;
    }
out:
    free(text);
    return err;
}

void concat_free(struct concat *work)
{
    strlist_free(&work->files);
    strlist_free(&work->tables);
    name_template_free(work->name_template);
    substitution_free(&work->renames);
    tensor_choice_free(&work->choice);
}

/* ---- describing ---- */

/* A set that is being described. */
struct description {
    const struct concat *work;
    struct snapshots *set;
};

/* Notes that a file does not fit the first, and frees the reason. */
static struct error *note_differing(struct concat_differing *differing, const char *path,
                                    struct error *reason)
{
    struct error *err;
    const char *text = error_text(reason);
    TRY(strlist_add(&differing->files, path, strlen(path)));
    TRY(strlist_add(&differing->reasons, text, strlen(text)));
out:
    error_free(reason);
    return err;
}

/* Adds the checkpoint, or notes that it differs from the first. */
static struct error *add_checkpoint(void *description, struct checkpoint *c, const char *path)
{
    const struct description *d = description;
    bool may_differ = d->work->differing && d->set->count > 0;
    struct error *err = snapshots_add(d->set, c, &d->work->choice);
    if (err && may_differ && !error_is_of_memory(err))
        return note_differing(d->work->differing, path, err);
    return err;
}

struct error *concat_describe(const struct concat *work, struct snapshots *s, struct report *report)
{
    struct error *err;
    struct description d = {work, s};
    size_t *order = NULL;
    s->takes_factors = work->hints.raw_factors;
    TRY(concat_files_open(work, add_checkpoint, &d, report));
    TRY(snapshots_take_part(s, &work->part));
    TRY(left_out_report(&s->left_out, report));
    snapshots_report_order(s, report);
    TRY(concat_files_describe_rows(work, &s->rows, &order, report));
    if (order)
        TRY(snapshots_reorder(s, order));
    else if (!work->as_given)
        file_order_warn(&s->rows, report);
out:
    free(order);
    return err;
}

struct error *concat_list_tensors(const struct concat *work, struct writer *out)
{
    struct error *err = NULL;
    for (size_t i = 0; i < work->files.count && !err; i++) {
        struct checkpoint c;
        char *text = NULL;
        err = checkpoint_open(&c, work->files.at[i], &work->hints);
        if (err)
            break;
        err = tensor_list_format(&c, &work->choice, &text);
        if (!err)
            err = writer_raw(out, text, strlen(text));
        free(text);
        checkpoint_free(&c);
    }
    return err;
}

/* ---- leaving out what is not finite ---- */

/* *bad is the first column of a snapshot that is not finite, or SNAPSHOT_FINITE. */
static struct error *scan_snapshot(const struct snapshots *s, size_t snapshot, size_t *bad)
{
    struct error *err = NULL;
    struct cursor cursor = {0};
    size_t params = snapshots_params(s);
    void *piece = malloc(SCAN_COLUMNS * phm_type_size(s->type));
    *bad = SNAPSHOT_FINITE;
    if (!piece)
        return error_memory("a piece of a snapshot");
    TRY(cursor_open(&cursor, &s->at[snapshot].file));
    for (size_t at = 0; at < params && *bad == SNAPSHOT_FINITE; at += SCAN_COLUMNS)
        TRY(snapshots_read(s, snapshot, &cursor, at, size_min(SCAN_COLUMNS, params - at), piece,
                           bad));
out:
    cursor_close(&cursor);
    free(piece);
    return err;
}

/* Returns the first error; frees the rest. */
static struct error *first_error(struct error **errors, size_t count)
{
    struct error *first = NULL;
    for (size_t i = 0; i < count; i++)
        if (!first)
            first = errors[i];
        else
            error_free(errors[i]);
    return first;
}

static struct error *scan_all(const struct snapshots *s, bool *finite)
{
    struct error **errors = calloc(s->count, sizeof(struct error *));
    if (!errors)
        return error_memory("a list of snapshots");
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < s->count; i++) {
        size_t bad;
        errors[i] = scan_snapshot(s, i, &bad);
        finite[i] = bad == SNAPSHOT_FINITE;
    }
    struct error *err = first_error(errors, s->count);
    free(errors);
    return err;
}

struct error *concat_leave_out_nonfinite(struct snapshots *s, struct report *report)
{
    struct error *err;
    size_t left_out = 0, first = 0, count = s->count;
    bool *finite = calloc(count, sizeof *finite);
    if (!finite)
        return error_memory("a list of snapshots");
    TRY(scan_all(s, finite));
    for (size_t i = count; i-- > 0;)
        if (!finite[i]) {
            left_out++;
            first = i;
        }
    TRY(concat_files_report_nonfinite(left_out, count, s->at[first].file.path, report));
    snapshots_filter(s, finite);
out:
    free(finite);
    return err;
}

/* ---- writing ---- */

static struct error *write_tensors(const struct snapshots *s, struct writer *out,
                                   const char *provenance)
{
    struct error *err;
    struct table tensors = {0};
    TRY(tensor_table_of(s, &tensors));
    TRY(stream_put_table(out, "tensors", &tensors, provenance));
out:
    table_free(&tensors);
    return err;
}

size_t concat_panel_width(enum phm_type type, size_t rows, size_t cols)
{
    size_t width = PANEL_BYTES / phm_type_size(type) / rows;
    width = size_max(width / PANEL_MULTIPLE * PANEL_MULTIPLE, PANEL_LEAST);
    return size_min(width, cols);
}

static struct error *begin_snapshots(const struct snapshots *s, size_t width, struct writer *out,
                                     const char *provenance)
{
    struct error *err;
    struct record r;
    size_t params = s->end - s->begin;
    TRY(record_init_panel(&r, "snapshots", s->type, s->count, params, width));
    TRY(snapshots_put_share(s, &r));
    TRY(record_from_add(&r, provenance));
    TRY(writer_begin(out, &r));
out:
    record_free(&r);
    return err;
}

struct error *concat_write_set(const struct snapshots *s, struct writer *out,
                               const char *provenance, struct report *report)
{
    struct error *err;
    struct snapreader *reader;
    const void *panel;
    size_t params = s->end - s->begin, cols, done = 0;
    size_t width = concat_panel_width(s->type, s->count, params);
    TRY(snapreader_new(&reader, s, width));
    TRY(snapreader_next(reader, &panel, &cols));
    TRY(stream_put_table(out, "rows", &s->rows, provenance));
    TRY(write_tensors(s, out, provenance));
    TRY(begin_snapshots(s, width, out, provenance));
    while (panel) {
        TRY(writer_data(out, panel, s->count * cols * phm_type_size(s->type)));
        done += cols;
        report_progress(report, "reading snapshots", (double)done / (double)params);
        TRY(snapreader_next(reader, &panel, &cols));
    }
    TRY(writer_end(out));
out:
    snapreader_free(reader);
    return err;
}

struct error *concat_write(const struct concat *work, struct writer *out, const char *provenance,
                           struct report *report)
{
    struct error *err;
    struct snapshots s = {0};
    TRY(concat_describe(work, &s, report));
    if (work->skip_nonfinite)
        TRY(concat_leave_out_nonfinite(&s, report));
    TRY(concat_write_set(&s, out, provenance, report));
out:
    snapshots_free(&s);
    return err;
}
