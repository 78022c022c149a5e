/* preddist: predictions of snapshots in, distances between them out. */
#include "computing.h"
#include "filter.h"
#include "part/narrow.h"
#include "prediction/input/classes.h"
#include "prediction/input/prediction_distances.h"

#include <limits.h>

static const char *const wanted[] = {"snapshots", NULL};

struct settings {
    enum prediction_measure measure;
    enum prediction_kind kind;
    size_t classes;     /* 0: not given */
    const char *labels; /* a file, or NULL */
    struct part part;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {0};
    const struct cli_option options[] = {
        {'c', "classes", "COUNT", "numbers of each sample, which are successive columns",
         CLI_SIZE(&s.classes, 1, INT_MAX)},
        {'m', "metric", "METRIC", "of the distances",
         CLI_CHOICE(&s.measure, prediction_measure_names)},
        {0, "part", "I/N", "only the I-th of N ranges of the samples",
         CLI_PARSED(part_parse, &s.part)},
        {0, "labels", "FILE", "true classes: adds accuracy, cross_entropy and progress to the rows",
         CLI_TEXT(&s.labels), CLI_READS},
        {0, "values", "WHAT", "the numbers are", CLI_CHOICE(&s.kind, prediction_kind_names)},
        {0}};
    cli_options(cli, options);
    return s;
}

/* What phmsum would add is by samples. */
static void check_whole(const struct filter *f)
{
    if (part_is(&f->in.record))
        cli_fail(CLI_FAILURE,
                 "%s: part %.40s of the columns, which may cut samples: give the whole to preddist "
                 "--part",
                 reader_name(f->in.reader), record_attr(&f->in.record, "part"));
}

/* Of all samples the labels of the part. */
static void narrow(struct filter *f, const struct settings *s,
                   struct prediction_distances_request *request, struct prediction_labels *labels)
{
    if (s->part.count == 0)
        return;
    cli_check(part_require_rows(&f->in.rows, reader_name(f->in.reader)));
    cli_check(part_narrow(f->in.reader, &f->in.record, &f->tensors, &s->part, request->classes,
                          "samples", PART_SAMPLES, &request->first));
    filter_put_tensors(f);
    if (!request->labels)
        return;
    labels->at += request->first;
    labels->count = f->in.record.cols / request->classes;
    request->labels = labels;
}

static void check_rows(const struct filter *f)
{
    if (f->in.rows_number > 0 && f->in.rows.rows != f->in.record.rows)
        cli_fail(CLI_FAILURE,
                 "a table of %zu rows before %zu snapshots: give the table of the same "
                 "snapshots",
                 f->in.rows.rows, f->in.record.rows);
}

/* As where an array was transposed before it was saved, which its numbers do not show. */
static void note_shape(const struct prediction_distances *p, struct report *report)
{
    if (p->classes > p->samples && p->samples > 1)
        report_line(
            report, REPORT_NOTE,
            "%zu samples of %zu classes: more classes than samples: if the array is classes "
            "x samples, transpose it (in numpy predictions.T) before it is saved",
            p->samples, p->classes);
}

/* The scores, in the table of rows, which there may not have been. */
static void put_scores(struct filter *f, const struct prediction_distances *p)
{
    struct table fresh = {.rows = p->distance.rows};
    if (f->in.rows_number > 0) {
        cli_check(prediction_distances_put_scores(p, &f->in.rows));
        filter_put_rows(f);
        return;
    }
    cli_check(prediction_distances_put_scores(p, &fresh));
    cli_check(stream_put_table(f->out, "rows", &fresh, f->provenance));
    table_free(&fresh);
}

static void put_distances(struct filter *f, const struct settings *s)
{
    struct prediction_distances p;
    struct record r;
    struct prediction_labels labels = {0}, of_part;
    struct report *report = &f->cli->report;
    struct prediction_distances_request request = {.measure = s->measure,
                                                   .kind = s->kind,
                                                   .labels = s->labels ? &labels : NULL,
                                                   .rows = &f->in.rows};
    check_whole(f);
    check_rows(f);
    cli_check(prediction_classes_find(&f->in.record, s->classes, &f->tensors, &request.classes));
    if (s->labels)
        cli_check(prediction_labels_read(&labels, s->labels, f->in.record.cols / request.classes,
                                         request.classes, report));
    of_part = labels;
    narrow(f, s, &request, &of_part);
    cli_check(prediction_distances_read(f->in.reader, &f->in.record, &request, report, &p));
    report_line(report, REPORT_DETAIL, "%zu snapshots, %zu samples of %zu classes, %s",
                p.distance.rows, p.samples, p.classes, p.values);
    if (s->part.count == 0)
        note_shape(&p, report);
    if (s->labels)
        put_scores(f, &p);
    filter_derive(f, &r, "distance", &p.distance);
    cli_check(prediction_distances_set_attrs(&p, s->measure, &r));
    filter_put_kept(f, &r, &p.distance);
    prediction_distances_free(&p);
    prediction_labels_free(&labels);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Distances between the predictions of snapshots.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    f.in.takes_parts = true; /* refused with a remedy of their own */
    if (s.labels)
        filter_own_rows(&f);
    if (s.part.count > 0)
        filter_own_tensors(&f);
    while (filter_next(&f))
        put_distances(&f, &s);
    return filter_end(&f);
}
