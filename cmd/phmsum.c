/* phmsum: gram records of several streams in, the sum of all or of some out; or distances between
 * predictions, and their mean; or sketches of parts, and that of the whole. */
#include "cli.h"
#include "computing.h"
#include "gram/addition.h"
#include "part/sketch_sum.h"
#include "prediction/input/addition.h"
#include "run/rows/row_order.h"
#include "stream/intake.h"
#include "stream/stream.h"
#include "waiting_table.h"

#include <stdlib.h>

struct sums {
    struct gram_addition grams;
    struct prediction_addition predictions;
    struct sketch_sum sketches;
    struct parts parts;
    struct report *report;
    struct table order; /* that before the first matrix; no columns: there was none */
    struct waiting_table rows, tensors; /* the first stream's, of what may change in the sum */
};

static void check_mixture(const struct sums *sums, const struct intake *in)
{
    size_t others = sums->predictions.count + sums->sketches.count;
    if ((sums->grams.count > 0) + (sums->predictions.count > 0) + (sums->sketches.count > 0) > 1)
        cli_fail(CLI_FAILURE,
                 "%s: sketches, distances and Gram matrices do not add up: give one kind alone",
                 reader_name(in->reader));
    if (others > 0 && sums->grams.include.count + sums->grams.exclude.count > 0)
        cli_fail(CLI_FAILURE, "-i and -x: choose Gram matrices by their names: leave them out");
}

/* The first stream's. Scores of a part of the samples wait for those of all. */
static void keep_rows(struct sums *sums, struct intake *in, struct writer *out)
{
    waiting_table_take(&sums->rows, in, &in->rows, out);
    if (!prediction_addition_changes(&sums->rows.t))
        waiting_table_put(&sums->rows, out);
}

/* Of the first stream's tensors what is in a part waits for those of all. */
static void take_tensors(struct sums *sums, struct intake *in, struct table *tensors,
                         struct writer *out)
{
    cli_check(reader_table(in->reader, &in->record, tensors, NULL));
    if (out)
        waiting_table_take(&sums->tensors, in, tensors, out);
}

static void check_order(struct sums *sums, const struct intake *in)
{
    if (in->rows_number == 0)
        return;
    if (sums->order.columns.count == 0)
        cli_check(table_copy(&sums->order, &in->rows));
    else
        cli_check(row_order_check(&sums->order, &in->rows, reader_name(in->reader)));
}

/* Adds the record; a Gram matrix only where it is chosen. */
static void add(struct sums *sums, struct intake *in, const struct table *tensors)
{
    size_t before = sums->grams.count;
    bool takes_gram = intake_takes(in);
    if (takes_gram)
        cli_check(gram_addition_add(&sums->grams, in->reader, &in->record));
    else if (prediction_addition_takes(&in->record))
        cli_check(prediction_addition_add(&sums->predictions, in->reader, &in->record, &in->rows));
    else
        cli_check(sketch_sum_add(&sums->sketches, in->reader, &in->record, tensors));
    if (!takes_gram || sums->grams.count > before)
        check_order(sums, in);
    in->found = true;
}

/* Whether the record is to be added; if so, it is known from here on which part it is. */
static bool meet(struct sums *sums, const struct intake *in, const struct table *tensors)
{
    bool predictions = prediction_addition_takes(&in->record);
    const struct parts_stream stream = {reader_name(in->reader), &in->rows, tensors};
    if (!predictions && !intake_takes(in) && !sketch_sum_takes(&in->record))
        return false;
    cli_check(parts_meet(&sums->parts, &in->record, predictions ? PART_SAMPLES : PART_PARAMS,
                         &stream, sums->report));
    return true;
}

