/* What the commands share: options, messages, exit status. Everything here may print and
 * exit; nothing in lib/ does. */
#ifndef PHATE_CLI_H
#define PHATE_CLI_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "stream/selection.h"

#include <stdbool.h>
#include <stddef.h>

/* Exit status: 0 done, 1 bad input or failure, 2 usage. */
enum { CLI_FAILURE = 1, CLI_USAGE = 2 };

struct cli_option {
    int letter;       /* the short option's letter; of a long-only option a number above 255 */
    const char *name; /* the long option */
    const char *arg;  /* the argument's name in the usage, or NULL */
    const char *help;
};

/* A table of options ends with {0}. Every program also has -o, -q, -v and -h; one that is threaded
 * has -j, and says with -v which BLAS it runs on. */
struct cli {
    const char *synopsis; /* one line: what the program does */
    const char *operands; /* "[FILE]" or "FILE..." */
    size_t leading;       /* operands that must come before the one file of cli_file */
    const char *manual;   /* where to read more; NULL: the program's man page */
    const struct cli_option *options;
    bool threaded; /* it computes, with OpenMP and BLAS */
    /* set by cli_begin */
    int argc;
    char **argv;
    int letter; /* of the option at hand */
    const char *value;
    const char *output; /* -o, or NULL */
    size_t threads;     /* -j, or 0 */
    int verbosity;      /* -1: -q; 0; 1: -v */
    struct strlist provenance;
    double progress_since, progress_shown; /* seconds; 0: no work is under way, nothing shown */
    struct report report; /* prints warnings, notes (not with -q) and details (with -v) */
};

void cli_begin(struct cli *cli, int argc, char *argv[]);
/* The next option's letter, or -1 when all are read; cli->value is its argument. */
int cli_option(struct cli *cli);
/* The option's argument, checked; each exits with status 2 where it does not fit. */
double cli_double(struct cli *cli, double least, double most);
size_t cli_size(struct cli *cli, size_t least, size_t most);
int cli_choice(struct cli *cli, const char *const names[]); /* NULL-terminated; the index */

/* The options, -k and -n, of a program that takes one record of a stream and has no others; reads
 * them. */
extern const struct cli_option cli_selection_options[];
void cli_selection(struct cli *cli, struct selection *wanted);

/* Operands left after the options. cli_file: of those after the leading ones none or one (NULL for
 * none), else a usage error. */
size_t cli_operands(const struct cli *cli);
const char *cli_operand(const struct cli *cli, size_t index);
const char *cli_file(struct cli *cli);

/* Prints "program: text" and exits with `status`. */
void cli_fail(int status, const char *format, ...) PRINTF_LIKE(2, 3) __attribute__((noreturn));
/* Ends the program with status 1, after removing what was half written, where err is not NULL. */
void cli_check(struct error *err);
/* The same for an option's argument: with status 2. */
void cli_check_usage(struct error *err);

/* "knnaff -k 5 -m cosine": program, options that bear on the result, operands. The caller frees
 * it. */
char *cli_provenance(struct cli *cli);

#endif
