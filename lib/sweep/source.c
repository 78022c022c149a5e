#include "sweep/source.h"

#include "distance/rounding.h"
#include "gram/gram.h"
#include "gram/snapgram.h"
#include "matrix/check.h"

#include <stdlib.h>
#include <string.h>

static struct error *take_distances(struct sweep_source *source, const struct intake *in)
{
    struct error *err;
    const char *metric = record_attr(&in->record, "metric");
    source->metric = strdup(metric ? metric : "given distances");
    source->metrics = 1;
    if (!source->metric)
        return error_memory("the metric's name");
    TRY(reader_matrix(in->reader, &in->record, source->distance));
    distance_round(source->distance);
    TRY(matrix_check(source->distance, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL,
                     "distance"));
out:
    return err;
}

static struct error *find_distances(struct sweep_source *source, const struct intake *in,
                                    const struct grid *grid, struct report *report)
{
    struct error *err;
    struct matrix *d = source->distance;
    source->metrics = grid->metrics.count;
    TRY(snapgram_read(in->reader, &in->record, false, report, d));
    for (size_t i = 1; i < source->metrics; i++)
        TRY(matrix_copy(&d[i], d));
    for (size_t i = 0; i < source->metrics; i++)
        gram_distances(&d[i], (enum metric)grid->metrics.at[i], report);
out:
    return err;
}

static struct error *find_runs(struct sweep_source *source, const struct intake *in,
                               const char *run_column, struct report *report)
{
    struct error *err;
    size_t rows = source->distance->rows;
    const struct table *t = in->rows.columns.count ? &in->rows : NULL;
    if (t && t->rows != rows)
        return error_new("table of rows: has %zu rows, but %s has %zu: give the table of the same "
                         "snapshots",
                         t->rows, in->record.kind, rows);
    TRY(runs_find(&source->runs, t, rows, run_column, NULL, report));
    TRY(runs_of_rows(&source->runs, &source->run));
out:
    return err;
}

struct error *sweep_source_read(struct sweep_source *source, const struct intake *in,
                                const struct grid *grid, const char *run_column,
                                struct report *report)
{
    struct error *err;
    *source = (struct sweep_source){0};
    source->distance = calloc(grid->metrics.count, sizeof *source->distance);
    if (!source->distance)
        return error_memory("distances");
    if (record_is(&in->record, "distance"))
        TRY(take_distances(source, in));
    else
        TRY(find_distances(source, in, grid, report));
    TRY(find_runs(source, in, run_column, report));
out:
    if (err)
        sweep_source_free(source);
    return err;
}

void sweep_source_free(struct sweep_source *source)
{
    for (size_t i = 0; i < source->metrics; i++)
        matrix_free(&source->distance[i]);
    free(source->distance);
    free(source->metric);
    runs_free(&source->runs);
    free(source->run);
    *source = (struct sweep_source){0};
}
