#include "snapshot/guess/logs.h"

#include "base/path.h"
#include "checkpoint/format/open.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/row_table.h"
#include "snapshot/rows/run_names.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

struct error *logs_rows(const struct concat *work, struct table *rows)
{
    struct error *err = NULL;
    struct strlist runs = {0};
    for (size_t i = 0; i < work->files.count; i++) {
        struct checkpoint c;
        TRY(checkpoint_open(&c, work->files.at[i], &work->hints));
        err = row_table_add(rows, &c);
        checkpoint_free(&c);
        TRY(err);
    }
    if (work->name_template)
        TRY(row_table_apply_template(rows, work->name_template));
    TRY(run_names_add(rows, &runs));
out:
    strlist_free(&runs);
    return err;
}

/* ---- trying ---- */

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

/* Whether all files are in the folder of the log, or in folders in it. */
static bool is_above(const char *log, const struct strlist *files)
{
    size_t length = (size_t)(path_base(log) - log);
    for (size_t i = 0; i < files->count; i++)
        if (strncmp(files->at[i], log, length) != 0)
            return false;
    return true;
}

/* Fails where a log is in the folder of some checkpoints, but would be joined to all. */
static struct error *check_place(const struct table *rows, const char *path,
                                 const struct strlist *files)
{
    struct error *err;
    struct table log = {0};
    if (is_above(path, files) || table_column(rows, "run") == TABLE_NONE)
        return NULL;
    err = table_read(&log, path);
    if (err)
        return err;
    TRY(log_complete(&log, path, rows));
    if (log_key(&log, "run") == TABLE_NONE && log_key(&log, "file") == TABLE_NONE)
        err = error_new("%s: is in a folder of some of the checkpoints, but nothing says of which "
                        "run it is: call it, or its folder, like the run",
                        path);
out:
    table_free(&log);
    return err;
}

/* ---- groups ---- */

/* The logs that are called as the first, which are taken off the list. */
static struct error *take_group(struct strlist *logs, struct strlist *group)
{
    const char *base = path_base(logs->at[0]);
    struct error *err = NULL;
    size_t i = 0;
    char *name = strdup(base);
    if (!name)
        return error_memory("a list of logs");
    while (i < logs->count && !err) {
        if (strcmp(path_base(logs->at[i]), name) != 0) {
            i++;
            continue;
        }
        err = strlist_add(group, logs->at[i], strlen(logs->at[i]));
        strlist_remove(logs, i);
    }
    free(name);
    return err;
}

/* Joins the tables that are chosen already and these. */
static struct error *try_group(const struct table *rows, const struct concat *work,
                               const struct strlist *group)
{
    struct error *err;
    struct strlist tables = {0};
    for (size_t i = 0; i < group->count; i++)
        TRY(check_place(rows, group->at[i], &work->files));
    TRY(strlist_copy(&tables, &work->tables));
    TRY(strlist_copy(&tables, group));
    TRY(try_tables(rows, work->name_template, &tables));
out:
    strlist_free(&tables);
    return err;
}

static struct error *choose_group(const struct table *rows, const struct strlist *group,
                                  struct concat *work, struct report *report)
{
    struct error *misfit = try_group(rows, work, group);
    if (!misfit)
        return strlist_copy(&work->tables, group);
    if (error_is_of_memory(misfit))
        return misfit;
    report_line(report, REPORT_NOTE, "not joined: %s", error_text(misfit));
    error_free(misfit);
    return NULL;
}

struct error *logs_choose(const struct table *rows, const struct strlist *logs, struct concat *work,
                          struct report *report)
{
    struct error *err;
    struct strlist left = {0};
    TRY(strlist_copy(&left, logs));
    while (left.count > 0) {
        struct strlist group = {0};
        err = take_group(&left, &group);
        if (!err)
            err = choose_group(rows, &group, work, report);
        strlist_free(&group);
        TRY(err);
    }
out:
    strlist_free(&left);
    return err;
}
