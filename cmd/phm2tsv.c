/* phm2tsv: a record as tab-separated text. */
#include "cli.h"
#include "stream/intake.h"
#include "stream/record/signature.h"
#include "stream/tsv.h"

#include <stdlib.h>
#include <string.h>

/* The record to write, as far as it is known: the last taken. */
struct chosen {
    struct record record;
    struct matrix matrix; /* its payload, */
    char *text;           /* or this */
    char *rows;           /* the row table that came before it, or NULL */
    bool found;
};

static void chosen_free(struct chosen *c)
{
    record_free(&c->record);
    matrix_free(&c->matrix);
    free(c->text);
    free(c->rows);
    *c = (struct chosen){0};
}

static void replace_text(char **text, const char *by)
{
    free(*text);
    *text = strdup(by);
    if (!*text)
        cli_check(error_memory("a row table"));
}

/* Takes over the record at hand. */
static void choose(struct chosen *c, struct intake *in, const char *rows)
{
    chosen_free(c);
    c->record = intake_take_over(in);
    c->found = true;
    if (c->record.type == PHM_TEXT)
        cli_check(reader_text(in->reader, &c->record, &c->text));
    else
        cli_check(reader_matrix(in->reader, &c->record, &c->matrix));
    if (rows)
        replace_text(&c->rows, rows);
}

static struct error *write_coords(struct writer *out, struct chosen *c)
{
    struct error *err = NULL;
    struct table rows = {0};
    const char *signature;
    TRY(signature_of(&c->record, &signature));
    if (c->rows)
        TRY(table_parse(&rows, c->rows, false, "the rows record"));
    TRY(tsv_write_coords(out, c->rows ? &rows : NULL, &c->matrix, signature, c->record.type));
out:
    table_free(&rows);
    return err;
}

static struct error *write_chosen(struct writer *out, struct chosen *c)
{
    if (c->text)
        return writer_raw(out, c->text, strlen(c->text));
    if (record_is(&c->record, "coords"))
        return write_coords(out, c);
    return tsv_write_matrix(out, &c->matrix, c->record.type);
}

/* Reads the whole stream, since a later record may be the one. */
static void read_chosen(struct intake *in, struct selection *wanted, struct chosen *c)
{
    bool got, takes;
    char *rows = NULL;
    for (cli_check(intake_next(in, &got)); got; cli_check(intake_next(in, &got))) {
        bool is_rows = record_is(&in->record, "rows") && in->record.type == PHM_TEXT;
        cli_check(selection_takes(wanted, &in->record, &takes));
        if (takes) {
            choose(c, in, rows);
            if (is_rows)
                replace_text(&rows, c->text);
        } else if (is_rows) {
            free(rows);
            cli_check(reader_text(in->reader, &in->record, &rows));
        }
    }
    free(rows);
    if (!c->found)
        cli_check(selection_missing(wanted, reader_name(in->reader)));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Write the last (or another) record as tab-separated text.",
                      .operands = "[FILE]"};
    struct selection wanted = {0};
    struct chosen chosen = {0};
    struct intake in;
    struct writer *out;

    cli_begin(&cli, argc, argv);
    cli_selection(&cli, &wanted);

    cli_check(intake_open(&in, cli_file(&cli), wanted.kind ? wanted.kind : "matrix", NULL));
    in.shows_companions = true;
    cli_check(writer_open_text(&out, cli.output));
    read_chosen(&in, &wanted, &chosen);
    cli_check(write_chosen(out, &chosen));
    cli_check(writer_commit(out));
    chosen_free(&chosen);
    intake_close(&in);
    selection_free(&wanted);
    strlist_free(&cli.provenance);
    return 0;
}
