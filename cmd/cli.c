#include "cli.h"

#include "base/clock.h"
#include "base/memstream.h"
#include "base/output.h"
#include "matrix/blas.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char *program = "phatetools";

static const struct cli_option common_options[] = {
    {'o', "output", "FILE", "write to FILE, which appears whole or not at all"},
    {'q', "quiet", NULL, "no notes and no progress"},
    {'v', "verbose", NULL, "more detail on standard error"},
    {'h', "help", NULL, "print this and exit"},
    {0}};
static const struct cli_option thread_options[] = {
    {'j', "threads", "N", "threads at most (as many as there are processors)"}, {0}};
enum { MAX_THREADS = 1024 };

/* ---- messages ---- */

void cli_fail(int status, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s: ", program);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    output_abandon_all();
    exit(status);
}

void cli_check(struct error *err)
{
    if (err)
        cli_fail(CLI_FAILURE, "%s", error_text(err));
}

void cli_check_usage(struct error *err)
{
    if (err)
        cli_fail(error_is_of_memory(err) ? CLI_FAILURE : CLI_USAGE, "%s", error_text(err));
}

static struct cli *cli_of(struct report *report)
{
    return (struct cli *)(void *)((char *)report - offsetof(struct cli, report));
}

static void print_line(struct report *report, enum report_level level, const char *text)
{
    static const char *const names[] = {"warning: ", "note: ", ""};
    static const int least[] = {-1, 0, 1}; /* the verbosity from which a level is shown */
    if (cli_of(report)->verbosity >= least[level])
        fprintf(stderr, "%s: %s%s\n", program, names[level], text);
}

/* Progress is for someone who watches, and waits: from the second second on, five times a second,
 * one line that is wiped when the work is done. */
static void print_progress(struct report *report, const char *what, double share)
{
    struct cli *cli = cli_of(report);
    double now = seconds_now();
    if (cli->verbosity < 0 || !isatty(STDERR_FILENO))
        return;
    if (cli->progress_since == 0)
        cli->progress_since = now;
    if (share >= 1) {
        if (cli->progress_shown > 0)
            fprintf(stderr, "\r\033[K");
        cli->progress_since = cli->progress_shown = 0;
    } else if (now - cli->progress_since > 1 && now - cli->progress_shown > 0.2) {
        fprintf(stderr, "\r%s: %s: %.0f %%\033[K", program, what, 100 * share);
        cli->progress_shown = now;
    }
}

/* ---- start ---- */

static void die_tidily(int signal_number)
{
    output_abandon_all();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void catch_signals(void)
{
    static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        struct sigaction action = {.sa_handler = die_tidily};
        struct sigaction before;
        sigaction(deadly[i], NULL, &before);
        if (before.sa_handler != SIG_IGN) /* as nohup wants it */
            sigaction(deadly[i], &action, NULL);
    }
    /* A closed pipe is an error like any other: it gets a message and an exit status. */
    signal(SIGPIPE, SIG_IGN);
}

/* Were a standard descriptor closed, the next file opened would take its place. Opened the wrong
 * way round, its use is an error. */
static void occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
                exit(CLI_FAILURE);
}

/* True where the variable was not set, and now is. */
static bool set_unless_chosen(const char *name, const char *value)
{
    return !getenv(name) && setenv(name, value, 1) == 0;
}

/* The libraries read their settings before main, so the program starts anew with better ones; where
 * it cannot, it goes on as it is. Idle OpenMP threads spin by default, and keep BLAS's threads from
 * their cores (a Gram matrix took 1.6 times as long). Which kernels BLAS should run says blas.h.
 * The second time around all is set. */
static void start_with_settings(char *argv[])
{
    struct blas_facts facts = blas_facts();
    const char *kernel = blas_better_kernel(&facts);
    bool anew = set_unless_chosen("OMP_WAIT_POLICY", "passive");
    if (kernel && set_unless_chosen("OPENBLAS_CORETYPE", kernel))
        anew = true;
    if (anew)
        execv("/proc/self/exe", argv);
}

