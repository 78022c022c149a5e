#include "snapshot/row_table.h"

#include "base/path.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

static const char file_column[] = "file";

struct error *row_table_add(struct table *rows, const struct checkpoint *c)
{
    struct error *err;
    size_t column;
    TRY(table_column_add(rows, file_column, &column));
    TRY(table_row_add(rows));
    TRY(table_set(rows, rows->rows - 1, column, c->path));
    for (size_t i = 0; i < c->keys.count; i++) {
        if (strcmp(c->keys.at[i], file_column) == 0)
            continue;
        TRY(table_column_add(rows, c->keys.at[i], &column));
        TRY(table_set(rows, rows->rows - 1, column, c->values.at[i]));
    }
out:
    return err;
}

struct error *row_table_apply_template(struct table *rows, const struct name_template *t)
{
    struct error *err = NULL;
    const struct strlist *fields = name_template_fields(t);
    struct strlist values = {0};
    size_t file = table_column(rows, file_column), column;
    for (size_t row = 0; row < rows->rows; row++) {
        TRY(name_template_match(t, table_cell(rows, row, file), &values));
        for (size_t i = 0; i < fields->count; i++) {
            TRY(table_column_add(rows, fields->at[i], &column));
            TRY(table_set(rows, row, column, values.at[i]));
        }
        strlist_free(&values);
    }
out:
    strlist_free(&values);
    return err;
}

/* ---- joining tables ---- */

/* A row of one of the tables. */
struct entry {
    const char *file, *base; /* its cell in the column "file", with and without directories */
    size_t table, row;
    const char *taken_by; /* the snapshot that it matched, or NULL */
};

struct join {
    const struct strlist *paths;
    struct table *tables; /* one per path */
    struct entry *entries;
    struct entry **by_file, **by_base; /* the entries, sorted */
    size_t count;
};

static const char *file_of(const struct entry *e)
{
    return e->file;
}

static const char *base_of(const struct entry *e)
{
    return e->base;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp((*(struct entry *const *)a)->file, (*(struct entry *const *)b)->file);
}

static int compare_bases(const void *a, const void *b)
{
    return strcmp((*(struct entry *const *)a)->base, (*(struct entry *const *)b)->base);
}

