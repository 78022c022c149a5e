#include "cli.h"

#include "base/clock.h"
#include "base/file/path.h"
#include "base/file/temporary.h"
#include "base/memstream.h"
#include "base/text/printable.h"
#include "base/text/shell.h"
#include "computing.h"
#include "notes.h"
#include "start.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char *program = "phatetools";
static int failure = CLI_FAILURE; /* the exit status for it */

/* ---- messages ---- */

static void print(const char *text)
{
    printable_put(stderr, text, strlen(text));
}

/* One line, whatever is in the texts. */
static void print_message(const char *level, const char *where, const char *text)
{
    flockfile(stderr);
    print(program);
    fprintf(stderr, ": %s", level);
    print(where);
    print(text);
    fputc('\n', stderr);
    funlockfile(stderr);
}

static void print_line(enum report_level level, const char *where, const char *text)
{
    static const char *const names[] = {"warning: ", "note: ", ""};
    print_message(names[level], where, text);
}

void cli_tell_notes(void)
{
    notes_tell(print_line);
}

static void print_last(const char *text)
{
    cli_tell_notes();
    print_message("", "", text);
}

static _Noreturn void leave(int status)
{
    temporary_remove_all();
    exit(status == CLI_FAILURE ? failure : status);
}

static _Noreturn void fail(struct error *err, int status)
{
    print_last(error_text(err));
    error_free(err);
    leave(status);
}

void cli_fail(int status, const char *format, ...)
{
    va_list args;
    char *text;
    va_start(args, format);
    int length = vasprintf(&text, format, args);
    va_end(args);
    print_last(length < 0 ? "out of memory" : text);
    if (length >= 0)
        free(text);
    leave(status);
}

void cli_check(struct error *err)
{
    if (err)
        fail(err, CLI_FAILURE);
}

void cli_check_usage(struct error *err)
{
    if (err)
        fail(err, error_is_of_memory(err) ? CLI_FAILURE : CLI_USAGE);
}

static struct cli *cli_of(struct report *report)
{
    return (struct cli *)(void *)((char *)report - offsetof(struct cli, report));
}

/* At once and for each record. */
static void say_all(enum report_level level, const char *text)
{
    char where[256] = "";
    if (notes_record())
        snprintf(where, sizeof where, "%.200s: ", notes_record());
    print_line(level, where, text);
}

static void say(struct report *report, enum report_level level, const char *text)
{
    unsigned verbosity = cli_of(report)->verbosity;
    if (verbosity == CLI_VERBOSE)
        say_all(level, text);
    else if (level == REPORT_WARNING || (level == REPORT_NOTE && verbosity != CLI_QUIET))
        if (!notes_keep(level, text))
            print_line(level, "", text);
}

/* Progress is for someone who watches and waits: after the first second, five times per second, one
 * line that is wiped when the work is done. */
static void print_progress(struct report *report, const char *what, double share)
{
    struct cli *cli = cli_of(report);
    double now = seconds_now();
    if (cli->verbosity == CLI_QUIET || !isatty(STDERR_FILENO))
        return;
    if (cli->progress_since == 0)
        cli->progress_since = now;
    if (share >= 1) {
        if (cli->progress_shown > 0)
            fprintf(stderr, "\r\033[K");
        fflush(stderr);
        cli->progress_since = cli->progress_shown = 0;
    } else if (now - cli->progress_since > 1 && now - cli->progress_shown > 0.2) {
        fprintf(stderr, "\r%s: %s: %.0f %%\033[K", program, what, 100 * share);
        fflush(stderr);
        cli->progress_shown = now;
    }
}

/* ---- start ---- */

const char *cli_program(void)
{
    return program;
}

/* Messages are printed piece by piece, and reach what others read line by line. */
static void gather_lines(void)
{
    static char line[BUFSIZ];
    setvbuf(stderr, line, _IOLBF, sizeof line);
}

void cli_begin(struct cli *cli, int argc, char *argv[])
{
    char *shown; /* as long as the program runs */
    if (cli->computing)
        cli->computing->start(argv);
    gather_lines();
    if (argc > 0)
        program = path_base(argv[0]);
    if (cli->failure)
        failure = cli->failure;
    prctl(PR_SET_NAME, program); /* else ps and pkill know it as "exe" */
    start_occupy_standard_descriptors();
    start_catch_signals();
    cli->argc = argc;
    cli->argv = argv;
    cli->report = (struct report){.line = say, .progress = print_progress};
    cli_remember(cli, program);
    cli_check(printable_text(program, &shown));
    program = shown;
}

/* ---- operands ---- */

size_t cli_operands(const struct cli *cli)
{
    return (size_t)(cli->argc - optind);
}

const char *cli_operand(const struct cli *cli, size_t index)
{
    return cli->argv[optind + (int)index];
}

const char *cli_file(struct cli *cli)
{
    size_t given = cli_operands(cli), leading = cli->leading;
    if (given < leading)
        cli_fail(CLI_USAGE, "expected %s: see %s -h", cli->operands, program);
    if (given > leading + 1)
        cli_fail(CLI_USAGE, "%s: at most one file: see %s -h", cli_operand(cli, leading + 1),
                 program);
    const char *file = given > leading ? cli_operand(cli, leading) : NULL;
    if (!file && isatty(STDIN_FILENO))
        cli_fail(CLI_USAGE, "no input: standard input is a terminal: name a file, or pipe one in");
    return file;
}

void cli_remember(struct cli *cli, const char *word)
{
    char *quoted;
    cli_check(shell_word(word, &quoted));
    cli_check(strlist_add(&cli->provenance, quoted, strlen(quoted)));
    free(quoted);
}

char *cli_provenance(struct cli *cli)
{
    enum { SHOWN = 3 };
    size_t operands = cli_operands(cli);
    for (size_t i = 0; i < operands && i < SHOWN; i++)
        cli_remember(cli, cli_operand(cli, i));
    if (operands > SHOWN)
        cli_check(strlist_addf(&cli->provenance, "... (%zu files)", operands));

    struct memstream line;
    FILE *f = memstream_open(&line);
    if (!f)
        cli_check(error_memory("the provenance line"));
    for (size_t i = 0; i < cli->provenance.count; i++)
        fprintf(f, "%s%s", i ? " " : "", cli->provenance.at[i]);
    if (!memstream_close(&line))
        cli_check(error_memory("the provenance line"));
    return line.text;
}
