#include "plot/run_labels.h"

#include "stream/table/column.h"

#include <stdlib.h>
#include <string.h>

struct error *plot_label_check(const char *label)
{
    const char *equals = strchr(label, '=');
    if (equals && equals != label && equals[1])
        return NULL;
    return error_new("%s: not a label of a run: give it as RUN=TEXT", label);
}

/* ---- the runs ---- */

static struct error *add_runs(struct strlist *runs, const struct table *t, size_t column)
{
    struct error *err = NULL;
    for (size_t row = 0; row < t->rows && !err; row++) {
        const char *name = table_cell(t, row, column);
        if (*name && strlist_find(runs, name) == (size_t)-1)
            err = strlist_add(runs, name, strlen(name));
    }
    return err;
}

/* All runs of all tables. */
static struct error *find_runs(const struct plot_pictures *p, const char *run, struct strlist *runs)
{
    struct error *err = NULL;
    for (size_t i = 0; i < p->table_count; i++) {
        size_t column = table_column(p->tables[i], run);
        if (column != TABLE_NONE)
            TRY(add_runs(runs, p->tables[i], column));
    }
    if (runs->count == 0)
        err = error_new("--label: no table has runs in a column '%s': name the column of the runs: "
                        "-r COLUMN",
                        run);
out:
    return err;
}

/* ---- the labels ---- */

/* The longest run that the label begins with, and the text behind its =. */
static struct error *find_run(const struct strlist *runs, const char *label, size_t *found,
                              const char **text)
{
    char list[256];
    size_t longest = 0;
    for (size_t k = 0; k < runs->count; k++) {
        size_t length = strlen(runs->at[k]);
        if (length <= longest || strncmp(label, runs->at[k], length) != 0 || label[length] != '=')
            continue;
        longest = length;
        *found = k;
        *text = label + length + 1;
    }
    if (longest)
        return NULL;
    strlist_print(runs, list, sizeof list);
    return error_new("--label %s: no such run: there are %s", label, list);
}

/* Sets the names of the labelled runs in `names`, which are those of `runs` at first. */
static struct error *rename_runs(const struct strlist *runs, struct strlist *names,
                                 const struct strlist *labels)
{
    struct error *err = NULL;
    for (size_t i = 0; i < labels->count; i++) {
        size_t k = 0;
        const char *text = NULL;
        TRY(find_run(runs, labels->at[i], &k, &text));
        if (strcmp(names->at[k], runs->at[k]) != 0) {
            err = error_new("--label: run %s has two labels: give it one", runs->at[k]);
            goto out;
        }
        char *copy = strdup(text);
        if (!copy)
            return error_memory("the labels of the runs");
        free(names->at[k]);
        names->at[k] = copy;
    }
out:
    return err;
}

static struct error *check_names(const struct strlist *runs, const struct strlist *names)
{
    for (size_t k = 0; k < names->count; k++) {
        size_t first = strlist_find(names, names->at[k]);
        if (first != k)
            return error_new("--label: runs %s and %s would both be called %s: give them different "
                             "labels",
                             runs->at[first], runs->at[k], names->at[k]);
    }
    return NULL;
}

static struct error *rename_in(struct table *t, const char *run, const struct strlist *runs,
                               const struct strlist *names)
{
    struct error *err = NULL;
    size_t column = table_column(t, run);
    for (size_t row = 0; column != TABLE_NONE && row < t->rows && !err; row++) {
        size_t k = strlist_find(runs, table_cell(t, row, column));
        if (k != (size_t)-1)
            err = table_set(t, row, column, names->at[k]);
    }
    return err;
}

struct error *plot_pictures_label(struct plot_pictures *p, const struct strlist *labels,
                                  const char *run)
{
    struct error *err = NULL;
    struct strlist runs = {0}, names = {0};
    if (labels->count == 0)
        return NULL;
    run = run ? run : "run";
    TRY(find_runs(p, run, &runs));
    TRY(strlist_copy(&names, &runs));
    TRY(rename_runs(&runs, &names, labels));
    TRY(check_names(&runs, &names));
    for (size_t i = 0; i < p->table_count; i++)
        TRY(rename_in(p->tables[i], run, &runs, &names));
out:
    strlist_free(&runs);
    strlist_free(&names);
    return err;
}
