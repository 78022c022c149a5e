#include "run/rows/same_rows.h"

#include "base/array.h"
#include "base/file/path.h"
#include "base/size.h"

#include <string.h>

static const char *const keys[] = {"file", "run", "step"};

/* ---- the keys ---- */

static struct error *error_lacks(const char *heading, bool has, const char *name,
                                 const char *first_name)
{
    return error_new("%s: the rows have %s column %s, which %s %s: describe the snapshots alike "
                     "(snapcat -n, -m)",
                     name, has ? "a" : "no", heading, first_name, has ? "has not" : "has");
}

/* Machines may have the same files in other folders. */
static const char *remedy(const char *heading, const char *is, const char *was)
{
    if (strcmp(heading, "file") == 0 && strcmp(path_base(is), path_base(was)) == 0)
        return "if this is one file, name it alike for all parts, as from the folder above (cd)";
    return "give parts of the same snapshots in the same order";
}

static struct error *check_column(const struct table *first, const char *first_name,
                                  const struct table *t, const char *name, const char *heading)
{
    size_t a = table_column(first, heading), b = table_column(t, heading);
    if (a == TABLE_NONE && b == TABLE_NONE)
        return NULL;
    if (a == TABLE_NONE || b == TABLE_NONE)
        return error_lacks(heading, b != TABLE_NONE, name, first_name);
    for (size_t i = 0; i < size_min(t->rows, first->rows); i++) {
        const char *is = table_cell(t, i, b), *was = table_cell(first, i, a);
        if (strcmp(is, was) != 0)
            return error_new("%s: row %zu: %s is %s, but in %s it is %s: %s", name, i, heading, is,
                             first_name, was, remedy(heading, is, was));
    }
    return NULL;
}

struct error *same_rows_check(const struct table *first, const char *first_name,
                              const struct table *t, const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct error *err = check_column(first, first_name, t, name, keys[i]);
        if (err)
            return err;
    }
    if (t->rows != first->rows)
        return error_new("%s: %zu rows, but %s has %zu: give parts of the same snapshots", name,
                         t->rows, first_name, first->rows);
    return NULL;
}

/* ---- what else they tell ---- */

static bool find_difference(const struct table *first, const struct table *t, size_t a, size_t b,
                            size_t *row)
{
    for (*row = 0; *row < size_min(first->rows, t->rows); ++*row)
        if (strcmp(table_cell(first, *row, a), table_cell(t, *row, b)) != 0)
            return true;
    return false;
}

bool same_rows_differ(const struct table *first, const struct table *t, struct rows_difference *d)
{
    for (size_t a = 0; a < first->columns.count; a++) {
        size_t b = table_column(t, first->columns.at[a]);
        if (b != TABLE_NONE && find_difference(first, t, a, b, &d->row)) {
            *d = (struct rows_difference){d->row, first->columns.at[a],
                                          table_cell(first, d->row, a), table_cell(t, d->row, b)};
            return true;
        }
    }
    return false;
}
