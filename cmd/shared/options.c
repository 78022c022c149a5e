#include "options.h"

#include "cli.h"
#include "computing.h"
#include "files.h"
#include "version.h"

#include <assert.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 1024, FIRST_INDEX = 256 };

/* The options of a program and those of all, in the order of --help. */
struct option_set {
    const struct cli *cli;
    const struct cli_option *at[CLI_OPTIONS_MAX];
    char usual[CLI_OPTIONS_MAX][OPTION_USUAL_MAX]; /* the defaults */
    size_t own, count;                             /* own: so many are the program's */
};

/* ---- --help, --version ---- */

/* "  -m, --metric METRIC      by which they lie apart: euclidean|cosine|correlation (euclidean)" */
static void print_option(const struct cli_option *option, const char *usual)
{
    char left[64], names[OPTION_NAMES_MAX];
    const char *arg = option->arg ? option->arg : "";
    option_value_names(&option->value, names);
    if (option->letter)
        snprintf(left, sizeof left, "-%c, --%s %s", option->letter, option->name, arg);
    else
        snprintf(left, sizeof left, "    --%s %s", option->name, arg);
    printf("  %-28s %s%s%s", left, option->help, *names ? ": " : "", names);
    printf(*usual ? " (%s)\n" : "%s\n", usual);
}

static struct error *print_help(const char *text, void *to)
{
    const struct option_set *set = to;
    (void)text;
    printf("usage: %s [options] %s\n%s\n", cli_program(), set->cli->operands, set->cli->synopsis);
    for (size_t i = 0; i < set->count; i++)
        print_option(set->at[i], set->usual[i]);
    if (set->cli->manual)
        printf("%s\n", set->cli->manual);
    else
        printf("See %s(1) for more.\n", cli_program());
    exit(fflush(stdout) == 0 ? 0 : CLI_FAILURE);
}

static bool has_threads(const struct cli *cli)
{
    return cli->computing && cli->computing->has_threads;
}

static void print_version(const struct cli *cli)
{
    version_print(cli->verbosity == CLI_VERBOSE, cli->computing);
    exit(fflush(stdout) == 0 ? 0 : CLI_FAILURE);
}

/* ---- reading ---- */

static void add_options(struct option_set *set, const struct cli_option *options)
{
    for (; options->name; options++) {
        assert(set->count < CLI_OPTIONS_MAX);
        option_value_usual(&options->value, set->usual[set->count]);
        set->at[set->count++] = options;
    }
}

/* getopt's two forms of the options. */
struct getopt_tables {
    char letters[2 * CLI_OPTIONS_MAX + 2];
    struct option names[CLI_OPTIONS_MAX + 1];
};

static void fill_tables(struct getopt_tables *t, const struct option_set *set)
{
    char *end = stpcpy(t->letters, ":");
    for (size_t i = 0; i < set->count; i++) {
        const struct cli_option *option = set->at[i];
        int known_as = option->letter ? option->letter : FIRST_INDEX + (int)i;
        t->names[i] = (struct option){option->name, option->arg ? required_argument : no_argument,
                                      NULL, known_as};
        if (option->letter)
            end += sprintf(end, "%c%s", option->letter, option->arg ? ":" : "");
    }
}

/* The index of the option that getopt has found. */
static size_t find(const struct option_set *set, int known_as)
{
    size_t i = 0;
    if (known_as >= FIRST_INDEX)
        return (size_t)(known_as - FIRST_INDEX);
    while (set->at[i]->letter != known_as)
        i++;
    return i;
}

static void usage_error(const char *option, const char *what)
{
    cli_fail(CLI_USAGE, "%s: %s: see %s -h", option, what, cli_program());
}

/* What getopt's ':' and '?' mean for the word at argv[at]. */
static void refuse(const struct cli *cli, int known_as, int at)
{
    char letter[] = {'-', (char)optopt, '\0'};
    if (known_as == ':')
        usage_error(cli->argv[optind - 1], "needs an argument");
    if (optopt && optopt < FIRST_INDEX)
        usage_error(letter, "unknown option");
    usage_error(cli->argv[at], "unknown option, or one that does not fit");
}

