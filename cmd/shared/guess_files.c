#include "guess_files.h"

#include "base/file/output.h"
#include "snapshot/guess/guess.h"

#include <stdlib.h>
#include <string.h>

/* The command line so far, without the options of guessing, and with those that provenance leaves
 * out. */
static void list_words(const struct cli *cli, struct strlist *words)
{
    cli_check(strlist_copy(words, &cli->provenance));
    for (size_t i = words->count; i-- > 1;)
        if (strcmp(words->at[i], "--guess") == 0 || strcmp(words->at[i], "--command") == 0)
            strlist_remove(words, i);
    if (cli->verbosity != CLI_NORMAL)
        cli_check(strlist_addf(words, cli->verbosity == CLI_QUIET ? "-q" : "-v"));
    if (cli->threads)
        cli_check(strlist_addf(words, "-j %zu", cli->threads));
}

static void list_folders(const struct cli *cli, struct strlist *folders)
{
    for (size_t i = 0; i < cli_operands(cli); i++)
        cli_check(strlist_add(folders, cli_operand(cli, i), strlen(cli_operand(cli, i))));
    if (folders->count == 0)
        cli_fail(CLI_USAGE, "--guess: no folders: name those that hold the runs");
}

static void tell(struct cli *cli, const struct guess_files *files, const struct guess *guess)
{
    if (files->command)
        report_line(&cli->report, REPORT_NOTE, "%s", guess->said);
    else
        report_line(&cli->report, REPORT_NOTE, "%s: the same without --guess: %s", guess->said,
                    files->line);
}

void guess_files_collect(struct cli *cli, struct guess_files *guess, struct checkpoint_files *files)
{
    struct guess found;
    struct strlist folders = {0}, words = {0};
    if (files->lists.count > 0)
        cli_fail(CLI_USAGE, "--guess and -T: exclude each other: leave one out");
    list_folders(cli, &folders);
    list_words(cli, &words);
    cli_check(guess_find(&found, &folders, &files->concat, &cli->report));
    cli_check(guess_command(&found, &words, &guess->line));
    tell(cli, guess, &found);
    guess_free(&found);
    strlist_free(&folders);
    strlist_free(&words);
}

void guess_files_print(const struct cli *cli, const struct guess_files *guess)
{
    struct output out;
    cli_check(output_open(&out, cli->output));
    cli_check(output_write(&out, guess->line, strlen(guess->line)));
    cli_check(output_write(&out, "\n", 1));
    cli_check(output_commit(&out));
}

void guess_files_free(struct guess_files *guess)
{
    free(guess->line);
}
