#include "run/rows/same_rows.h"

#include "base/array.h"

#include <string.h>

static struct error *check_column(const struct table *first, const char *first_name,
                                  const struct table *t, const char *name, const char *heading)
{
    size_t a = table_column(first, heading), b = table_column(t, heading);
    if (a == TABLE_NONE && b == TABLE_NONE)
        return NULL;
    if (a == TABLE_NONE || b == TABLE_NONE)
        return error_new("%s: %s column %s, which %s %s: describe the snapshots alike (snapcat -n, "
                         "-m)",
                         name, b == TABLE_NONE ? "the rows have no" : "the rows have a", heading,
                         first_name, b == TABLE_NONE ? "has" : "has not");
    for (size_t i = 0; i < t->rows; i++) {
        const char *is = table_cell(t, i, b), *was = table_cell(first, i, a);
        if (strcmp(is, was) != 0)
            return error_new("%s: row %zu: %s is %s, but in %s it is %s: give parts of the same "
                             "snapshots in the same order",
                             name, i, heading, is, first_name, was);
    }
    return NULL;
}

struct error *same_rows_check(const struct table *first, const char *first_name,
                              const struct table *t, const char *name)
{
    static const char *const keys[] = {"file", "run", "step"};
    if (t->rows != first->rows)
        return error_new("%s: %zu rows, but %s has %zu: give parts of the same snapshots", name,
                         t->rows, first_name, first->rows);
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct error *err = check_column(first, first_name, t, name, keys[i]);
        if (err)
            return err;
    }
    return NULL;
}