void cli_begin(struct cli *cli, int argc, char *argv[])
{
    if (cli->threaded)
        start_with_settings(argv);
    const char *slash = strrchr(argc > 0 ? argv[0] : program, '/');
    program = slash ? slash + 1 : argc > 0 ? argv[0] : program;
    prctl(PR_SET_NAME, program); /* else ps and pkill know it as "exe" */
    occupy_standard_descriptors();
    catch_signals();
    cli->argc = argc;
    cli->argv = argv;
    cli->report = (struct report){.line = print_line, .progress = print_progress};
    cli_check(strlist_add(&cli->provenance, program, strlen(program)));
}

/* ---- options ---- */

static void print_options(const struct cli_option *options)
{
    for (; options->letter; options++) {
        char left[64];
        const char *arg = options->arg ? options->arg : "";
        if (options->letter < 256)
            snprintf(left, sizeof left, "-%c, --%s %s", options->letter, options->name, arg);
        else
            snprintf(left, sizeof left, "    --%s %s", options->name, arg);
        printf("  %-28s %s\n", left, options->help);
    }
}

static void print_help(const struct cli *cli)
{
    printf("usage: %s [options] %s\n%s\n", program, cli->operands, cli->synopsis);
    print_options(cli->options);
    if (cli->threaded)
        print_options(thread_options);
    print_options(common_options);
    if (cli->manual)
        printf("%s\n", cli->manual);
    else
        printf("See %s(1) for more.\n", program);
    exit(fflush(stdout) == 0 ? 0 : CLI_FAILURE);
}

enum { OPTIONS_MAX = 40 };

/* getopt's two forms of the option tables. */
struct getopt_tables {
    char letters[2 * OPTIONS_MAX + 2];
    struct option names[OPTIONS_MAX + 1];
    size_t count;
};

static void add_options(struct getopt_tables *t, const struct cli_option *options)
{
    for (; options->letter && t->count < OPTIONS_MAX; options++) {
        t->names[t->count++] = (struct option){
            options->name, options->arg ? required_argument : no_argument, NULL, options->letter};
        if (options->letter < 256) {
            size_t length = strlen(t->letters);
            t->letters[length] = (char)options->letter;
            t->letters[length + 1] = options->arg ? ':' : '\0';
        }
    }
}

static const struct cli_option *find_option(const struct cli_option *options, int letter)
{
    for (; options->letter; options++)
        if (options->letter == letter)
            return options;
    return NULL;
}

static void usage_error(const char *what, const char *option)
{
    cli_fail(CLI_USAGE, "%s: %s: see %s -h", what, option, program);
}

/* A word of the provenance line, quoted where a shell would need it. */
static void remember(struct cli *cli, const char *word)
{
    bool plain = *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_-+=.,:/@%") == strlen(word);
    cli_check(strlist_addf(&cli->provenance, plain ? "%s" : "'%s'", word));
}

static void remember_option(struct cli *cli, const struct cli_option *option)
{
    if (option->letter < 256)
        cli_check(strlist_addf(&cli->provenance, "-%c", option->letter));
    else
        cli_check(strlist_addf(&cli->provenance, "--%s", option->name));
    if (option->arg)
        remember(cli, cli->value);
}

static bool handle_common(struct cli *cli)
{
    switch (cli->letter) {
    case 'o':
        cli->output = cli->value;
        return true;
    case 'q':
        cli->verbosity = -1;
        return true;
    case 'v':
        cli->verbosity = 1;
        return true;
    case 'h':
        print_help(cli);
        return true;
    case 'j':
        if (cli->threaded)
            cli->threads = cli_size(cli, 1, MAX_THREADS);
        return cli->threaded;
    default:
        return false;
    }
}