/* Behind a first part, tables are of further parts, and tell what its own tell. */
static void take_record(struct sums *sums, struct intake *in, struct table *tensors,
                        struct writer *others)
{
    bool passes = !parts_any(&sums->parts);
    if (meet(sums, in, tensors)) {
        add(sums, in, tensors);
    } else if (record_is(&in->record, "rows")) {
        cli_check(intake_keep_rows(in));
        if (others && passes && sums->predictions.count == 0)
            keep_rows(sums, in, others);
    } else if (record_is(&in->record, "tensors")) {
        take_tensors(sums, in, tensors, passes ? others : NULL);
    } else if (others) {
        cli_check(stream_pass(in->reader, &in->record, others));
    }
    check_mixture(sums, in);
}

/* Adds a stream's records. Of the first stream all other records pass through. */
static void add_stream(struct sums *sums, const char *path, struct writer *others)
{
    struct intake in;
    struct table tensors = {0};
    bool got;
    cli_check(intake_open(&in, path, gram_form_kinds[0], gram_form_kinds));
    in.takes_parts = true;
    for (cli_check(intake_next(&in, &got)); got; cli_check(intake_next(&in, &got)))
        take_record(sums, &in, &tensors, others);
    table_free(&tensors);
    intake_close(&in);
}

/* The tensors of all parts take the place of those of the first. */
static void put_tables(struct sums *sums, struct writer *out)
{
    struct table tensors;
    cli_check(parts_check(&sums->parts));
    cli_check(parts_tensors(&sums->parts, &tensors));
    if (parts_any(&sums->parts)) {
        table_free(&sums->tensors.t);
        sums->tensors.t = tensors;
    }
    waiting_table_put(&sums->tensors, out);
}

static void put_sum(struct cli *cli, struct sums *sums, struct writer *out)
{
    struct record r;
    bool predictions = sums->predictions.count > 0;
    char *provenance = cli_provenance(cli);
    put_tables(sums, out);
    if (sums->sketches.count > 0) {
        cli_check(sketch_sum_write(&sums->sketches, out, provenance));
        free(provenance);
        return;
    }
    if (predictions)
        cli_check(prediction_addition_finish(&sums->predictions, provenance, &sums->rows.t,
                                             &cli->report, &r));
    else
        cli_check(gram_addition_record(&sums->grams, provenance, &r));
    repeats_warn(predictions ? &sums->predictions.met : &sums->grams.met, &cli->report);
    waiting_table_put(&sums->rows, out);
    cli_check(writer_matrix(out, &r, predictions ? &sums->predictions.sum : &sums->grams.g));
    record_free(&r);
    free(provenance);
}

static struct error *include(const char *text, void *sum)
{
    return gram_addition_include(sum, text);
}

static struct error *exclude(const char *text, void *sum)
{
    return gram_addition_exclude(sum, text);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The sum of gram records, or the mean of preddist's distances.",
                      .operands = "[FILE...]",
                      .computing = &computing};
    struct sums sums = {.report = &cli.report};
    const struct cli_option options[] = {
        {'i', "include", "REGEX", "add only Gram matrices whose name matches; may be repeated",
         CLI_PARSED(include, &sums.grams)},
        {'x', "exclude", "REGEX", "leave out Gram matrices whose name matches; may be repeated",
         CLI_PARSED(exclude, &sums.grams)},
        {0}};
    cli_begin(&cli, argc, argv);
    cli_options(&cli, options);

    struct writer *out;
    cli_check(writer_open(&out, cli.output));
    writer_hold(out);
    add_stream(&sums, cli_operands(&cli) ? cli_operand(&cli, 0) : cli_file(&cli), out);
    for (size_t i = 1; i < cli_operands(&cli); i++)
        add_stream(&sums, cli_operand(&cli, i), NULL);
    put_sum(&cli, &sums, out);
    cli_check(writer_commit(out));
    gram_addition_free(&sums.grams);
    prediction_addition_free(&sums.predictions);
    sketch_sum_free(&sums.sketches);
    parts_free(&sums.parts);
    table_free(&sums.order);
    strlist_free(&cli.provenance);
    return 0;
}
