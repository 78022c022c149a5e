#include "snapshot/guess/own.h"

#include "base/file/path.h"
#include "base/text/decimal.h"
#include "base/text/shell.h"
#include "checkpoint/format/open.h"
#include "snapshot/naming/naming.h"
#include "snapshot/rows/row_table.h"

#include <stdlib.h>
#include <string.h>

static struct error *read_one(struct table *rows, const char *path,
                              const struct checkpoint_hints *hints, bool skip_bad)
{
    struct checkpoint c;
    struct error *err = checkpoint_open(&c, path, hints);
    if (err && skip_bad && !error_is_of_memory(err)) {
        error_free(err);
        return NULL;
    }
    if (err)
        return err;
    err = row_table_add(rows, &c);
    checkpoint_free(&c);
    return err;
}

struct error *own_read(struct table *rows, const struct strlist *files,
                       const struct checkpoint_hints *hints, bool skip_bad)
{
    struct error *err = NULL;
    for (size_t i = 0; i < files->count && !err; i++)
        err = read_one(rows, files->at[i], hints, skip_bad);
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

/* What to say where the numbers of names are not the steps: that they are, or that they tell runs
 * apart. */
static struct error *error_order(const struct statement *a, const struct statement *b,
                                 const struct name_template *t, const char *column)
{
    struct error *err;
    char *steps = NULL, *text = NULL, *runs = NULL;
    TRY(shell_word(name_template_text(t), &steps));
    TRY(naming_call_step(name_template_text(t), "run", &text));
    TRY(shell_word(text, &runs));
    err = error_new("%s and %s: the names say %g and %g, but the files %s %g and %g: say what the "
                    "numbers are: -n %s for steps, or -n %s for runs",
                    a->path, b->path, a->step, b->step, column, a->own, b->own, steps, runs);
out:
    free(steps);
    free(text);
    free(runs);
    return err;
}

static struct error *check_order(const struct statement *s, size_t count,
                                 const struct name_template *t, const char *column)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(s[i - 1].run, s[i].run) == 0 && s[i - 1].own >= s[i].own)
            return error_order(&s[i - 1], &s[i], t, column);
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
        TRY(check_order(s, rows->rows, t, rows->columns.at[own]));
out:
    for (size_t row = 0; row < rows->rows; row++)
        free(s[row].run);
    free(s);
    return err;
}