/* When the options are known: the threads asked for, and a word on what computes. */
static void settle_threads(struct cli *cli)
{
    char text[BLAS_TEXT_MAX];
    if (cli->threads)
        blas_set_threads(cli->threads);
    blas_describe(text);
    report_line(&cli->report, REPORT_DETAIL, "%s", text);
}

int cli_option(struct cli *cli)
{
    struct getopt_tables t = {.letters = ":"};
    add_options(&t, cli->options);
    add_options(&t, common_options);
    if (cli->threaded)
        add_options(&t, thread_options);
    opterr = 0;
    for (;;) {
        int at = optind;
        cli->letter = getopt_long(cli->argc, cli->argv, t.letters, t.names, NULL);
        cli->value = optarg;
        if (cli->letter == -1) {
            if (cli->threaded)
                settle_threads(cli);
            return -1;
        }
        if (cli->letter == ':')
            usage_error("option needs an argument", cli->argv[optind - 1]);
        if (cli->letter == '?' && optopt && optopt < 256) {
            char letter[] = {'-', (char)optopt, '\0'};
            usage_error("unknown option", letter);
        }
        if (cli->letter == '?')
            usage_error("unknown option, or one that does not fit", cli->argv[at]);
        if (handle_common(cli))
            continue;
        remember_option(cli, find_option(cli->options, cli->letter));
        return cli->letter;
    }
}

static const char *option_name(const struct cli *cli)
{
    const struct cli_option *own = find_option(cli->options, cli->letter);
    return own ? own->name : find_option(thread_options, cli->letter)->name;
}

double cli_double(struct cli *cli, double least, double most)
{
    char *end;
    double value = strtod(cli->value, &end);
    if (end == cli->value || *end || !(value >= least && value <= most))
        cli_fail(CLI_USAGE, "--%s %s: expected a number from %g to %g: see %s -h", option_name(cli),
                 cli->value, least, most, program);
    return value;
}

size_t cli_size(struct cli *cli, size_t least, size_t most)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(cli->value, &end, 10);
    if (end == cli->value || *end || strchr(cli->value, '-') || errno || value < least ||
        value > most)
        cli_fail(CLI_USAGE, "--%s %s: expected a whole number from %zu to %zu: see %s -h",
                 option_name(cli), cli->value, least, most, program);
    return (size_t)value;
}

int cli_choice(struct cli *cli, const char *const names[])
{
    char list[256] = "";
    for (int i = 0; names[i]; i++) {
        if (strcmp(cli->value, names[i]) == 0)
            return i;
        size_t length = strlen(list);
        snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "", names[i]);
    }
    cli_fail(CLI_USAGE, "--%s %s: expected one of %s", option_name(cli), cli->value, list);
}

const struct cli_option cli_selection_options[] = {
    {'k', "kind", "KIND", "the record of that kind (the last, if there are several)"},
    {'n', "number", "N", "the Nth record, of KIND if given, counted from 1 (default: the last)"},
    {0}};

void cli_selection(struct cli *cli, struct selection *wanted)
{
    for (int letter; (letter = cli_option(cli)) != -1;)
        if (letter == 'k')
            wanted->kind = cli->value;
        else
            wanted->index = cli_size(cli, 1, SIZE_MAX);
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
        cli_fail(CLI_USAGE, "one file at the most: %s: see %s -h", cli_operand(cli, leading + 1),
                 program);
    const char *file = given > leading ? cli_operand(cli, leading) : NULL;
    if (!file && isatty(STDIN_FILENO))
        cli_fail(CLI_USAGE, "no input: standard input is a terminal: name a file, or pipe one in");
    return file;
}

char *cli_provenance(struct cli *cli)
{
    enum { SHOWN = 3 };
    size_t operands = cli_operands(cli);
    for (size_t i = 0; i < operands && i < SHOWN; i++)
        remember(cli, cli_operand(cli, i));
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
