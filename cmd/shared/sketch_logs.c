#include "sketch_logs.h"

#include "base/array.h"
#include "cli.h"
#include "snapshot/sketch/sketch_log.h"

bool sketch_logs_given(const struct concat *work, const struct sketch_options *sketch,
                       const char *other)
{
    const struct tensor_choice *choice = &work->choice;
    const struct {
        bool given;
        const char *option;
    } options[] = {{choice->include.count > 0, "--include"},
                   {choice->exclude.count > 0, "--exclude"},
                   {choice->all, "--all"},
                   {choice->activations, "--cka"},
                   {work->renames.count > 0, "--rename"},
                   {work->hints.key != NULL, "--key"},
                   {work->hints.raw, "--raw"},
                   {work->hints.raw_factors, "--raw-factors"},
                   {work->part.count > 0, "--part"},
                   {work->skip_nonfinite, "--skip-nonfinite"},
                   {sketch->request.numbers > 0, "--sketch"},
                   {other != NULL, other}};
    bool are;
    cli_check(sketch_log_are(&work->files, &are));
    for (size_t i = 0; are && i < ARRAY_LENGTH(options); i++)
        if (options[i].given)
            cli_fail(CLI_USAGE,
                     "%s: is for checkpoints, and the files are logs of sketches: leave it out",
                     options[i].option);
    return are;
}
