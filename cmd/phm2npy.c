/* phm2npy: a record of numbers as NumPy's .npy. */
#include "cli.h"
#include "stream/intake.h"
#include "stream/npy_export.h"
#include "stream/writer.h"

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Write the last (or another) record of numbers as a .npy file.",
                      .operands = "[FILE]"};
    struct selection wanted = {.numeric = true};
    struct intake in;
    struct writer *out;
    bool got, takes, found = false;

    cli_begin(&cli, argc, argv);
    cli_selection(&cli, &wanted);

    cli_check(intake_open(&in, cli_file(&cli), wanted.kind ? wanted.kind : "matrix", NULL));
    in.shows_companions = true;
    cli_check(writer_open(&out, cli.output));
    writer_hold(out);
    for (cli_check(intake_next(&in, &got)); got; cli_check(intake_next(&in, &got))) {
        cli_check(selection_takes(&wanted, &in.record, &takes));
        if (takes) {
            cli_check(writer_restart(out));
            cli_check(npy_export(in.reader, &in.record, out));
            found = true;
        }
    }
    if (!found)
        cli_check(selection_missing(&wanted, reader_name(in.reader)));
    cli_check(writer_commit(out));
    intake_close(&in);
    selection_free(&wanted);
    strlist_free(&cli.provenance);
    return 0;
}
