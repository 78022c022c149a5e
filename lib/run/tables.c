#include "run/tables.h"

#include "base/text/decimal.h"

#include <math.h>
#include <string.h>

static const char *const run_headings[] = {
    "record",        "space",       "name",         "run",        "snapshots",
    "length",        "net",         "straightness", "mean_step",  "shortest_step",
    "longest_step",  "mean_cosine", "best_step",    "best_value", "first_to_best",
    "best_to_final", NULL};
static const char *const step_headings[] = {
    "record",      "space",  "name",       "run",      "row",     "step", "file",
    "step_length", "cosine", "from_first", "to_final", "to_best", NULL};
static const char *const end_headings[] = {"record", "space", "name", "run", NULL};
static const char *const barrier_headings[] = {
    "record", "name",    "value", "from",     "to",      "value_from", "value_to",
    "points", "missing", "worst", "worst_at", "barrier", "barrier_at", "barrier_over_mean",
    NULL};

static const char *const *const headings[] = {[RUN_TABLE_RUNS] = run_headings,
                                              [RUN_TABLE_STEPS] = step_headings,
                                              [RUN_TABLE_ENDS] = end_headings,
                                              [RUN_TABLE_BARRIER] = barrier_headings};

struct error *run_table_begin(struct table *out, enum run_table kind)
{
    struct error *err = NULL;
    for (const char *const *h = headings[kind]; *h && !err; h++)
        err = strlist_add(&out->columns, *h, strlen(*h));
    return err;
}

/* ---- cells, from left to right ---- */

static struct error *put_text(struct table *out, const char *text)
{
    return strlist_add(&out->cells, text, strlen(text));
}

static struct error *put_count(struct table *out, size_t count)
{
    return strlist_addf(&out->cells, "%zu", count);
}

static struct error *put_numbers(struct table *out, const double *numbers, size_t count)
{
    struct error *err = NULL;
    char text[DECIMAL_ROOM];
    for (size_t i = 0; i < count && !err; i++) {
        decimal_f64(text, numbers[i]);
        err = put_text(out, text);
    }
    return err;
}

static struct error *put_source(struct table *out, const struct run_table_source *source,
                                const struct space *space)
{
    struct error *err;
    TRY(put_count(out, source->number));
    if (space)
        TRY(put_text(out, space->name));
    TRY(put_text(out, source->name ? source->name : ""));
out:
    return err;
}

static const char *name_of(const struct run *run)
{
    return run->name ? run->name : "all";
}

/* The table's own cell; where the table lacks the column, the place in the run. */
static struct error *put_step(struct table *out, const struct trajectories *t, size_t row)
{
    size_t column = t->runs.step_column;
    if (column != TABLE_NONE)
        return put_text(out, table_cell(t->rows, row, column));
    return put_numbers(out, &t->runs.place[row], 1);
}

static struct error *put_best(struct table *out, const struct trajectories *t,
                              const struct run *run, size_t best)
{
    static const double none = NAN;
    size_t row = best < run->count ? t->runs.order[run->first + best] : 0;
    struct error *err = best < run->count ? put_step(out, t, row) : put_numbers(out, &none, 1);
    return err ? err : put_numbers(out, best < run->count ? &t->value[row] : &none, 1);
}

/* ---- rows ---- */

static struct error *add_run(struct table *out, const struct trajectories *t, const struct run *run,
                             const struct space *space)
{
    struct error *err;
    size_t best = trajectory_best(t, run);
    struct run_numbers n = trajectory_run(t, run, space, best);
    const double before[] = {n.length,        n.net,          n.straightness, n.mean_step,
                             n.shortest_step, n.longest_step, n.mean_cosine};
    const double after[] = {n.first_to_best, n.best_to_final};
    TRY(put_text(out, name_of(run)));
    TRY(put_count(out, run->count));
    TRY(put_numbers(out, before, sizeof before / sizeof *before));
    TRY(put_best(out, t, run, best));
    TRY(put_numbers(out, after, sizeof after / sizeof *after));
    out->rows++;
out:
    return err;
}

