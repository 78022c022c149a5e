#include "snapshot/guess/logs.h"

#include "base/file/path.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/row_table.h"
#include "snapshot/rows/run_names.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

/* The rows as snapcat has them before tables are joined. */
static struct error *describe(const struct table *own, const struct name_template *t,
                              struct table *rows)
{
    struct error *err;
    struct strlist runs = {0};
    TRY(table_copy(rows, own));
    if (t)
        TRY(row_table_apply_template(rows, t));
    TRY(run_names_add(rows, &runs));
out:
    strlist_free(&runs);
    return err;
}

/* ---- trying ---- */

/* The rows of all checkpoints, the template of their names, which may be NULL, and all logs. */
struct search {
    const struct table *rows;
    const struct name_template *t;
    const struct strlist *logs;
    struct report *report;
};

static struct error *try_tables(const struct table *rows, const struct name_template *t,
                                const struct strlist *tables)
{
    struct table copy = {0};
    struct error *err;
    TRY(table_copy(&copy, rows));
    err = row_table_join(&copy, t, tables, NULL);
    table_free(&copy);
out:
    return err;
}

/* Whether all checkpoints are in the folder of the log, or in folders in it. */
static bool is_above(const char *log, const struct table *rows)
{
    size_t length = (size_t)(path_base(log) - log), file = table_column(rows, "file");
    for (size_t row = 0; row < rows->rows; row++)
        if (strncmp(table_cell(rows, row, file), log, length) != 0)
            return false;
    return true;
}

static bool names_run(const struct table *log, const struct name_template *t)
{
    for (size_t i = 0; i < log->columns.count; i++)
        if (t && strlist_find(name_template_fields(t), log->columns.at[i]) != TABLE_NONE &&
            i != log_key(log, "step") && i != log_key(log, "epoch"))
            return true;
    return log_key(log, "run") != TABLE_NONE || log_key(log, "file") != TABLE_NONE;
}

/* Reads a log; *open: nothing says of which run it is. */
static struct error *read_owner(const struct table *rows, const struct name_template *t,
                                const char *path, struct table *log, bool *open)
{
    struct error *err;
    *open = false;
    TRY(table_read(log, path));
    TRY(log_complete(log, path, rows));
    *open = !names_run(log, t);
out:
    return err;
}

static bool share_values(const struct table *a, const struct table *b)
{
    for (size_t i = 0; i < a->columns.count; i++)
        if (i != log_key(a, "step") && i != log_key(a, "epoch") &&
            table_column(b, a->columns.at[i]) != TABLE_NONE)
            return true;
    return false;
}

/* Fails where another log has the same columns, and says of its run as little. */
static struct error *check_rival(const struct search *s, const char *path, const struct table *log,
                                 const char *other)
{
    struct table rival = {0};
    bool open;
    struct error *err = read_owner(s->rows, s->t, other, &rival, &open);
    if (err && !error_is_of_memory(err)) { /* no log */
        error_free(err);
        err = NULL;
    } else if (!err && open && share_values(log, &rival)) {
        err = error_new("%s: has columns of %s, and nothing says of which run each is: add a "
                        "column run, or call the files after the runs",
                        path, other);
    }
    table_free(&rival);
    return err;
}

/* Fails where a log would be joined to all runs, though it is in the folder of some, or though
 * another log would be, too. */
static struct error *check_owner(const struct search *s, const char *path)
{
    struct error *err;
    struct table log = {0};
    bool open;
    if (table_column(s->rows, "run") == TABLE_NONE)
        return NULL;
    TRY(read_owner(s->rows, s->t, path, &log, &open));
    if (open && !is_above(path, s->rows))
        err = error_new("%s: nothing says of which run it is, and not all checkpoints are in its "
                        "folder: give it a column run, or the name of the run",
                        path);
    for (size_t i = 0; open && !err && i < s->logs->count; i++)
        if (s->logs->at[i] != path && strcmp(s->logs->at[i], path) != 0)
            err = check_rival(s, path, &log, s->logs->at[i]);
out:
    table_free(&log);
    return err;
}

/* ---- groups ---- */

/* What the logs of all runs have in common: the name of the file without that of the run. */
static struct error *kind_of(const struct table *rows, const char *path, char **kind)
{
    size_t column = table_column(rows, "run");
    *kind = strdup(path_base(path));
    if (!*kind)
        return error_memory("a list of logs");
    for (size_t row = 0; column != TABLE_NONE && row < rows->rows; row++) {
        const char *run = table_cell(rows, row, column), *at = log_find_name(*kind, run);
        if (!at)
            continue;
        char *to = *kind + (at - *kind);
        memmove(to, to + strlen(run), strlen(to + strlen(run)) + 1);
        break;
    }
    return NULL;
}

