/* phmsum: gram records of several streams in, the sum of all or of some out; or distances between
 * predictions, and their mean. */
#include "cli.h"
#include "computing.h"
#include "gram/addition.h"
#include "prediction/input/addition.h"
#include "run/rows/row_order.h"
#include "stream/intake.h"
#include "stream/stream.h"

#include <stdlib.h>

struct sums {
    struct gram_addition grams;
    struct prediction_addition predictions;
    struct table order;        /* that before the first matrix; no columns: there was none */
    struct table rows;         /* the first stream's, of predictions that have been added */
    struct record rows_record; /* without a kind: there is none */
};

static void check_mixture(const struct sums *sums, const struct intake *in)
{
    if (sums->grams.count > 0 && sums->predictions.count > 0)
        cli_fail(CLI_FAILURE,
                 "%s: distances and Gram matrices do not add up: give streams of one of the two",
                 reader_name(in->reader));
    if (sums->predictions.count > 0 && sums->grams.include.count + sums->grams.exclude.count > 0)
        cli_fail(CLI_FAILURE, "-i and -x: choose Gram matrices by their names, which distances do "
                              "not have: leave them out");
}

/* Writes the row table that waits for scores. */
static void put_rows(struct sums *sums, struct writer *out)
{
    char *text;
    if (!sums->rows_record.kind[0])
        return;
    cli_check(table_format(&sums->rows, &text));
    sums->rows_record.cols = sums->rows.columns.count;
    cli_check(writer_text(out, &sums->rows_record, text));
    record_free(&sums->rows_record);
    sums->rows_record = (struct record){0};
    table_free(&sums->rows);
    free(text);
}

/* The first stream's. Scores of a part of the samples wait for those of all. */
static void keep_rows(struct sums *sums, struct intake *in, struct writer *out)
{
    put_rows(sums, out);
    cli_check(table_copy(&sums->rows, &in->rows));
    sums->rows_record = intake_take_over(in);
    if (!prediction_addition_changes(&sums->rows))
        put_rows(sums, out);
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

static void add_gram(struct sums *sums, struct intake *in)
{
    size_t before = sums->grams.count;
    cli_check(gram_addition_add(&sums->grams, in->reader, &in->record));
    if (sums->grams.count > before)
        check_order(sums, in);
}

static void add_predictions(struct sums *sums, struct intake *in)
{
    cli_check(prediction_addition_add(&sums->predictions, in->reader, &in->record, &in->rows));
    check_order(sums, in);
    in->found = true;
}

static void take_record(struct sums *sums, struct intake *in, struct writer *others)
{
    if (intake_takes(in)) {
        add_gram(sums, in);
    } else if (prediction_addition_takes(&in->record)) {
        add_predictions(sums, in);
    } else if (record_is(&in->record, "rows")) {
        cli_check(intake_keep_rows(in));
        if (others && sums->predictions.count == 0)
            keep_rows(sums, in, others);
    } else if (others) {
        cli_check(stream_pass(in->reader, &in->record, others));
    }
    check_mixture(sums, in);
}

/* Adds a stream's records. Of the first stream all other records pass through. */
static void add_stream(struct sums *sums, const char *path, struct writer *others)
{
    struct intake in;
    bool got;
    cli_check(intake_open(&in, path, gram_form_kinds[0], gram_form_kinds));
    for (cli_check(intake_next(&in, &got)); got; cli_check(intake_next(&in, &got)))
        take_record(sums, &in, others);
    intake_close(&in);
}

static void put_sum(struct cli *cli, struct sums *sums, struct writer *out)
{
    struct record r;
    bool predictions = sums->predictions.count > 0;
    char *provenance = cli_provenance(cli);
    if (predictions)
        cli_check(prediction_addition_finish(&sums->predictions, provenance, &sums->rows,
                                             &cli->report, &r));
    else
        cli_check(gram_addition_record(&sums->grams, provenance, &r));
    repeats_warn(predictions ? &sums->predictions.met : &sums->grams.met, &cli->report);
    put_rows(sums, out);
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
    struct sums sums = {0};
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
    table_free(&sums.order);
    strlist_free(&cli.provenance);
    return 0;
}