static void remember(struct cli *cli, const struct cli_option *option, const char *text)
{
    if (option->letter)
        cli_check(strlist_addf(&cli->provenance, "-%c", option->letter));
    else
        cli_check(strlist_addf(&cli->provenance, "--%s", option->name));
    if (option->arg)
        cli_remember(cli, text);
}

static void read_all(struct cli *cli, const struct option_set *set)
{
    struct getopt_tables t = {0};
    fill_tables(&t, set);
    opterr = 0;
    for (int at = optind, c;
         (c = getopt_long(cli->argc, cli->argv, t.letters, t.names, NULL)) != -1; at = optind) {
        if (c == ':' || c == '?')
            refuse(cli, c, at);
        size_t i = find(set, c);
        if (i < set->own)
            remember(cli, set->at[i], optarg);
        cli_check_usage(option_value_take(&set->at[i]->value, set->at[i]->name, optarg));
        if (set->at[i]->given)
            *set->at[i]->given = true;
        if (set->at[i]->reads)
            files_note_input(optarg);
    }
}

static void check_output(const struct cli *cli)
{
    files_note_input(NULL);
    for (size_t i = 0; i < cli_operands(cli); i++)
        files_note_input(cli_operand(cli, i));
    if (!cli->names_output)
        files_check_output(cli, "-o", cli->output);
}

/* Sets the threads asked for, and reports what computes. */
static void settle_threads(struct cli *cli)
{
    char text[BLAS_TEXT_MAX];
    cli_check(cli->computing->begin(cli->threads));
    cli->computing->describe(text);
    if (has_threads(cli))
        report_line(&cli->report, REPORT_DETAIL, "%s", text);
}

void cli_options(struct cli *cli, const struct cli_option *options)
{
    struct option_set set = {.cli = cli};
    bool version = false;
    const struct cli_option of_threads[] = {{'j', "threads", "COUNT",
                                             "threads at most (as many as there are processors)",
                                             CLI_SIZE(&cli->threads, 1, MAX_THREADS)},
                                            {0}};
    const struct cli_option common[] = {
        {'o', "output", "FILE", "write to FILE, which appears whole or not at all",
         CLI_TEXT(&cli->output)},
        {0, "force", NULL, "replace also an input, or a file that phatetools did not write",
         CLI_FLAG(&cli->force)},
        {'q', "quiet", NULL, "no notes and no progress", CLI_SET(&cli->verbosity, CLI_QUIET)},
        {'v', "verbose", NULL, "more detail on standard error",
         CLI_SET(&cli->verbosity, CLI_VERBOSE)},
        {'V', "version", NULL, "print the version and exit; with -v also those of libraries",
         CLI_FLAG(&version)},
        {'h', "help", NULL, "print this and exit", CLI_PARSED(print_help, &set)},
        {0}};
    add_options(&set, options);
    set.own = set.count;
    if (has_threads(cli))
        add_options(&set, of_threads);
    add_options(&set, common);
    read_all(cli, &set);
    if (version)
        print_version(cli);
    check_output(cli);
    if (cli->computing)
        settle_threads(cli);
}

void cli_options_append(struct cli_option table[CLI_OPTIONS_MAX], const struct cli_option *more)
{
    size_t count = 0;
    while (table[count].name)
        count++;
    for (; more->name; more++) {
        assert(count + 1 < CLI_OPTIONS_MAX);
        table[count++] = *more;
    }
    table[count] = (struct cli_option){0};
}

void cli_selection(struct cli *cli, struct selection *wanted)
{
    const struct cli_option options[] = {
        {'k', "kind", "KIND", "the record of that kind (the last, if there are several)",
         CLI_TEXT(&wanted->kind)},
        {'n', "number", "NUMBER",
         "the one of that number, of KIND if given, counted from 1 (the last)",
         CLI_SIZE(&wanted->index, 1, SIZE_MAX)},
        {0}};
    cli_options(cli, options);
}
