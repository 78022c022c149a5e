#include "snapshot/guess/own.h"

#include "base/path.h"
#include "base/text/decimal.h"
#include "checkpoint/format/open.h"
#include "snapshot/rows/row_table.h"

#include <stdlib.h>
#include <string.h>

struct error *own_read(struct table *rows, const struct strlist *files,
                       const struct checkpoint_hints *hints)
{
    struct error *err = NULL;
    for (size_t i = 0; i < files->count && !err; i++) {
        struct checkpoint c;
        err = checkpoint_open(&c, files->at[i], hints);
        if (err)
            break;
        err = row_table_add(rows, &c);
        checkpoint_free(&c);
    }
    return err;
}

/* The column, if all rows have a number in it; else TABLE_NONE. */
static size_t full_column(const struct table *rows, const char *name)
{
    size_t column = table_column(rows, name);
    double number;
    for (size_t row = 0; column != TABLE_NONE && row < rows->rows; row++)
        if (!decimal_read(table_cell(rows, row, column), &number))
            return TABLE_NONE;
    return column;
}

static size_t counting_column(const struct table *rows)
{
    size_t step = full_column(rows, "step");
    return step == TABLE_NONE ? full_column(rows, "epoch") : step;
}

bool own_counts(const struct table *rows)
{
    return counting_column(rows) != TABLE_NONE;
}

/* ---- names and contents ---- */

/* What the name and the checkpoint say. */
struct statement {
    const char *path;
    char *run;
    double step, own, epoch; /* epoch: own, or -1 */
};

static int compare_statements(const void *a, const void *b)
{
    const struct statement *x = a, *y = b;
    int order = strcmp(x->run, y->run);
    return order ? order : (x->step > y->step) - (x->step < y->step);
}

static double number_at(const struct table *rows, size_t row, size_t column)
{
    double number = -1;
    if (column != TABLE_NONE)
        (void)decimal_read(table_cell(rows, row, column), &number);
    return number;
}

static struct error *state(const struct table *rows, size_t row, const struct name_template *t,
                           struct statement *s)
{
    struct error *err;
    struct strlist values = {0};
    const struct strlist *fields = name_template_fields(t);
    size_t run = strlist_find(fields, "run"), step = strlist_find(fields, "step");
    s->path = table_cell(rows, row, table_column(rows, "file"));
    s->own = number_at(rows, row, counting_column(rows));
    s->epoch = number_at(rows, row, full_column(rows, "epoch"));
    TRY(name_template_match(t, s->path, &values));
    (void)decimal_read(values.at[step], &s->step);
    s->run = run == TABLE_NONE ? strndup(s->path, (size_t)(path_base(s->path) - s->path))
                               : strdup(values.at[run]);
    if (!s->run)
        err = error_memory("the names of checkpoints");
out:
    strlist_free(&values);
    return err;
}

static struct error *check_order(const struct statement *s, size_t count, const char *column)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(s[i - 1].run, s[i].run) == 0 && s[i - 1].own >= s[i].own)
            return error_new("%s and %s: by their names %g comes before %g, but they say %s %g and "
                             "%g themselves: say what the numbers of the names are: -n, as for a "
                             "run: '{run}.pt'",
                             s[i - 1].path, s[i].path, s[i - 1].step, s[i].step, column,
                             s[i - 1].own, s[i].own);
    return NULL;
}

struct error *own_check(const struct table *rows, const struct name_template *t, bool *is_epoch)
{
    struct error *err = NULL;
    size_t own = counting_column(rows);
    struct statement *s = calloc(rows->rows + 1, sizeof *s);
    *is_epoch = full_column(rows, "epoch") != TABLE_NONE;
    if (!s)
        return error_memory("the names of checkpoints");
    for (size_t row = 0; row < rows->rows; row++) {
        TRY(state(rows, row, t, &s[row]));
        *is_epoch = *is_epoch && s[row].epoch == s[row].step;
    }
    qsort(s, rows->rows, sizeof *s, compare_statements);
    if (own != TABLE_NONE)
        TRY(check_order(s, rows->rows, rows->columns.at[own]));
out:
    for (size_t row = 0; row < rows->rows; row++)
        free(s[row].run);
    free(s);
    return err;
}
