#include "snapeval/snapeval_impl.h"

#include "evaluation/conversation.h"

#include <stdlib.h>
#include <string.h>

/* ---- evaluating ---- */

static struct error *copy_path(void *context, size_t point, char **path)
{
    const struct snapeval *s = context;
    *path = strdup(s->paths.at[point]);
    return *path ? NULL : error_memory("a file name");
}

/* The checkpoint itself is the point's snapshot. */
static struct error *find_snapshot(void *context, size_t point, const char *dir, char **path)
{
    (void)dir;
    return copy_path(context, point, path);
}

static struct error *evaluate(struct snapeval *s, const struct snapeval_opts *opts,
                              struct report *report)
{
    const struct conversation c = {.answers = &s->answers,
                                   .journal = &s->journal,
                                   .points = "checkpoints",
                                   .context = s,
                                   .name = copy_path,
                                   .snapshot = find_snapshot};
    return conversation_hold(&c, &opts->evaluation.evaluator, report);
}

static struct error *prepare(struct snapeval *s, const struct snapeval_opts *opts,
                             struct report *report)
{
    struct error *err;
    TRY(concat_rows(opts->checkpoints, &s->rows, report));
    TRY(snapeval_find_points(s));
    TRY(answers_new(&s->answers, s->paths.count, opts->evaluation.names.count));
    if (!opts->table_only) {
        TRY(prediction_store_new(&s->predictions, s->paths.count, opts->evaluation.journal));
        s->predictions.takes_nonfinite = opts->checkpoints->skip_nonfinite;
        s->answers.predictions = &s->predictions;
    }
    TRY(snapeval_open_journal(s, opts, report));
out:
    return err;
}

/* ---- what becomes of the rows ---- */

/* Leaves out the rows whose predictions are not finite. */
static struct error *leave_out_nonfinite(struct snapeval *s, struct report *report)
{
    struct error *err = NULL;
    size_t kept = 0, rows = s->rows.rows, first = 0;
    bool *keep = calloc(rows, sizeof *keep);
    if (!keep)
        return error_memory("a list of snapshots");
    for (size_t i = rows; i-- > 0;) {
        keep[i] = s->predictions.at[s->point[i]].finite;
        kept += keep[i];
        first = keep[i] ? first : i;
    }
    if (kept == 0)
        TRY(error_new("no snapshot has finite predictions: all %zu are left out: take earlier ones",
                      rows));
    if (kept < rows)
        report_line(report, REPORT_NOTE,
                    "%zu of %zu snapshots have predictions with NaN or infinity and are left out, "
                    "first %s",
                    rows - kept, rows, s->paths.at[s->point[first]]);
    for (size_t i = 0, to = 0; i < rows; i++)
        if (keep[i])
            s->point[to++] = s->point[i];
    table_filter(&s->rows, keep);
out:
    free(keep);
    return err;
}

/* Adds a number's column, or puts it in the place of one that the rows have. */
static struct error *add_column(struct snapeval *s, size_t index, const char *name,
                                struct report *report)
{
    struct error *err;
    const struct answers *a = &s->answers;
    double *values = calloc(s->rows.rows, sizeof *values);
    if (!values)
        return error_memory("a column");
    if (table_column(&s->rows, name) != TABLE_NONE)
        report_line(report, REPORT_NOTE,
                    "column '%s': the evaluator's numbers take the place of those that were known",
                    name);
    for (size_t i = 0; i < s->rows.rows; i++)
        values[i] = a->numbers[s->point[i] * a->width + index];
    err = table_put_numbers(&s->rows, name, values, 1);
    free(values);
    return err;
}

static struct error *add_columns(struct snapeval *s, const struct snapeval_opts *opts,
                                 struct report *report)
{
    struct error *err = NULL;
    char usual[ANSWERS_NAME_MAX];
    for (size_t i = 0; i < answers_named(&s->answers, &opts->evaluation.names); i++)
        TRY(add_column(s, i, answers_name(&opts->evaluation.names, i, usual), report));
out:
    return err;
}

struct error *snapeval_run(struct snapeval *s, const struct snapeval_opts *opts,
                           struct report *report)
{
    struct error *err;
    *s = (struct snapeval){.predictions.fd = -1, .journal.fd = -1};
    TRY(prepare(s, opts, report));
    if (s->answers.count < s->answers.points)
        TRY(evaluate(s, opts, report));
    if (s->predictions.takes_nonfinite)
        TRY(leave_out_nonfinite(s, report));
    TRY(add_columns(s, opts, report));
    size_t nonfinite = answers_nonfinite(&s->answers);
    if (nonfinite > 0)
        report_line(report, REPORT_NOTE,
                    "of %zu of %zu checkpoints the evaluator gave NaN or infinity", nonfinite,
                    s->answers.points);
out:
    if (err)
        snapeval_free(s);
    return err;
}

void snapeval_remove_journal(struct snapeval *s)
{
    prediction_store_remove(&s->predictions);
    journal_remove(&s->journal);
}

void snapeval_free(struct snapeval *s)
{
    table_free(&s->rows);
    free(s->point);
    strlist_free(&s->paths);
    free(s->keys);
    answers_free(&s->answers);
    prediction_store_free(&s->predictions);
    journal_close(&s->journal);
    *s = (struct snapeval){.predictions.fd = -1, .journal.fd = -1};
}