static struct error *add_snapshot(struct table *out, const struct trajectories *t,
                                  const struct run *run, const struct space *space, size_t place,
                                  size_t best)
{
    struct error *err;
    size_t row = t->runs.order[run->first + place], file = table_column(t->rows, "file");
    struct snapshot_numbers n = trajectory_snapshot(t, run, space, place, best);
    const double numbers[] = {n.step, n.cosine, n.from_first, n.to_final, n.to_best};
    TRY(put_text(out, name_of(run)));
    TRY(put_count(out, row));
    TRY(put_step(out, t, row));
    TRY(put_text(out, table_cell(t->rows, row, file)));
    TRY(put_numbers(out, numbers, sizeof numbers / sizeof *numbers));
    out->rows++;
out:
    return err;
}

static struct error *add_snapshots(struct table *out, const struct run_table_source *source,
                                   const struct trajectories *t, const struct run *run,
                                   const struct space *space)
{
    struct error *err = NULL;
    size_t best = trajectory_best(t, run);
    for (size_t i = 0; i < run->count; i++) {
        TRY(put_source(out, source, space));
        TRY(add_snapshot(out, t, run, space, i, best));
    }
out:
    return err;
}

static size_t end_of(const struct trajectories *t, const struct run *run)
{
    return t->runs.order[run->first + run->count - 1];
}

static struct error *add_ends(struct table *out, const struct trajectories *t,
                              const struct run *run, const struct space *space)
{
    struct error *err;
    TRY(put_text(out, name_of(run)));
    for (size_t k = 0; k < t->runs.count; k++) {
        double apart = space_length(space, end_of(t, run), end_of(t, &t->runs.at[k]));
        TRY(put_numbers(out, &apart, 1));
    }
    out->rows++;
out:
    return err;
}

/* Whether the columns of a table of ends are those of these runs. */
static bool has_columns(const struct table *out, const struct trajectories *t)
{
    size_t before = sizeof end_headings / sizeof *end_headings - 1;
    if (out->columns.count != before + t->runs.count)
        return false;
    for (size_t k = 0; k < t->runs.count; k++)
        if (strcmp(out->columns.at[before + k], name_of(&t->runs.at[k])) != 0)
            return false;
    return true;
}

static struct error *head_ends(struct table *out, const struct trajectories *t)
{
    struct error *err = NULL;
    for (size_t k = 0; out->rows == 0 && k < t->runs.count && !err; k++)
        err = strlist_add(&out->columns, name_of(&t->runs.at[k]), strlen(name_of(&t->runs.at[k])));
    if (!err && !has_columns(out, t))
        err =
            error_new("the records are of different runs, and the table of ends has one column per "
                      "run: give one stream after the other");
    return err;
}

struct error *run_table_add(struct table *out, enum run_table kind,
                            const struct run_table_source *source, const struct trajectories *t,
                            const struct space *space)
{
    struct error *err = NULL;
    if (kind == RUN_TABLE_ENDS)
        TRY(head_ends(out, t));
    for (size_t k = 0; k < t->runs.count; k++) {
        const struct run *run = &t->runs.at[k];
        if (kind == RUN_TABLE_STEPS) {
            TRY(add_snapshots(out, source, t, run, space));
            continue;
        }
        TRY(put_source(out, source, space));
        TRY(kind == RUN_TABLE_ENDS ? add_ends(out, t, run, space) : add_run(out, t, run, space));
    }
out:
    return err;
}

struct error *run_table_add_barrier(struct table *out, const struct run_table_source *source,
                                    const char *value, const struct barrier *b)
{
    struct error *err;
    const double ends[] = {b->from, b->to, b->value_from, b->value_to};
    const double heights[] = {b->worst, b->worst_at, b->height, b->height_at, b->over_mean};
    TRY(put_source(out, source, NULL));
    TRY(put_text(out, value ? value : ""));
    TRY(put_numbers(out, ends, sizeof ends / sizeof *ends));
    TRY(put_count(out, b->points));
    TRY(put_count(out, b->missing));
    TRY(put_numbers(out, heights, sizeof heights / sizeof *heights));
    out->rows++;
out:
    return err;
}
