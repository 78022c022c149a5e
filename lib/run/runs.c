#include "run/runs.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A row and the keys that sort it. */
struct entry {
    const char *name;
    size_t leader; /* the first row of its run; NO_RUN sorts last */
    double step;   /* infinite where there is none, so that it sorts last */
    size_t row;
};

static const size_t NO_RUN = SIZE_MAX;

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : size_compare(&x->row, &y->row);
}

static int by_run_and_step(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->leader != y->leader)
        return size_compare(&x->leader, &y->leader);
    if (x->step != y->step)
        return x->step > y->step ? 1 : -1;
    return size_compare(&x->row, &y->row);
}

static void fill_entries(struct entry *entries, const struct table *t, size_t rows,
                         size_t step_column)
{
    for (size_t i = 0; i < rows; i++) {
        double step = column_value(t, i, step_column);
        entries[i] = (struct entry){NULL, NO_RUN, isnan(step) ? INFINITY : step, i};
    }
}

static void lead_by_column(struct entry *entries, const struct table *t, size_t column)
{
    for (size_t i = 0; i < t->rows; i++)
        entries[i].name = table_cell(t, i, column);
    qsort(entries, t->rows, sizeof *entries, by_name);
    for (size_t i = 0; i < t->rows; i++)
        if (*entries[i].name)
            entries[i].leader = i > 0 && strcmp(entries[i].name, entries[i - 1].name) == 0
                                    ? entries[i - 1].leader
                                    : entries[i].row;
}

static bool step_occurs_twice(struct entry *entries, size_t rows)
{
    qsort(entries, rows, sizeof *entries, by_run_and_step);
    for (size_t i = 1; i < rows; i++)
        if (isfinite(entries[i].step) && entries[i].step == entries[i - 1].step)
            return true;
    return false;
}

static void lead_all_by_one(struct entry *entries, size_t rows, struct report *report)
{
    if (step_occurs_twice(entries, rows)) {
        report_line(report, REPORT_NOTE,
                    "table of rows: has no column 'run', and a step appears twice, so the runs are "
                    "not known: " RUNS_REMEDY);
        return;
    }
    for (size_t i = 0; i < rows; i++)
        entries[i].leader = 0;
}

static bool allocate(struct runs *runs, size_t rows, struct entry **entries)
{
    size_t room = size_max(rows, 1);
    runs->rows = rows;
    runs->at = calloc(room, sizeof *runs->at);
    runs->order = calloc(room, sizeof *runs->order);
    runs->place = calloc(room, sizeof *runs->place);
    *entries = calloc(room, sizeof **entries);
    return runs->at && runs->order && runs->place && *entries;
}

/* Turns the sorted entries into runs and order. */
static void read_off(struct runs *runs, const struct entry *entries)
{
    for (size_t i = 0; i < runs->rows; i++) {
        const struct entry *e = &entries[i];
        runs->order[i] = e->row;
        if (e->leader == NO_RUN)
            continue;
        if (i == 0 || e->leader != entries[i - 1].leader)
            runs->at[runs->count++] = (struct run){.name = e->name, .first = i};
        runs->at[runs->count - 1].count++;
        runs->joined++;
    }
}

static void number_places(struct runs *runs)
{
    runs->place_name = "place in the run";
    for (size_t k = 0; k < runs->count; k++)
        for (size_t i = 0; i < runs->at[k].count; i++)
            runs->place[runs->order[runs->at[k].first + i]] = (double)i;
    for (size_t i = runs->joined; i < runs->rows; i++)
        runs->place[runs->order[i]] = (double)(i - runs->joined);
}

static void find_places(struct runs *runs, const struct entry *entries, const char *step_column)
{
    runs->place_name = step_column;
    for (size_t i = 0; i < runs->rows; i++) {
        runs->place[entries[i].row] = entries[i].step;
        if (isinf(entries[i].step))
            runs->place_name = NULL;
    }
    if (!runs->place_name)
        number_places(runs);
}

/* ---- steps that are not numbers ---- */

/* "e10" gives the text "e{step}" of a template; a value with several stretches of digits, or none,
 * does not tell. */
static struct error *error_not_a_number(const struct table *t, size_t row, size_t column)
{
    static const char digits[] = "0123456789";
    const char *value = table_cell(t, row, column);
    size_t before = strcspn(value, digits), number = strspn(value + before, digits);
    const char *after = value + before + number, *heading = t->columns.at[column];
    char name[COLUMN_ROW_NAME_MAX];
    column_row_name(t, row, name);
    if (number > 0 && !strpbrk(after, digits))
        return error_new("%s: %s is '%s', not a number, so the order of the rows is not known: "
                         "write '%.*s{%s}%s' in the template (snapcat -n)",
                         name, heading, value, (int)before, value, heading, after);
    return error_new("%s: %s is '%s', not a number, so the order of the rows is not known: correct "
                     "the column (snapcat -n or -m), or leave the row out",
                     name, heading, value);
}

static struct error *check_steps(const struct table *t, size_t column)
{
    double number;
    for (size_t row = 0; row < t->rows; row++)
        if (table_cell(t, row, column)[0] && !table_number(t, row, column, &number))
            return error_not_a_number(t, row, column);
    return NULL;
}

/* ---- finding runs ---- */

struct error *runs_find(struct runs *runs, const struct table *t, size_t rows, const char *run,
                        const char *step, struct report *report)
{
    struct error *err = NULL;
    struct entry *entries = NULL;
    size_t run_column, step_column;
    *runs = (struct runs){0};

    TRY(column_find(t, run, "run", &run_column));
    TRY(column_find(t, step, t ? column_usual_step(t) : "step", &step_column));
    if (step)
        TRY(column_check_numbers(t, step_column));
    if (step_column != TABLE_NONE)
        TRY(check_steps(t, step_column));
    if (!allocate(runs, rows, &entries)) {
        err = error_memory("the runs");
        goto out;
    }
    runs->step_column = step_column;
    fill_entries(entries, t, rows, step_column);
    if (run_column != TABLE_NONE)
        lead_by_column(entries, t, run_column);
    else if (t)
        lead_all_by_one(entries, rows, report);
    qsort(entries, rows, sizeof *entries, by_run_and_step);
    read_off(runs, entries);
    find_places(runs, entries, t && step_column != TABLE_NONE ? t->columns.at[step_column] : NULL);
out:
    free(entries);
    if (err)
        runs_free(runs);
    return err;
}

struct error *runs_of_rows(const struct runs *runs, size_t **run)
{
    *run = malloc(size_max(runs->rows, 1) * sizeof **run);
    if (!*run)
        return error_memory("the runs");
    for (size_t i = runs->joined; i < runs->rows; i++)
        (*run)[runs->order[i]] = RUNS_NONE;
    for (size_t k = 0; k < runs->count; k++)
        for (size_t i = 0; i < runs->at[k].count; i++)
            (*run)[runs->order[runs->at[k].first + i]] = k;
    return NULL;
}

void runs_free(struct runs *runs)
{
    free(runs->at);
    free(runs->order);
    free(runs->place);
    *runs = (struct runs){0};
}
