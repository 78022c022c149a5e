#include "snapshot/rows/run_names.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

static const char run_column[] = "run", file_column[] = "file";

/* A text that is not terminated: a folder's path, or a part of it. */
struct part {
    const char *at;
    size_t length;
};

static int compare_parts(const void *a, const void *b)
{
    const struct part *s = a, *t = b;
    int order = memcmp(s->at, t->at, size_min(s->length, t->length));
    return order ? order : (s->length > t->length) - (s->length < t->length);
}

static bool is_same(const struct part *a, const struct part *b)
{
    return compare_parts(a, b) == 0;
}

/* The folder of a file; a file of the current folder has an empty one. */
static struct part folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    return (struct part){file, slash ? (size_t)(slash - file) : 0};
}

static struct part name_of(struct part folder)
{
    size_t length = 0;
    while (length < folder.length && folder.at[folder.length - 1 - length] != '/')
        length++;
    return (struct part){folder.at + folder.length - length, length};
}

/* Sorts; returns how many there are without repetitions, which come first. */
static size_t distinct(struct part *parts, size_t count)
{
    size_t kept = 0;
    qsort(parts, count, sizeof *parts, compare_parts);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !is_same(&parts[kept - 1], &parts[i]))
            parts[kept++] = parts[i];
    return kept;
}

/* The bytes that all folders have in common at the beginning, in whole components. */
static size_t common_start(const struct part *folders, size_t count)
{
    size_t common = 0;
    for (size_t at = 0; at < folders[0].length; at++) {
        for (size_t i = 1; i < count; i++)
            if (at >= folders[i].length || folders[i].at[at] != folders[0].at[at])
                return common;
        if (folders[0].at[at] == '/')
            common = at + 1;
    }
    return common;
}

/* The same at the end: the names, as long as all folders have the same. */
static size_t common_end(struct part *folders, size_t count, size_t start)
{
    size_t common = 0;
    for (;;) {
        struct part first = name_of((struct part){folders[0].at, folders[0].length - common});
        for (size_t i = 0; i < count; i++) {
            struct part left = {folders[i].at, folders[i].length - common}, name = name_of(left);
            if (!is_same(&name, &first) || left.length <= start + name.length)
                return common;
        }
        common += first.length + 1;
    }
}

/* The rows' folders, and what their runs are called. */
struct naming {
    struct part *folders; /* each once, sorted */
    size_t count;
    bool by_name; /* no two of them have one name */
    size_t start, end;
};

static struct part run_of(const struct naming *n, struct part folder)
{
    if (n->by_name)
        return folder.length ? name_of(folder) : (struct part){".", 1};
    struct part run = {folder.at + size_min(n->start, folder.length), 0};
    run.length = folder.length - size_min(n->start + n->end, folder.length);
    return run.length ? run : (struct part){".", 1};
}

/* Finds the folders. n->count is 0 if they are not runs. */
static struct error *find_folders(struct naming *n, const struct table *rows)
{
    size_t file = table_column(rows, file_column);
    struct part *names = calloc(rows->rows + 1, sizeof *names);
    n->folders = calloc(rows->rows + 1, sizeof *n->folders);
    if (!names || !n->folders) {
        free(names);
        return error_memory("the names of runs");
    }
    for (size_t i = 0; i < rows->rows; i++)
        n->folders[i] = folder_of(table_cell(rows, i, file));
    n->count = distinct(n->folders, rows->rows);
    if (n->count < 2 || n->count == rows->rows)
        n->count = 0;
    for (size_t i = 0; i < n->count; i++)
        names[i] = name_of(n->folders[i]);
    n->by_name = distinct(names, n->count) == n->count;
    if (n->count && !n->by_name) {
        n->start = common_start(n->folders, n->count);
        n->end = common_end(n->folders, n->count, n->start);
    }
    free(names);
    return NULL;
}

struct error *run_names_add(struct table *rows, struct strlist *names)
{
    struct error *err = NULL;
    struct naming n = {0};
    size_t column, file = table_column(rows, file_column);
    if (table_column(rows, run_column) != TABLE_NONE || rows->rows == 0)
        return NULL;
    TRY(find_folders(&n, rows));
    if (n.count == 0)
        goto out;
    TRY(table_column_add(rows, run_column, &column));
    for (size_t i = 0; i < rows->rows; i++) {
        struct part run = run_of(&n, folder_of(table_cell(rows, i, file)));
        TRY(strlist_add(names, run.at, run.length));
        TRY(table_set(rows, i, column, names->at[i]));
    }
out:
    free(n.folders);
    return err;
}

void run_names_tell(const struct table *rows, const struct strlist *names, struct report *report)
{
    size_t column = table_column(rows, run_column);
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(table_cell(rows, i, column), names->at[i]) != 0)
            return;
    if (names->count)
        report_line(report, REPORT_NOTE,
                    "the folders are taken for runs, such as %s: to name the runs otherwise: "
                    "-n '{run}/{step}', or -m",
                    names->at[0]);
}
