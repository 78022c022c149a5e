#include "evaluation_options.h"

#include "base/file/output.h"

#include <stdio.h>
#include <string.h>

static struct error *add_names(const char *text, void *names)
{
    for (;; text++) {
        size_t length = strcspn(text, ",");
        if (length == 0)
            return error_new("--names: has an empty name: see %s -h", cli_program());
        struct error *err = strlist_add(names, text, length);
        text += length;
        if (err || !*text)
            return err;
    }
}

void evaluation_options_add(struct cli_option options[CLI_OPTIONS_MAX], struct evaluation_opts *o)
{
    const struct cli_option shared[] = {
        {'e', "evaluator", "COMMAND",
         "reads one snapshot's path per line, answers each with a line: its loss",
         CLI_TEXT(&o->evaluator.command)},
        {'j', "jobs", "COUNT", "evaluators that run at a time",
         CLI_SIZE(&o->evaluator.count, 1, EVALUATORS_MAX)},
        {0, "names", "NAMES", "of the numbers in an answer (loss,value2,...)",
         CLI_PARSED(add_names, &o->names)},
        {0, "timeout", "SECONDS", "that an answer may take; 0: any time",
         CLI_NUMBER(&o->evaluator.timeout, 0, EVALUATION_TIMEOUT_MOST)},
        {0, "journal", "FILE", "where answers are kept until all are there (OUTPUT.journal)",
         CLI_TEXT(&o->journal)},
        {0}};
    cli_options_append(options, shared);
}

void evaluation_options_check(const struct evaluation_opts *o)
{
    if (!o->evaluator.command)
        cli_fail(CLI_USAGE, "no evaluator: give the command that evaluates snapshots, such as -e "
                            "'python3 evaluate.py'");
}

char *evaluation_options_journal(const struct cli *cli, struct evaluation_opts *o)
{
    char *usual;
    if (o->journal || !output_makes_file(cli->output))
        return NULL;
    if (asprintf(&usual, "%s.journal", cli->output) < 0)
        cli_check(error_memory("a file name"));
    o->journal = usual;
    return usual;
}

struct writer *evaluation_options_open(const char *output,
                                       struct error *(*open)(struct writer **, const char *))
{
    struct writer *out;
    cli_check(open(&out, output));
    if (output_makes_file(output)) {
        writer_discard(out);
        out = NULL;
    }
    return out;
}
