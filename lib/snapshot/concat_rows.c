#include "snapshot/concat_rows.h"

#include "checkpoint/format/open.h"
#include "run/runs.h"
#include "snapshot/rows/row_table.h"
#include "snapshot/rows/run_names.h"

#include <stdlib.h>
#include <string.h>

struct error *concat_rows_error_none(void)
{
    return error_new("no files: name checkpoints, or a list of them with -T");
}

struct error *concat_rows_error_unsound(const struct concat *work)
{
    return error_new("no file is a sound checkpoint: all %zu are left out: name others",
                     work->files.count);
}

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

struct error *concat_rows_open(const struct concat *work, const char *path, struct strlist *told,
                               struct report *report, struct checkpoint *c, bool *sound)
{
    struct error *err = checkpoint_open(c, path, &work->hints);
    *sound = false;
    if (!err) {
        err = tell_notes(c, told, report);
        *sound = !err;
        if (err)
            checkpoint_free(c);
        return err;
    }
    if (!work->skip_bad || error_is_of_memory(err))
        return err;
    report_line(report, REPORT_NOTE, "left out: %s", error_text(err));
    error_free(err);
    return NULL;
}

struct error *concat_rows_complete(const struct concat *work, struct table *rows,
                                   struct report *report)
{
    struct error *err = NULL;
    struct strlist runs = {0};
    if (work->name_template)
        TRY(row_table_apply_template(rows, work->name_template));
    TRY(run_names_add(rows, &runs));
    TRY(row_table_join(rows, work->name_template, &work->tables, report));
    run_names_tell(rows, &runs, report);
out:
    strlist_free(&runs);
    return err;
}

struct error *concat_rows_order(const struct table *rows, size_t **order)
{
    struct runs runs;
    struct error *err = runs_find(&runs, rows, rows->rows, NULL, NULL, NULL);
    *order = NULL;
    if (err)
        return err;
    if (runs.count > 0 && runs.step_column != TABLE_NONE) {
        *order = runs.order;
        runs.order = NULL;
    }
    runs_free(&runs);
    return NULL;
}

static struct error *add_row(struct table *rows, const struct concat *work, const char *path,
                             struct strlist *told, struct report *report)
{
    struct error *err;
    struct checkpoint c = {0};
    bool sound = false;
    TRY(concat_rows_open(work, path, told, report, &c, &sound));
    if (sound)
        TRY(row_table_add(rows, &c));
out:
    if (sound)
        checkpoint_free(&c);
    return err;
}

static struct error *put_in_order(struct table *rows)
{
    size_t *order;
    struct error *err = concat_rows_order(rows, &order);
    if (err)
        return err;
    if (order)
        err = table_reorder(rows, order);
    free(order);
    return err;
}

struct error *concat_rows(const struct concat *work, struct table *rows, struct report *report)
{
    struct error *err = NULL;
    struct strlist told = {0};
    if (work->files.count == 0)
        return concat_rows_error_none();
    for (size_t i = 0; i < work->files.count; i++) {
        TRY(add_row(rows, work, work->files.at[i], &told, report));
        report_progress(report, "reading headers", (double)(i + 1) / (double)work->files.count);
    }
    if (rows->rows == 0)
        TRY(concat_rows_error_unsound(work));
    TRY(concat_rows_complete(work, rows, report));
    if (!work->as_given)
        TRY(put_in_order(rows));
out:
    strlist_free(&told);
    return err;
}
