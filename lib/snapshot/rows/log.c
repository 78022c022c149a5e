#include "snapshot/rows/log.h"

#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- keys ---- */

static bool is_key(const char *heading, const char *name)
{
    heading += strspn(heading, "_ ");
    size_t length = strcspn(heading, " ");
    return length == strlen(name) && !heading[length + strspn(heading + length, " ")] &&
           strncasecmp(heading, name, length) == 0;
}

size_t log_key(const struct table *log, const char *name)
{
    size_t exact = table_column(log, name);
    for (size_t i = 0; exact == TABLE_NONE && i < log->columns.count; i++)
        if (is_key(log->columns.at[i], name))
            return i;
    return exact;
}

bool log_is_gap(const char *cell)
{
    return !cell[strspn(cell, " \t")] || strcmp(cell, "NA") == 0;
}

/* ---- what a file's name says ---- */

static const char tag_mark[] = "-tag-";

/* The run's name in the table of rows, or NULL. */
static const char *find_run(const struct table *rows, const char *name, size_t length)
{
    size_t column = table_column(rows, "run");
    for (size_t row = 0; column != TABLE_NONE && row < rows->rows; row++) {
        const char *run = table_cell(rows, row, column);
        if (length > 0 && strlen(run) == length && strncmp(run, name, length) == 0)
            return run;
    }
    return NULL;
}

/* "run-adam-tag-loss" is of the run adam. */
static const char *run_of_tag(const struct table *rows, const char *stem)
{
    static const char before[] = "run-";
    const char *mark = strstr(stem, tag_mark);
    if (!mark)
        return NULL;
    const char *run = find_run(rows, stem, (size_t)(mark - stem));
    if (run || strncmp(stem, before, strlen(before)) != 0)
        return run;
    return find_run(rows, stem + strlen(before), (size_t)(mark - stem) - strlen(before));
}

static const char *run_of_folder(const struct table *rows, const char *path)
{
    const char *end = path_base(path);
    if (end == path)
        return NULL;
    const char *start = --end;
    while (start > path && start[-1] != '/')
        start--;
    return find_run(rows, start, (size_t)(end - start));
}

static struct error *add_run(struct table *log, const char *path, const char *stem,
                             const struct table *rows)
{
    struct error *err = NULL;
    const char *run = run_of_tag(rows, stem);
    size_t column;
    if (!run)
        run = find_run(rows, stem, strlen(stem));
    if (!run)
        run = run_of_folder(rows, path);
    if (!run || log_key(log, "run") != TABLE_NONE)
        return NULL;
    TRY(table_column_add(log, "run", &column));
    for (size_t row = 0; row < log->rows; row++)
        TRY(table_set(log, row, column, run));
out:
    return err;
}

/* ---- TensorBoard ---- */

static bool is_tensorboard(const struct table *log)
{
    return log->columns.count == 3 && table_column(log, "Wall time") != TABLE_NONE &&
           table_column(log, "Step") != TABLE_NONE && table_column(log, "Value") != TABLE_NONE;
}

static struct error *name_value(struct table *log, const char *stem)
{
    const char *mark = strstr(stem, tag_mark);
    const char *tag = mark && mark[strlen(tag_mark)] ? mark + strlen(tag_mark) : stem;
    char **heading = &log->columns.at[table_column(log, "Value")];
    char *name = strdup(tag);
    if (!name)
        return error_memory("a column's heading");
    free(*heading);
    *heading = name;
    table_column_remove(log, table_column(log, "Wall time"));
    return NULL;
}

struct error *log_complete(struct table *log, const char *path, const struct table *rows)
{
    struct error *err = NULL;
    char *stem = path_stem(path);
    if (!stem)
        return error_memory("a file name");
    if (is_tensorboard(log))
        TRY(name_value(log, stem));
    TRY(add_run(log, path, stem, rows));
out:
    free(stem);
    return err;
}

/* ---- Weights & Biases ---- */

const char *log_column_run(const struct table *rows, const char *heading, const char **name)
{
    static const char between[] = " - ";
    *name = heading;
    for (const char *at = heading; (at = strstr(at, between)); at++) {
        const char *run = find_run(rows, heading, (size_t)(at - heading));
        if (run && at[strlen(between)]) {
            *name = at + strlen(between);
            return run;
        }
    }
    return NULL;
}
