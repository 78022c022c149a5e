/* phmsum: gram records of several streams in, the sum of all or of some out. */
#include "cli.h"
#include "gram/addition.h"
#include "stream/intake.h"
#include "stream/stream.h"

#include <stdlib.h>

/* Adds a stream's gram records. Of the first stream all other records pass through. */
static void add_stream(struct gram_addition *sum, const char *path, struct writer *others)
{
    struct intake in;
    bool got;
    cli_check(intake_open(&in, path, gram_form_kinds[0], gram_form_kinds));
    for (cli_check(intake_next(&in, &got)); got; cli_check(intake_next(&in, &got)))
        if (intake_takes(&in))
            cli_check(gram_addition_add(sum, in.reader, &in.record));
        else if (others)
            cli_check(stream_pass(in.reader, &in.record, others));
    intake_close(&in);
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
    struct cli cli = {.synopsis = "The sum of gram records: of layers, of shards, of machines.",
                      .operands = "[FILE...]",
                      .threaded = true};
    struct gram_addition sum = {0};
    const struct cli_option options[] = {
        {'i', "include", "REGEX", "add only Gram matrices whose name matches; may be repeated",
         CLI_PARSED(include, &sum)},
        {'x', "exclude", "REGEX", "leave out Gram matrices whose name matches; may be repeated",
         CLI_PARSED(exclude, &sum)},
        {0}};
    cli_begin(&cli, argc, argv);
    cli_options(&cli, options);

    struct writer *out;
    struct record r;
    char *provenance = cli_provenance(&cli);
    cli_check(writer_open(&out, cli.output));
    writer_hold(out);
    add_stream(&sum, cli_operands(&cli) ? cli_operand(&cli, 0) : cli_file(&cli), out);
    for (size_t i = 1; i < cli_operands(&cli); i++)
        add_stream(&sum, cli_operand(&cli, i), NULL);
    cli_check(gram_addition_record(&sum, provenance, &r));
    cli_check(writer_matrix(out, &r, &sum.g));
    cli_check(writer_commit(out));
    record_free(&r);
    gram_addition_free(&sum);
    free(provenance);
    strlist_free(&cli.provenance);
    return 0;
}
