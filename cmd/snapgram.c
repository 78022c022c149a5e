/* snapgram: snapshots in, their Gram matrix out. */
#include "snapgram.h"
#include "cli.h"

static const struct cli_option options[] = {{0}};
static const char *const wanted[] = {"snapshots", NULL};

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The Gram matrix of snapshots, in one pass over them.",
                      .operands = "[FILE]",
                      .options = options};
    cli_begin(&cli, argc, argv);
    while (cli_option(&cli) != -1)
        continue;

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        struct matrix g;
        struct record r;
        cli_check(snapgram_read(f.in, &f.record, false, &cli.report, &g));
        filter_derive(&f, &r, "gram", &g);
        filter_put(&f, &r, &g);
    }
    return filter_end(&f);
}
