#include "snapshot/rows/file_join.h"

#include "base/file/path.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* A row of one of the tables. */
struct entry {
    const char *file, *base; /* its cell in the column "file", with and without directories */
    size_t table, row;
    const char *taken_by; /* the snapshot that it matched, or NULL */
};

struct join {
    const struct join_table *tables; /* of which those with a column of files count */
    size_t table_count;
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
                         j->tables[a->table].path, a->row + 1, name, b->row + 1,
                         j->tables[b->table].path);
    }
    return NULL;
}

static struct error *error_missing(const struct join *j, const char *snapshot)
{
    size_t tables = 0, first = j->table_count;
    for (size_t i = j->table_count; i-- > 0;)
        if (j->tables[i].file != TABLE_NONE) {
            first = i;
            tables++;
        }
    return error_new("%s%s: %s is missing: add a row for it, or leave the file out",
                     j->tables[first].path, tables > 1 ? " and the other tables" : "", snapshot);
}

static struct error *find_entry(const struct join *j, const char *snapshot, struct entry **found)
{
    struct error *err;
    TRY(find_one(j, j->by_file, snapshot, file_of, found));
    if (!*found)
        TRY(find_one(j, j->by_base, path_base(snapshot), base_of, found));
    struct entry *e = *found;
    if (!e) {
        err = error_missing(j, snapshot);
        goto out;
    }
    if (e->taken_by && strcmp(e->taken_by, snapshot) != 0)
        err =
            error_new("%s: row %zu: matches %s and %s by base name: write whole paths in the table",
                      j->tables[e->table].path, e->row + 1, e->taken_by, snapshot);
    e->taken_by = snapshot;
out:
    return err;
}

static struct error *copy_cells(struct table *rows, size_t row, const struct join_table *from,
                                size_t from_row)
{
    struct error *err = NULL;
    size_t column;
    for (size_t i = 0; i < from->t.columns.count; i++) {
        const char *value = table_cell(&from->t, from_row, i);
        if (i == from->file)
            continue;
        TRY(table_column_add(rows, from->t.columns.at[i], &column));
        if (value[0])
            TRY(table_set(rows, row, column, value));
    }
out:
    return err;
}

/* How many rows have a file. */
static size_t count_entries(const struct join *j)
{
    size_t count = 0;
    for (size_t i = 0; i < j->table_count; i++)
        if (j->tables[i].file != TABLE_NONE)
            count += j->tables[i].t.rows;
    return count;
}

static void add_entries(struct join *j, size_t table)
{
    const struct join_table *from = &j->tables[table];
    for (size_t row = 0; row < from->t.rows; row++, j->count++) {
        const char *file = table_cell(&from->t, row, from->file);
        j->entries[j->count] = (struct entry){file, path_base(file), table, row, NULL};
        j->by_file[j->count] = j->by_base[j->count] = &j->entries[j->count];
    }
}

static struct error *index_tables(struct join *j)
{
    size_t room = size_max(count_entries(j), 1);
    j->entries = calloc(room, sizeof *j->entries);
    j->by_file = calloc(room, sizeof(struct entry *));
    j->by_base = calloc(room, sizeof(struct entry *));
    if (!j->entries || !j->by_file || !j->by_base)
        return error_memory("tables");
    for (size_t i = 0; i < j->table_count; i++)
        if (j->tables[i].file != TABLE_NONE)
            add_entries(j, i);
    qsort(j->by_file, j->count, sizeof *j->by_file, compare_files);
    qsort(j->by_base, j->count, sizeof *j->by_base, compare_bases);
    return NULL;
}

static void report_unused(const struct join *j, struct report *report)
{
    for (size_t i = 0; i < j->table_count; i++) {
        size_t unused = 0;
        const char *example = NULL;
        for (size_t n = 0; n < j->count; n++)
            if (j->entries[n].table == i && !j->entries[n].taken_by && unused++ == 0)
                example = j->entries[n].file;
        if (unused)
            report_line(report, REPORT_NOTE,
                        "%s: %zu of %zu rows match no snapshot, and are left out, first %s",
                        j->tables[i].path, unused, j->tables[i].t.rows, example);
    }
}

static void join_free(struct join *j)
{
    free(j->entries);
    free(j->by_file);
    free(j->by_base);
}

struct error *file_join(struct table *rows, const struct join_table *tables, size_t count,
                        struct report *report)
{
    struct error *err = NULL;
    struct join j = {.tables = tables, .table_count = count};
    size_t file = table_column(rows, "file");
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= tables[i].file != TABLE_NONE;
    if (!any)
        return NULL;
    TRY(index_tables(&j));
    for (size_t row = 0; row < rows->rows; row++) {
        struct entry *e;
        TRY(find_entry(&j, table_cell(rows, row, file), &e));
        TRY(copy_cells(rows, row, &tables[e->table], e->row));
    }
    report_unused(&j, report);
out:
    join_free(&j);
    return err;
}
