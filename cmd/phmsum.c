/* phmsum: gram records of several streams in, the sum of all or of some out. */
#include "filter.h"
#include "gram/addition.h"

#include <stdlib.h>

static const char *const wanted[] = {"gram", NULL};

/* Adds a stream's gram records. Of the first stream all other records pass through. */
static void add_stream(struct gram_addition *sum, const char *path, struct writer *others)
{
    struct reader *in;
    struct record r, other = {0};
    bool got, found = false;
    cli_check(reader_open(&in, path, wanted[0]));
    for (;;) {
        cli_check(reader_next(in, &r, &got));
        if (!got)
            break;
        if (record_is(&r, "gram")) {
            cli_check(gram_addition_add(sum, in, &r));
            record_free(&r);
            found = true;
            continue;
        }
        if (others)
            cli_check(stream_pass(in, &r, others));
        record_free(&other);
        other = r;
    }
    if (!found)
        filter_wrong_kind(in, &other, wanted);
    record_free(&other);
    reader_close(in);
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
