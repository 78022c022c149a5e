/* tsv2phm: a table or a matrix from text to a record. */
#include "base/file/path.h"
#include "base/text/text_file.h"
#include "cli.h"
#include "stream/stream.h"
#include "stream/tsv.h"

#include <stdlib.h>
#include <string.h>

static bool is_table(const char *kind)
{
    return strcmp(kind, "rows") == 0 || strcmp(kind, "tensors") == 0;
}

static struct error *put_table(struct writer *out, const char *path, const char *kind,
                               const char *provenance)
{
    struct table t;
    struct error *err = table_read(&t, path);
    if (err)
        return err;
    err = stream_put_table(out, kind, &t, provenance);
    table_free(&t);
    return err;
}

static struct error *put_numbers(struct writer *out, const char *path, const char *kind,
                                 const char *provenance)
{
    struct error *err;
    struct matrix m = {0};
    struct record r = {0};
    char *text = NULL;
    TRY(text_file_read(path, &text));
    TRY(tsv_parse(&m, text, path_of_input(path)));
    TRY(record_init(&r, kind, PHM_F64, m.rows, m.cols));
    TRY(record_from_add(&r, provenance));
    TRY(writer_matrix(out, &r, &m));
out:
    record_free(&r);
    matrix_free(&m);
    free(text);
    return err;
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Make a record of a table, or of a matrix of numbers.",
                      .operands = "[FILE]"};
    const char *kind = "rows";
    struct writer *out;
    const struct cli_option options[] = {
        {'k', "kind", "KIND",
         "what it is: rows or tensors, tables with a heading, or numbers of another kind",
         CLI_TEXT(&kind)},
        {0}};
    cli_begin(&cli, argc, argv);
    cli_options(&cli, options);

    const char *file = cli_file(&cli), *path = file ? file : "-";
    char *provenance = cli_provenance(&cli);
    cli_check(writer_open(&out, cli.output));
    cli_check(is_table(kind) ? put_table(out, path, kind, provenance)
                             : put_numbers(out, path, kind, provenance));
    cli_check(writer_commit(out));
    free(provenance);
    strlist_free(&cli.provenance);
    return 0;
}
