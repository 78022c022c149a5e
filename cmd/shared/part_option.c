#include "part_option.h"

#include "cli.h"

void part_option_check(const struct concat *work, bool list)
{
    if (work->part.count == 0)
        return;
    if (list)
        cli_fail(CLI_USAGE, "-l and --part: a list is of whole files: leave one out");
    if (work->choice.activations)
        cli_fail(CLI_USAGE, "--cka and --part: a row is made of a whole file: leave one out");
    if (work->skip_nonfinite)
        cli_fail(CLI_USAGE,
                 "--skip-nonfinite and --part: the parts could leave out other snapshots: "
                 "name the sound files");
}