/* The logs of the first one's kind, which are taken off both lists. */
static struct error *take_group(struct strlist *logs, struct strlist *kinds, struct strlist *group)
{
    struct error *err = NULL;
    char *kind = strdup(kinds->at[0]);
    if (!kind)
        return error_memory("a list of logs");
    for (size_t i = 0; i < logs->count && !err;) {
        if (strcmp(kinds->at[i], kind) != 0) {
            i++;
            continue;
        }
        err = strlist_add(group, logs->at[i], strlen(logs->at[i]));
        strlist_remove(logs, i);
        strlist_remove(kinds, i);
    }
    free(kind);
    return err;
}

static struct error *find_kinds(const struct table *rows, const struct strlist *logs,
                                struct strlist *kinds)
{
    struct error *err = NULL;
    for (size_t i = 0; i < logs->count && !err; i++) {
        char *kind;
        err = kind_of(rows, logs->at[i], &kind);
        if (!err)
            err = strlist_add(kinds, kind, strlen(kind));
        free(kind);
    }
    return err;
}

/* Joins the tables that are chosen already and these. */
static struct error *try_group(const struct search *s, const struct strlist *chosen,
                               const struct strlist *group)
{
    struct error *err;
    struct strlist tables = {0};
    for (size_t i = 0; i < group->count; i++)
        TRY(check_owner(s, group->at[i]));
    TRY(strlist_copy(&tables, chosen));
    TRY(strlist_copy(&tables, group));
    TRY(try_tables(s->rows, s->t, &tables));
out:
    strlist_free(&tables);
    return err;
}

/* Notes why a log is left out; returns what is not a reason for that. */
static struct error *leave_out(struct error *misfit, struct report *report)
{
    if (error_is_of_memory(misfit))
        return misfit;
    report_line(report, REPORT_NOTE, "log left out: %s", error_text(misfit));
    error_free(misfit);
    return NULL;
}

/* Appends those logs of a group to the chosen that can be joined one by one. If none can, `misfit`,
 * why they cannot be joined together, is the reason for all. Takes it over. */
static struct error *choose_single(const struct search *s, struct strlist *chosen,
                                   const struct strlist *group, struct error *misfit)
{
    struct error *err = NULL;
    size_t before = chosen->count, count = group->count;
    struct error **misfits = calloc(count, sizeof *misfits);
    if (!misfits)
        err = error_memory("a list of logs");
    for (size_t i = 0; i < count && !err; i++) {
        const struct strlist one = {.at = group->at + i, .count = 1};
        misfits[i] = try_group(s, chosen, &one);
        if (!misfits[i])
            err = strlist_copy(chosen, &one);
    }
    for (size_t i = 0; misfits && i < count; i++)
        if (misfits[i] && chosen->count > before && !err)
            err = leave_out(misfits[i], s->report);
        else
            error_free(misfits[i]);
    free(misfits);
    if (!err && chosen->count == before)
        return leave_out(misfit, s->report);
    error_free(misfit);
    return err;
}

static struct error *choose_group(const struct search *s, struct strlist *chosen,
                                  const struct strlist *group)
{
    struct error *misfit = try_group(s, chosen, group);
    if (!misfit)
        return strlist_copy(chosen, group);
    if (group->count > 1)
        return choose_single(s, chosen, group, misfit);
    return leave_out(misfit, s->report);
}

static struct error *choose_all(const struct search *s, struct strlist *chosen)
{
    struct error *err;
    struct strlist left = {0}, kinds = {0};
    TRY(strlist_copy(&left, s->logs));
    TRY(find_kinds(s->rows, s->logs, &kinds));
    while (left.count > 0) {
        struct strlist group = {0};
        err = take_group(&left, &kinds, &group);
        if (!err)
            err = choose_group(s, chosen, &group);
        strlist_free(&group);
        TRY(err);
    }
out:
    strlist_free(&left);
    strlist_free(&kinds);
    return err;
}

struct error *logs_choose(const struct table *own, const struct name_template *t,
                          const struct strlist *logs, struct strlist *chosen, struct report *report)
{
    struct error *err;
    struct table rows = {0};
    TRY(describe(own, t, &rows));
    TRY(choose_all(&(struct search){&rows, t, logs, report}, chosen));
out:
    table_free(&rows);
    return err;
}

struct error *logs_have_both(const struct strlist *logs, bool *both)
{
    struct error *err = NULL;
    *both = false;
    for (size_t i = 0; i < logs->count && !err && !*both; i++) {
        struct table log;
        err = table_read(&log, logs->at[i]);
        if (err)
            break;
        *both = log_key(&log, "step") != TABLE_NONE && log_key(&log, "epoch") != TABLE_NONE;
        table_free(&log);
    }
    return err;
}
