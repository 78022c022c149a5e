#include "run/progress.h"

#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>

/* A snapshot, and how far its run has come there. */
struct mark {
    double at;
    size_t place; /* in the run */
    size_t row;
};

static int by_progress(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    if (x->at != y->at)
        return x->at > y->at ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

/* ---- marks ---- */

/* The share of its way that a run has made, by steps where they rise. */
static double share_of(const struct trajectories *t, const struct run *run, size_t place)
{
    const size_t *row = t->runs.order + run->first;
    double first = t->runs.place[row[0]], last = t->runs.place[row[run->count - 1]];
    if (last > first)
        return (t->runs.place[row[place]] - first) / (last - first);
    return run->count > 1 ? (double)place / (double)(run->count - 1) : 0;
}

/* The marks of a run whose progress is known; returns how many there are. */
static size_t find_marks(const struct trajectories *t, const struct run *run, size_t column,
                         struct mark *marks)
{
    size_t count = 0;
    for (size_t i = 0; i < run->count; i++) {
        size_t row = t->runs.order[run->first + i];
        double at = column == TABLE_NONE ? share_of(t, run, i) : column_value(t->rows, row, column);
        if (!isnan(at))
            marks[count++] = (struct mark){at, i, row};
    }
    qsort(marks, count, sizeof *marks, by_progress);
    return count;
}

/* ---- courses ---- */

/* Leaves the first and the last bound, which depend on all runs, to their own marks. */
static struct error *course_make(struct course *c, const struct mark *marks, size_t count)
{
    c->count = count;
    c->row = malloc(count * sizeof *c->row);
    c->from = malloc((count + 1) * sizeof *c->from);
    if (!c->row || !c->from)
        return error_memory("the progress of runs");
    for (size_t i = 0; i < count; i++) {
        c->row[i] = marks[i].row;
        c->from[i] = i > 0 ? marks[i - 1].at / 2 + marks[i].at / 2 : marks[0].at;
    }
    c->from[count] = marks[count - 1].at;
    return NULL;
}

static struct error *find_course(struct progress *p, const struct trajectories *t, size_t k,
                                 size_t column)
{
    struct error *err;
    const struct run *run = &t->runs.at[k];
    struct mark *marks = malloc(run->count * sizeof *marks);
    if (!marks)
        return error_memory("the progress of runs");
    size_t count = find_marks(t, run, column, marks);
    if (count == 0)
        err = error_new("table of rows: run %s has no number in column '%s': fill the column, or "
                        "leave the run out",
                        run->name ? run->name : "all", p->name);
    else
        err = course_make(&p->runs[k], marks, count);
    free(marks);
    return err;
}

/* All runs are compared over the same progress. */
static struct error *set_bounds(struct progress *p)
{
    p->least = INFINITY;
    p->most = -INFINITY;
    for (size_t k = 0; k < p->count; k++) {
        p->least = fmin(p->least, p->runs[k].from[0]);
        p->most = fmax(p->most, p->runs[k].from[p->runs[k].count]);
    }
    if (!(p->most > p->least) || isinf(p->most - p->least))
        return error_new("table of rows: column '%s' goes from %g to %g: name a column that tells "
                         "how far runs have come",
                         p->name, p->least, p->most);
    return NULL;
}

static void stretch(struct progress *p)
{
    for (size_t k = 0; k < p->count; k++) {
        p->runs[k].from[0] = p->least;
        p->runs[k].from[p->runs[k].count] = p->most;
    }
}

static void report_missing(const struct progress *p, const struct trajectories *t,
                           struct report *report)
{
    size_t known = 0;
    for (size_t k = 0; k < p->count; k++)
        known += p->runs[k].count;
    if (known < t->runs.joined)
        report_line(report, REPORT_NOTE,
                    "%zu of %zu snapshots have no number in column '%s', and are left out",
                    t->runs.joined - known, t->runs.joined, p->name);
}

struct error *progress_find(struct progress *p, const struct trajectories *t, const char *column,
                            struct report *report)
{
    struct error *err = NULL;
    size_t index = TABLE_NONE;
    *p = (struct progress){.name = column ? column : PROGRESS_USUAL, .most = 1};
    if (column)
        TRY(column_find_numbers(t->rows, column, &index));
    p->runs = calloc(t->runs.count, sizeof *p->runs);
    if (!p->runs)
        return error_memory("the progress of runs");
    p->count = t->runs.count;
    for (size_t k = 0; k < p->count; k++)
        TRY(find_course(p, t, k, index));
    if (column)
        TRY(set_bounds(p));
    stretch(p);
    report_missing(p, t, report);
out:
    if (err)
        progress_free(p);
    return err;
}

void progress_free(struct progress *p)
{
    for (size_t k = 0; k < p->count; k++) {
        free(p->runs[k].row);
        free(p->runs[k].from);
    }
    free(p->runs);
    *p = (struct progress){0};
}
