/* phmsum: gram records of several streams in, their sum out. */
#include "cli.h"
#include "gram.h"

#include <stdlib.h>

static const struct cli_option options[] = {{0}};
static const char *const wanted[] = {"gram", NULL};

struct sum {
    struct writer *out;
    char *provenance;
    struct matrix g;      /* so far */
    struct record record; /* the first gram record, whose attrs and provenance the sum has */
    size_t count;         /* gram records so far */
};

static void add_gram(struct sum *sum, struct reader *in, struct record *r)
{
    struct matrix g;
    cli_check(reader_matrix(in, r, &g));
    cli_check(error_prefix(gram_check(&g), "%s", reader_name(in)));
    if (sum->count++ == 0) {
        sum->g = g;
        sum->record = *r;
        return;
    }
    if (g.rows != sum->g.rows)
        cli_fail(CLI_FAILURE,
                 "gram matrices of %zu and of %zu snapshots: %s: the same snapshots in the same "
                 "order are needed",
                 sum->g.rows, g.rows, reader_name(in));
    gram_accumulate(&sum->g, &g);
    matrix_free(&g);
    record_free(r);
}

/* Adds a stream's gram records. Of the first stream all other records pass through. */
static void add_stream(struct sum *sum, const char *path, bool first)
{
    struct reader *in;
    struct record r, other = {0};
    bool got;
    size_t before = sum->count;
    cli_check(reader_open(&in, path, wanted[0]));
    for (;;) {
        cli_check(reader_next(in, &r, &got));
        if (!got)
            break;
        if (record_is(&r, "gram")) {
            add_gram(sum, in, &r);
            continue;
        }
        if (first)
            cli_check(stream_pass(in, &r, sum->out));
        record_free(&other);
        other = r;
    }
    if (sum->count == before)
        cli_wrong_kind(in, &other, wanted);
    record_free(&other);
    reader_close(in);
}

static void write_sum(struct sum *sum)
{
    struct record r;
    cli_check(record_derive(&r, &sum->record, "gram", sum->g.rows, sum->g.cols));
    cli_check(record_attr_set(&r, "summands", "%zu", sum->count));
    cli_check(record_from_add(&r, sum->provenance));
    cli_check(writer_matrix(sum->out, &r, &sum->g));
    record_free(&r);
    record_free(&sum->record);
    matrix_free(&sum->g);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The sum of gram records: of layers, of shards, of machines.",
                      .operands = "[FILE...]",
                      .options = options};
    cli_begin(&cli, argc, argv);
    while (cli_option(&cli) != -1)
        continue;

    struct sum sum = {.provenance = cli_provenance(&cli)};
    cli_check(writer_open(&sum.out, cli.output));
    writer_hold(sum.out);
    add_stream(&sum, cli_operands(&cli) ? cli_operand(&cli, 0) : cli_file(&cli), true);
    for (size_t i = 1; i < cli_operands(&cli); i++)
        add_stream(&sum, cli_operand(&cli, i), false);
    write_sum(&sum);
    cli_check(writer_commit(sum.out));
    free(sum.provenance);
    strlist_free(&cli.provenance);
    return 0;
}