/* The first of the sorted entries whose key is not less than `name`. */
static size_t lower_bound(struct entry *const *sorted, size_t count, const char *name,
                          const char *(*key)(const struct entry *))
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(key(sorted[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sets *found to the entry with that key, or to NULL. Fails if there are two. */
static struct error *find_one(const struct join *j, struct entry *const *sorted, const char *name,
                              const char *(*key)(const struct entry *), struct entry **found)
{
    size_t at = lower_bound(sorted, j->count, name, key);
    *found = at < j->count && strcmp(key(sorted[at]), name) == 0 ? sorted[at] : NULL;
    if (*found && at + 1 < j->count && strcmp(key(sorted[at + 1]), name) == 0) {
        const struct entry *a = sorted[at], *b = sorted[at + 1];
        return error_new("%s: row %zu: %s appears again in row %zu of %s: remove one",
                         j->paths->at[a->table], a->row + 1, name, b->row + 1,
                         j->paths->at[b->table]);
    }
    return NULL;
}

static struct error *find_entry(const struct join *j, const char *snapshot, struct entry **found)
{
    struct error *err;
    TRY(find_one(j, j->by_file, snapshot, file_of, found));
    if (!*found)
        TRY(find_one(j, j->by_base, path_base(snapshot), base_of, found));
    struct entry *e = *found;
    if (!e) {
        err = error_new("%s%s: %s is missing: add a row for it, or leave the file out",
                        j->paths->at[0], j->paths->count > 1 ? " and the other tables" : "",
                        snapshot);
        goto out;
    }
    if (e->taken_by && strcmp(e->taken_by, snapshot) != 0)
        err =
            error_new("%s: row %zu: matches %s and %s by base name: write whole paths in the table",
                      j->paths->at[e->table], e->row + 1, e->taken_by, snapshot);
    e->taken_by = snapshot;
out:
    return err;
}

static struct error *copy_cells(struct table *rows, size_t row, const struct table *from,
                                size_t from_row)
{
    struct error *err = NULL;
    size_t column;
    for (size_t i = 0; i < from->columns.count; i++) {
        const char *heading = from->columns.at[i], *value = table_cell(from, from_row, i);
        if (strcmp(heading, file_column) == 0)
            continue;
        TRY(table_column_add(rows, heading, &column));
        if (value[0])
            TRY(table_set(rows, row, column, value));
    }
out:
    return err;
}

static struct error *read_tables(struct join *j)
{
    struct error *err = NULL;
    j->tables = calloc(j->paths->count, sizeof *j->tables);
    if (!j->tables)
        return error_memory("tables");
    for (size_t i = 0; i < j->paths->count; i++) {
        TRY(table_read(&j->tables[i], j->paths->at[i]));
        j->count += j->tables[i].rows;
        if (table_column(&j->tables[i], file_column) != TABLE_NONE)
            continue;
        char *headings;
        TRY(table_headings(&j->tables[i], &headings));
        err = error_new("%s: no column 'file': the columns are %s: name the column of paths so",
                        j->paths->at[i], headings);
        free(headings);
        goto out;
    }
out:
    return err;
}

static struct error *index_tables(struct join *j)
{
    size_t room = size_max(j->count, 1), n = 0;
    j->entries = calloc(room, sizeof *j->entries);
    j->by_file = calloc(room, sizeof(struct entry *));
    j->by_base = calloc(room, sizeof(struct entry *));
    if (!j->entries || !j->by_file || !j->by_base)
        return error_memory("tables");
    for (size_t i = 0; i < j->paths->count; i++) {
        const struct table *t = &j->tables[i];
        size_t column = table_column(t, file_column);
        for (size_t row = 0; row < t->rows; row++, n++) {
            const char *file = table_cell(t, row, column);
            j->entries[n] = (struct entry){file, path_base(file), i, row, NULL};
            j->by_file[n] = j->by_base[n] = &j->entries[n];
        }
    }
    qsort(j->by_file, j->count, sizeof *j->by_file, compare_files);
    qsort(j->by_base, j->count, sizeof *j->by_base, compare_bases);
    return NULL;
}

static void report_unused(const struct join *j, struct report *report)
{
    for (size_t i = 0; i < j->paths->count; i++) {
        size_t unused = 0;
        const char *example = NULL;
        for (size_t n = 0; n < j->count; n++)
            if (j->entries[n].table == i && !j->entries[n].taken_by && unused++ == 0)
                example = j->entries[n].file;
        if (unused)
            report_line(report, REPORT_NOTE, "%s: %zu of %zu rows match no snapshot, first %s",
                        j->paths->at[i], unused, j->tables[i].rows, example);
    }
}

static void join_free(struct join *j)
{
    for (size_t i = 0; j->tables && i < j->paths->count; i++)
        table_free(&j->tables[i]);
    free(j->tables);
    free(j->entries);
    free(j->by_file);
    free(j->by_base);
}

struct error *row_table_join(struct table *rows, const struct strlist *paths, struct report *report)
{
    struct error *err;
    struct join j = {.paths = paths};
    size_t file = table_column(rows, file_column);
    if (paths->count == 0)
        return NULL;
    TRY(read_tables(&j));
    TRY(index_tables(&j));
    for (size_t row = 0; row < rows->rows; row++) {
        struct entry *e;
        TRY(find_entry(&j, table_cell(rows, row, file), &e));
        TRY(copy_cells(rows, row, &j.tables[e->table], e->row));
    }
    report_unused(&j, report);
out:
    join_free(&j);
    return err;
}
