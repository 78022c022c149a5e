#include "run/between_stream.h"

#include "run/run_rows.h"
#include "stream/stream.h"

/* A table that is made up is of one run, and changes only in its length. */
static struct error *put_rows(struct between_stream *out, const struct run_input *input)
{
    struct error *err;
    struct table rows = {0};
    size_t number = input->in.rows_number;
    if (out->written > 0 && number > 0 && number == out->rows_number)
        return NULL;
    TRY(run_rows_make(&rows, &input->runs));
    TRY(stream_put_table(out->writer, "rows", &rows, out->provenance));
    out->rows_number = number;
out:
    table_free(&rows);
    return err;
}

static struct error *describe(struct record *r, const struct record *snapshots,
                              const struct space *space, const struct between_options *options)
{
    struct error *err;
    const char *name = record_attr(snapshots, "name");
    TRY(record_attr_set(r, "between", "%s", between_names[options->how]));
    TRY(record_attr_set(r, "space", "%s", space->name));
    if (options->how == BETWEEN_MEAN)
        TRY(record_attr_set(r, "progress", "%s",
                            options->progress ? options->progress : PROGRESS_USUAL));
    if (space->squared)
        TRY(record_attr_set(r, "squared", "yes"));
    if (name)
        TRY(record_attr_set(r, "name", "%s", name));
    for (size_t i = 0; i < snapshots->from.count; i++)
        TRY(record_from_add(r, snapshots->from.at[i]));
out:
    return err;
}

struct error *between_stream_put(struct between_stream *out, const struct run_input *input,
                                 const struct space *space, const struct between_options *options,
                                 struct report *report)
{
    struct error *err;
    struct record r = {0};
    struct matrix d = {0};
    size_t runs = input->runs.runs.count;
    TRY(put_rows(out, input));
    TRY(between_find(&input->runs, space, options, report, &d));
    TRY(record_init(&r, "distance", PHM_F64, runs, runs));
    TRY(describe(&r, &input->in.record, space, options));
    TRY(record_from_add(&r, out->provenance));
    TRY(writer_matrix(out->writer, &r, &d));
    out->written++;
out:
    record_free(&r);
    matrix_free(&d);
    return err;
}
