#include "run/rows/old_rows.h"

#include <stdlib.h>
#include <string.h>

/* What names rows: a file; of one that has several a step, too; of a log of several runs also a
 * run. */
enum naming { BY_FILE, BY_STEP, BY_RUN };

struct named_row {
    const char *file, *run, *step;
    size_t row;
};

/* The rows of both tables, sorted. */
struct named_rows {
    struct named_row *old, *all;
};

static int compare_names(const struct named_row *a, const struct named_row *b)
{
    int order = strcmp(a->file, b->file);
    if (order == 0)
        order = strcmp(a->run, b->run);
    return order ? order : strcmp(a->step, b->step);
}

static int compare_rows(const void *a, const void *b)
{
    const struct named_row *x = a, *y = b;
    int order = compare_names(x, y);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Empty where the table lacks the column, or rows are not named by it. */
static const char *part_of_name(const struct table *t, size_t row, const char *heading, bool counts)
{
    size_t column = counts ? table_column(t, heading) : TABLE_NONE;
    return table_cell(t, row, column);
}

/* The caller frees the list, which is NULL where memory is short. */
static struct named_row *list_rows(const struct table *t, enum naming naming)
{
    struct named_row *list = calloc(t->rows + 1, sizeof *list);
    for (size_t i = 0; list && i < t->rows; i++)
        list[i] = (struct named_row){part_of_name(t, i, "file", true),
                                     part_of_name(t, i, "run", naming >= BY_RUN),
                                     part_of_name(t, i, "step", naming >= BY_STEP), i};
    if (list)
        qsort(list, t->rows, sizeof *list, compare_rows);
    return list;
}

static void free_rows(struct named_rows *rows)
{
    free(rows->old);
    free(rows->all);
    *rows = (struct named_rows){0};
}

static struct error *list_both(struct named_rows *rows, const struct table *old,
                               const struct table *all, enum naming naming)
{
    free_rows(rows);
    *rows = (struct named_rows){list_rows(old, naming), list_rows(all, naming)};
    return rows->old && rows->all ? NULL : error_memory("the names of rows");
}

/* One that appears twice, or NULL. */
static const struct named_row *find_twice(const struct named_row *list, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_names(&list[i - 1], &list[i]) == 0)
            return &list[i];
    return NULL;
}

static bool repeats_names(const struct named_rows *rows, const struct table *old,
                          const struct table *all)
{
    return find_twice(rows->old, old->rows) || find_twice(rows->all, all->rows);
}

static struct error *check_column(const struct table *t, const char *name)
{
    if (table_column(t, "file") != TABLE_NONE)
        return NULL;
    return error_new("%s: has no row table with a column 'file', which tells which rows are old: "
                     "make the snapshots with snapcat",
                     name);
}

/* By as little as tells the rows apart, or else by all. The caller frees the rows, also on failure.
 */
static struct error *name_rows(struct named_rows *rows, const struct table *old, const char *name,
                               const struct table *all)
{
    struct error *err;
    TRY(check_column(old, name));
    TRY(check_column(all, "input"));
    TRY(list_both(rows, old, all, BY_FILE));
    for (enum naming by = BY_STEP; by <= BY_RUN && repeats_names(rows, old, all); by++)
        TRY(list_both(rows, old, all, by));
out:
    return err;
}

static struct error *error_of_row(const char *name, const struct named_row *row, const char *what)
{
    return error_new("%s: %s%s%s%s%s %s", name, row->file, *row->run ? ", run " : "", row->run,
                     *row->step ? ", step " : "", row->step, what);
}

struct error *old_rows_find(const struct table *old, const char *name, const struct table *all,
                            size_t *at)
{
    struct error *err;
    struct named_rows rows = {0};
    size_t passed = 0;
    TRY(name_rows(&rows, old, name, all));
    for (size_t i = 0; i < old->rows; i++) {
        const struct named_row *wanted = &rows.old[i];
        while (passed < all->rows && compare_names(&rows.all[passed], wanted) < 0)
            passed++;
        if (passed == all->rows || compare_names(&rows.all[passed], wanted) != 0)
            TRY(error_of_row(name, wanted,
                             "is not in the input: give the old snapshots together with the new "
                             "ones"));
        at[wanted->row] = rows.all[passed++].row;
    }
out:
    free_rows(&rows);
    return err;
}

static struct error *check_list(const struct named_row *list, size_t count, const char *name)
{
    const struct named_row *twice = find_twice(list, count);
    return twice ? error_of_row(name, twice, "appears twice: name each file once") : NULL;
}

struct error *old_rows_check_once(const struct table *old, const char *name,
                                  const struct table *all)
{
    struct error *err;
    struct named_rows rows = {0};
    TRY(name_rows(&rows, old, name, all));
    TRY(check_list(rows.old, old->rows, name));
    TRY(check_list(rows.all, all->rows, "input"));
out:
    free_rows(&rows);
    return err;
}
