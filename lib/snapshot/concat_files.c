#include "snapshot/concat_files.h"

#include "checkpoint/format/open.h"
#include "run/runs.h"
#include "snapshot/rows/row_table.h"
#include "snapshot/rows/run_names.h"

#include <string.h>

/* ---- files ---- */

/* Reports the checkpoint's notes, but for those that are in `told`, where it puts them. */
static struct error *tell_notes(const struct checkpoint *c, struct strlist *told,
                                struct report *report)
{
    struct error *err = NULL;
    for (size_t i = 0; i < c->notes.count; i++) {
        const char *note = c->notes.at[i];
        if (strlist_find(told, note) != (size_t)-1)
            continue;
        report_line(report, REPORT_NOTE, "%s: %s", c->path, note);
        TRY(strlist_add(told, note, strlen(note)));
    }
out:
    return err;
}

/* Hands the checkpoint on. */
static struct error *hand_on(struct checkpoint *c, const char *path, concat_take *take, void *to,
                             struct strlist *told, struct report *report)
{
    struct error *err = tell_notes(c, told, report);
    if (!err)
        return take(to, c, path);
    checkpoint_free(c);
    return err;
}

/* With skip_bad, the error of a file that is not a sound checkpoint is reported and freed, and the
 * file counted. */
static struct error *leave_out(const struct concat *work, struct error *err, size_t *left_out,
                               struct report *report)
{
    if (!work->skip_bad || error_is_of_memory(err))
        return err;
    report_line(report, REPORT_NOTE, "left out: %s", error_text(err));
    error_free(err);
    ++*left_out;
    return NULL;
}

struct error *concat_files_open(const struct concat *work, concat_take *take, void *to,
                                struct report *report)
{
    struct error *err = NULL;
    struct strlist told = {0};
    size_t count = work->files.count, left_out = 0;
    if (count == 0)
        return error_new(
            "no files: name checkpoints, such as runs/*.pt, or a list of them (-T LIST)");
    for (size_t i = 0; i < count; i++) {
        struct checkpoint c;
        const char *path = work->files.at[i];
        struct error *bad = checkpoint_open(&c, path, &work->hints);
        TRY(bad ? leave_out(work, bad, &left_out, report)
                : hand_on(&c, path, take, to, &told, report));
        report_progress(report, "reading headers", (double)(i + 1) / (double)count);
    }
    if (left_out == count)
        TRY(error_new("no file is a sound checkpoint: all %zu are left out: name others", count));
out:
    strlist_free(&told);
    return err;
}

struct error *concat_files_report_nonfinite(size_t left_out, size_t count, const char *first,
                                            struct report *report)
{
    if (left_out == count)
        return error_new(
            "no snapshot is finite: all %zu hold a NaN or an infinity: take earlier ones", count);
    if (left_out)
        report_line(report, REPORT_NOTE,
                    "%zu of %zu snapshots hold a NaN or an infinity and are "
                    "left out, first %s",
                    left_out, count, first);
    return NULL;
}

/* ---- rows ---- */

/* Steps that are not known leave the rows as they are. */
static struct error *find_order(const struct table *rows, size_t **order)
{
    struct runs runs;
    struct error *err = runs_find(&runs, rows, rows->rows, NULL, NULL, NULL);
    if (err)
        return err;
    if (runs.count > 0 && runs.step_column != TABLE_NONE) {
        *order = runs.order;
        runs.order = NULL;
    }
    runs_free(&runs);
    return NULL;
}

struct error *concat_files_describe_rows(const struct concat *work, struct table *rows,
                                         size_t **order, struct report *report)
{
    struct error *err = NULL;
    struct strlist runs = {0};
    *order = NULL;
    if (work->name_template)
        TRY(row_table_apply_template(rows, work->name_template));
    TRY(run_names_add(rows, &runs));
    TRY(row_table_join(rows, work->name_template, &work->tables, report));
    run_names_tell(rows, &runs, report);
    if (!work->as_given)
        TRY(find_order(rows, order));
out:
    strlist_free(&runs);
    return err;
}
