#include "run/trajectory.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>

static void note_no_loss(const struct table *rows, struct report *report)
{
    char names[256];
    strlist_print(&rows->columns, names, sizeof names);
    report_line(report, REPORT_NOTE,
                "table of rows: no column of a usual loss has numbers, so no snapshot is the best: "
                "name the loss, -c COLUMN, one of %s",
                names);
}

static struct error *find_column(const struct trajectories *t,
                                 const struct trajectories_options *options, struct report *report,
                                 size_t *column)
{
    const char *usual = column_usual_loss(t->rows);
    *column = TABLE_NONE;
    if (options->value)
        return column_find_numbers(t->rows, options->value, column);
    if (usual)
        *column = table_column(t->rows, usual);
    else if (t->rows->columns.count > 0 && !options->unranked)
        note_no_loss(t->rows, report);
    return NULL;
}

static struct error *find_values(struct trajectories *t, const struct trajectories_options *options,
                                 struct report *report)
{
    size_t column;
    struct error *err = find_column(t, options, report, &column);
    t->value_column = column;
    if (err)
        return err;
    t->value = malloc(size_max(t->rows->rows, 1) * sizeof *t->value);
    if (!t->value)
        return error_memory("the values of snapshots");
    for (size_t i = 0; i < t->rows->rows; i++)
        t->value[i] = column_value(t->rows, i, column);
    return NULL;
}

struct error *run_trajectories_find(struct trajectories *t, const struct table *rows,
                                    const struct trajectories_options *options,
                                    struct report *report)
{
    struct error *err;
    *t = (struct trajectories){.rows = rows, .highest = options->highest};
    TRY(runs_find(&t->runs, rows, rows->rows, options->run, options->step, NULL));
    if (t->runs.count == 0) {
        err = error_new(
            "table of rows: has no runs: no column names them and a step appears twice, or "
            "the column is empty: " RUNS_REMEDY);
        goto out;
    }
    TRY(find_values(t, options, report));
    if (t->runs.joined < rows->rows)
        report_line(report, REPORT_NOTE,
                    "%zu of %zu snapshots are in no run (column '%s' is empty), and left out",
                    rows->rows - t->runs.joined, rows->rows, options->run ? options->run : "run");
out:
    if (err)
        run_trajectories_free(t);
    return err;
}

void run_trajectories_free(struct trajectories *t)
{
    runs_free(&t->runs);
    free(t->value);
    *t = (struct trajectories){0};
}

/* The row of the snapshot that comes `place`-th in a run. */
static size_t row_of(const struct trajectories *t, const struct run *run, size_t place)
{
    return t->runs.order[run->first + place];
}

size_t trajectory_best(const struct trajectories *t, const struct run *run)
{
    size_t best = run->count;
    double best_value = t->highest ? -INFINITY : INFINITY;
    for (size_t i = 0; i < run->count; i++) {
        double value = t->value[row_of(t, run, i)];
        if (t->highest ? value > best_value : value < best_value) { /* NaN is neither */
            best = i;
            best_value = value;
        }
    }
    return best;
}

/* The distance between two places of a run; NAN where there is no such place. */
static double between(const struct trajectories *t, const struct run *run,
                      const struct space *space, size_t a, size_t b)
{
    if (a >= run->count || b >= run->count)
        return NAN;
    return space_length(space, row_of(t, run, a), row_of(t, run, b));
}

static double turn_into(const struct trajectories *t, const struct run *run,
                        const struct space *space, size_t place)
{
    if (place < 2)
        return NAN;
    return space_turn(space, row_of(t, run, place - 2), row_of(t, run, place - 1),
                      row_of(t, run, place));
}

struct snapshot_numbers trajectory_snapshot(const struct trajectories *t, const struct run *run,
                                            const struct space *space, size_t place, size_t best)
{
    return (struct snapshot_numbers){
        .step = place > 0 ? between(t, run, space, place - 1, place) : NAN,
        .cosine = turn_into(t, run, space, place),
        .from_first = between(t, run, space, 0, place),
        .to_final = between(t, run, space, place, run->count - 1),
        .to_best = between(t, run, space, place, best),
    };
}

struct run_numbers trajectory_run(const struct trajectories *t, const struct run *run,
                                  const struct space *space, size_t best)
{
    size_t last = run->count - 1, turns = 0;
    struct run_numbers r = {.shortest_step = NAN, .longest_step = NAN};
    double cosines = 0;
    for (size_t i = 1; i <= last; i++) {
        double step = between(t, run, space, i - 1, i), cosine = turn_into(t, run, space, i);
        r.length += step;
        r.shortest_step = fmin(r.shortest_step, step); /* of a number and NaN: the number */
        r.longest_step = fmax(r.longest_step, step);
        if (!isnan(cosine)) {
            cosines += cosine;
            turns++;
        }
    }
    r.net = between(t, run, space, 0, last);
    r.straightness = r.length > 0 ? r.net / r.length : NAN;
    r.mean_step = last > 0 ? r.length / (double)last : NAN;
    r.mean_cosine = turns > 0 ? cosines / (double)turns : NAN;
    r.first_to_best = between(t, run, space, 0, best);
    r.best_to_final = between(t, run, space, best, last);
    return r;
}
