#include "snapshot/guess/logs.h"

#include "base/path.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/row_table.h"
#include "snapshot/rows/run_names.h"

#include <ctype.h>
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

static bool has_several_runs(const struct table *rows)
{
    size_t column = table_column(rows, "run");
    for (size_t row = 1; column != TABLE_NONE && row < rows->rows; row++)
        if (strcmp(table_cell(rows, row, column), table_cell(rows, 0, column)) != 0)
            return true;
    return false;
}

/* Whether there are several runs, and a log is joined to all of them, as nothing says of which it
 * is. */
static struct error *is_of_all(const struct table *rows, const char *path, bool *of_all)
{
    struct error *err;
    struct table log = {0};
    *of_all = false;
    if (!has_several_runs(rows))
        return NULL;
    TRY(table_read(&log, path));
    TRY(log_complete(&log, path, rows));
    *of_all = log_key(&log, "run") == TABLE_NONE && log_key(&log, "file") == TABLE_NONE;
out:
    table_free(&log);
    return err;
}

/* Fails where a log is in the folder of some checkpoints, but would be joined to all. */
static struct error *check_place(const struct table *rows, const char *path)
{
    bool of_all = false;
    struct error *err = is_above(path, rows) ? NULL : is_of_all(rows, path, &of_all);
    if (err || !of_all)
        return err;
    return error_new("%s: nothing says of which run it is, and not all checkpoints are in its "
                     "folder: give it a column run, or the name of the run",
                     path);
}

static struct error *note_of_all(const struct table *rows, const struct strlist *chosen,
                                 struct report *report)
{
    for (size_t i = 0; i < chosen->count; i++) {
        bool of_all;
        struct error *err = is_of_all(rows, chosen->at[i], &of_all);
        if (err)
            return err;
        if (of_all)
            report_line(report, REPORT_NOTE,
                        "%s: nothing says of which run it is, so that all runs have its values: "
                        "where they are of one run, give it a column run, or the name of the run",
                        chosen->at[i]);
    }
    return NULL;
}

/* ---- groups ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Where the run's name stands in the text as words by themselves; NULL where it does not. */
static const char *find_words(const char *text, const char *run)
{
    size_t length = strlen(run);
    for (const char *at = text; length > 0 && (at = strstr(at, run)); at++)
        if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
            return at;
    return NULL;
}

/* What the logs of all runs have in common: the name of the file without that of the run. */
static struct error *kind_of(const struct table *rows, const char *path, char **kind)
{
    size_t column = table_column(rows, "run");
    *kind = strdup(path_base(path));
    if (!*kind)
        return error_memory("a list of logs");
    for (size_t row = 0; column != TABLE_NONE && row < rows->rows; row++) {
        const char *run = table_cell(rows, row, column), *at = find_words(*kind, run);
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
static struct error *try_group(const struct table *rows, const struct name_template *t,
                               const struct strlist *chosen, const struct strlist *group)
{
    struct error *err;
    struct strlist tables = {0};
    for (size_t i = 0; i < group->count; i++)
        TRY(check_place(rows, group->at[i]));
    TRY(strlist_copy(&tables, chosen));
    TRY(strlist_copy(&tables, group));
    TRY(try_tables(rows, t, &tables));
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
static struct error *choose_single(const struct table *rows, const struct name_template *t,
                                   struct strlist *chosen, const struct strlist *group,
                                   struct error *misfit, struct report *report)
{
    struct error *err = NULL;
    size_t before = chosen->count, count = group->count;
    struct error **misfits = calloc(count, sizeof *misfits);
    if (!misfits)
        err = error_memory("a list of logs");
    for (size_t i = 0; i < count && !err; i++) {
        const struct strlist one = {.at = group->at + i, .count = 1};
        misfits[i] = try_group(rows, t, chosen, &one);
        if (!misfits[i])
            err = strlist_copy(chosen, &one);
    }
    for (size_t i = 0; misfits && i < count; i++)
        if (misfits[i] && chosen->count > before && !err)
            err = leave_out(misfits[i], report);
        else
            error_free(misfits[i]);
    free(misfits);
    if (!err && chosen->count == before)
        return leave_out(misfit, report);
    error_free(misfit);
    return err;
}

static struct error *choose_group(const struct table *rows, const struct name_template *t,
                                  struct strlist *chosen, const struct strlist *group,
                                  struct report *report)
{
    struct error *misfit = try_group(rows, t, chosen, group);
    if (!misfit)
        return strlist_copy(chosen, group);
    if (group->count > 1)
        return choose_single(rows, t, chosen, group, misfit, report);
    return leave_out(misfit, report);
}

static struct error *choose_all(const struct table *rows, const struct name_template *t,
                                const struct strlist *logs, struct strlist *chosen,
                                struct report *report)
{
    struct error *err;
    struct strlist left = {0}, kinds = {0};
    TRY(strlist_copy(&left, logs));
    TRY(find_kinds(rows, logs, &kinds));
    while (left.count > 0) {
        struct strlist group = {0};
        err = take_group(&left, &kinds, &group);
        if (!err)
            err = choose_group(rows, t, chosen, &group, report);
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
    TRY(choose_all(&rows, t, logs, chosen, report));
    TRY(note_of_all(&rows, chosen, report));
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
