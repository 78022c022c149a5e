#include "snapshot/rows/log.h"

#include "base/file/path.h"
#include "base/text/decimal.h"

#include <ctype.h>
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

bool log_differ(const char *a, const char *b)
{
    double x, y;
    return strcmp(a, b) != 0 && !(decimal_read(a, &x) && decimal_read(b, &y) && x == y);
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

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

const char *log_find_name(const char *text, const char *run)
{
    size_t length = strlen(run);
    for (const char *at = text; length > 0 && (at = strstr(at, run)); at++)
        if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
            return at;
    return NULL;
}

/* "adam_s0_log" is of the run adam_s0, also where there is a run adam: of the longest of the names
 * in it. Two of which neither is a part of the other, as in "adam_sgd", say nothing. */
static const char *run_in_name(const struct table *rows, const char *stem)
{
    size_t column = table_column(rows, "run");
    const char *longest = NULL;
    for (size_t row = 0; column != TABLE_NONE && row < rows->rows; row++) {
        const char *run = table_cell(rows, row, column);
        if (log_find_name(stem, run) && (!longest || strlen(run) > strlen(longest)))
            longest = run;
    }
    for (size_t row = 0; longest && row < rows->rows; row++) {
        const char *run = table_cell(rows, row, column);
        if (log_find_name(stem, run) && !strstr(longest, run))
            return NULL;
    }
    return longest;
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

/* The length of the path of the folder that a path of that length is in, with its slash; 0 where
 * there is none. */
static size_t parent(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    return length;
}

static const char *run_of_folder(const struct table *rows, const char *path)
{
    size_t end = parent(path, strlen(path)), start = parent(path, end);
    return end > 0 ? find_run(rows, path + start, end - 1 - start) : NULL;
}

/* The only run of the snapshots in a folder; *any: there are some in it. */
static const char *run_in_folder(const struct table *rows, const char *folder, size_t length,
                                 bool *any)
{
    size_t file = table_column(rows, "file"), column = table_column(rows, "run");
    const char *only = NULL;
    *any = false;
    for (size_t row = 0; row < rows->rows; row++) {
        if (strncmp(table_cell(rows, row, file), folder, length) != 0)
            continue;
        const char *run = table_cell(rows, row, column);
        if (*any && (!only || strcmp(only, run) != 0))
            return NULL;
        *any = true;
        only = run;
    }
    return only && *only ? only : NULL;
}

/* The run whose snapshots are in the log's folder, or in the nearest above that has some. */
static const char *run_of_neighbours(const struct table *rows, const char *path)
{
    bool any = false;
    const char *run = NULL;
    if (table_column(rows, "run") == TABLE_NONE)
        return NULL;
    for (size_t length = strlen(path); !any && (length = parent(path, length)) > 0;)
        run = run_in_folder(rows, path, length, &any);
    return run;
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
    if (!run)
        run = run_of_neighbours(rows, path);
    if (!run)
        run = run_in_name(rows, stem);
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

/* ---- Weights & Biases ---- */

static const char between[] = " - ";

/* The length of "RUN - ", with which every heading but the first begins; 0 where none is. */
static size_t one_run(const struct table *log)
{
    const char *start = log->columns.count > 1 ? log->columns.at[1] : "";
    const char *mark = strstr(start, between);
    size_t length = mark && mark > start ? (size_t)(mark - start) + strlen(between) : 0;
    for (size_t i = 0; i < log->columns.count && length > 0; i++) {
        const char *heading = log->columns.at[i];
        bool is_of_run = strncmp(heading, start, length) == 0;
        if (is_of_run != (i > 0))
            return 0;
    }
    return length;
}

static void drop_run(struct table *log)
{
    size_t run = one_run(log);
    for (size_t i = 1; i < log->columns.count; i++) {
        char *heading = log->columns.at[i];
        if (strcmp(heading + run, log->columns.at[0]) != 0)
            memmove(heading, heading + run, strlen(heading + run) + 1);
    }
}

const char *log_column_run(const struct table *rows, const char *heading, const char **name)
{
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

/* ---- the whole ---- */

struct error *log_complete(struct table *log, const char *path, const struct table *rows)
{
    struct error *err = NULL;
    char *stem = path_stem(path);
    if (!stem)
        return error_memory("a file name");
    if (is_tensorboard(log))
        TRY(name_value(log, stem));
    if (table_column(rows, "run") == TABLE_NONE)
        drop_run(log);
    TRY(add_run(log, path, stem, rows));
out:
    free(stem);
    return err;
}
