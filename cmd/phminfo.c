/* phminfo: what is in a stream, and whether it is whole. */
#include "base/memstream.h"
#include "base/text/decimal.h"
#include "base/text/printable.h"
#include "cli.h"
#include "stream/intake.h"
#include "stream/summary.h"
#include "stream/table/table.h"
#include "stream/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The header's own lines, without those that only serve a reader: the first, the checksum, the
 * padding. */
static struct error *print_header(FILE *f, const struct record *r, size_t number)
{
    char *text;
    size_t length;
    struct error *err = record_format(r, &text, &length);
    if (err)
        return err;
    const char *first = strchr(text, '\n') + 1;
    fprintf(f, "%srecord %zu\n", number > 1 ? "\n" : "", number);
    printable_put_lines(f, first, (size_t)(strstr(text, "\nhead ") + 1 - first));
    free(text);
    return NULL;
}

static void print_number(FILE *f, const char *key, double value)
{
    char text[DECIMAL_ROOM];
    decimal_f64(text, value);
    fprintf(f, "%s %s\n", key, text);
}

static struct error *print_numbers(FILE *f, struct reader *in, const struct record *r)
{
    struct summary s;
    struct error *err = summary_read(in, r, &s);
    if (err)
        return err;
    print_number(f, "min", s.min);
    print_number(f, "max", s.max);
    print_number(f, "mean", s.mean);
    fprintf(f, "nan %zu\ninf %zu\n", s.nan, s.inf);
    return NULL;
}

static void print_column(FILE *f, const char *name)
{
    fputs("column ", f);
    printable_put(f, name, strlen(name));
    fputc('\n', f);
}

static struct error *print_columns(FILE *f, struct reader *in, const struct record *r)
{
    struct table t = {0};
    struct error *err;
    TRY(reader_table(in, r, &t, NULL));
    for (size_t i = 0; i < t.columns.count; i++)
        print_column(f, t.columns.at[i]);
out:
    table_free(&t);
    return err;
}

/* The record's block is written when its payload has been checked. */
static struct error *put_block(struct writer *out, struct reader *in, const struct record *r,
                               size_t number, bool headers_only)
{
    struct error *err;
    struct memstream text;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("a record's description");
    TRY(print_header(f, r, number));
    if (headers_only)
        TRY(reader_jump(in));
    else if (r->type == PHM_TEXT)
        TRY(print_columns(f, in, r));
    else
        TRY(print_numbers(f, in, r));
out:
    if (!memstream_close(&text) && !err)
        err = error_memory("a record's description");
    if (!err)
        err = writer_raw(out, text.text, text.length);
    free(text.text);
    return err;
}

static struct error *put_blocks(struct writer *out, struct intake *in, bool headers_only)
{
    struct error *err;
    bool got;
    for (;;) {
        TRY(intake_next(in, &got));
        if (!got)
            break;
        TRY(put_block(out, in->reader, &in->record, in->number, headers_only));
    }
out:
    return err;
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Tell what is in a stream of phm records, and check it.",
                      .operands = "[FILE]"};
    struct intake in;
    struct writer *out;
    bool headers_only = false;
    const struct cli_option options[] = {
        {'H', "headers", NULL,
         "headers only: payloads are neither read nor checked where the input can be seeked",
         CLI_FLAG(&headers_only)},
        {0}};
    cli_begin(&cli, argc, argv);
    cli_options(&cli, options);

    cli_check(intake_open(&in, cli_file(&cli), "npy", NULL));
    in.shows_companions = true;
    cli_check(writer_open_text(&out, cli.output));
    struct error *damage = put_blocks(out, &in, headers_only);
    if (damage && cli.output)
        cli_check(damage); /* a file appears whole or not at all */
    cli_check(writer_commit(out));
    cli_check(damage); /* behind the blocks of the good records */
    intake_close(&in);
    strlist_free(&cli.provenance);
    return 0;
}
