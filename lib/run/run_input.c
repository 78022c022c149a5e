#include "run/run_input.h"

/* One run of all rows. */
static void make_up_rows(struct run_input *input, struct report *report)
{
    size_t rows = input->in.record.rows;
    run_trajectories_free(&input->runs);
    input->in.rows.rows = rows;
    report_line(report, REPORT_NOTE,
                "no table of rows: the %zu rows are taken as one run, in their order: npy2phm -r "
                "TABLE adds one",
                rows);
}

struct error *run_input_find(struct run_input *input, const struct trajectories_options *options,
                             struct report *report)
{
    struct error *err = NULL;
    const struct intake *in = &input->in;
    if (in->rows_number == 0 && in->rows.rows != in->record.rows)
        make_up_rows(input, report);
    if (in->rows.rows != in->record.rows)
        return error_new("%s: has a table of %zu rows, but %s of %zu (of landmarks?): give the "
                         "table of the same snapshots",
                         reader_name(in->reader), in->rows.rows, in->record.kind, in->record.rows);
    if (input->runs_number != in->rows_number)
        run_trajectories_free(&input->runs);
    if (!input->runs.rows)
        TRY(run_trajectories_find(&input->runs, &in->rows, options, report));
    input->runs_number = in->rows_number;
out:
    return err;
}

void run_input_free(struct run_input *input)
{
    run_trajectories_free(&input->runs);
}
