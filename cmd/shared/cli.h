/* What the commands share: start, messages, operands, exit status; options.h has the options.
 * Everything here may print and exit; nothing in lib/ does. */
#ifndef PHATE_CLI_H
#define PHATE_CLI_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "options.h"

#include <stddef.h>

/* Exit status: 0 done, 1 bad input or failure (but where a program says otherwise), 2 usage. */
enum { CLI_FAILURE = 1, CLI_USAGE = 2 };

enum cli_verbosity { CLI_NORMAL, CLI_QUIET, CLI_VERBOSE };

struct computing;

struct cli {
    const char *synopsis; /* one line: what the program does */
    const char *operands; /* "[FILE]" or "FILE..." */
    size_t leading;       /* operands that must come before the file of cli_file */
    const char *manual;   /* where to read more; NULL: the program's man page */
    int failure;          /* its exit status for bad input and failure; 0: CLI_FAILURE */
    bool names_output;    /* -o is not yet the name of a file: the program checks it (files.h) */
    bool rereads;         /* it reads files after it has written one */
    const struct computing *computing; /* computing.h; NULL: it calls no BLAS */
    /* set by cli_begin, */
    int argc;
    char **argv;
    double progress_since, progress_shown; /* seconds; 0: no work is under way, nothing shown */
    struct report report; /* prints warnings, notes (not with -q) and details (with -v); notes.h */
    /* and by cli_options */
    const char *output; /* -o, or NULL */
    bool force;         /* --force: an output may replace any file */
    size_t threads;     /* -j, or 0 */
    unsigned verbosity; /* an enum cli_verbosity: -q, -v */
    struct strlist provenance;
};

void cli_begin(struct cli *cli, int argc, char *argv[]);
const char *cli_program(void); /* the name it was called by */

/* Operands left after the options. cli_file: the one after the leading operands (NULL for none);
 * more are a usage error. */
size_t cli_operands(const struct cli *cli);
const char *cli_operand(const struct cli *cli, size_t index);
const char *cli_file(struct cli *cli);

/* Prints the notes that wait for the end of the records (notes.h). */
void cli_tell_notes(void);
/* The same, and then prints "program: text" and exits with `status`; for CLI_FAILURE with the
 * program's own. */
void cli_fail(int status, const char *format, ...) PRINTF_LIKE(2, 3) __attribute__((noreturn));
/* Where err is not NULL, removes half-written output and ends the program with CLI_FAILURE. */
void cli_check(struct error *err);
/* The same for an option's argument: with status 2. */
void cli_check_usage(struct error *err);

/* Adds a word to the provenance line, quoted where a shell would need it. */
void cli_remember(struct cli *cli, const char *word);
/* "knnaff -k 5 -m cosine": program, options that bear on the result, operands. The caller frees
 * it. */
char *cli_provenance(struct cli *cli);

#endif
