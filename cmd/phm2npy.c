/* phm2npy: a record of numbers as NumPy's .npy. */
#include "cli.h"
#include "stream/npy_export.h"
#include "stream/stream.h"

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Write the last (or another) record of numbers as a .npy file.",
                      .operands = "[FILE]"};
    struct selection wanted = {.numeric = true};
    struct reader *in;
    struct writer *out;
    struct record r;
    bool got, takes, found = false;

    cli_begin(&cli, argc, argv);
    cli_selection(&cli, &wanted);

    cli_check(reader_open(&in, cli_file(&cli), wanted.kind ? wanted.kind : "matrix"));
    cli_check(writer_open(&out, cli.output));
    writer_hold(out);
    for (;;) {
        cli_check(reader_next(in, &r, &got));
        if (!got)
            break;
        cli_check(selection_takes(&wanted, &r, &takes));
        if (takes) {
            cli_check(writer_restart(out));
            cli_check(npy_export(in, &r, out));
            found = true;
        }
        record_free(&r);
    }
    if (!found)
        cli_check(selection_missing(&wanted, reader_name(in)));
    cli_check(writer_commit(out));
    reader_close(in);
    selection_free(&wanted);
    strlist_free(&cli.provenance);
    return 0;
}
