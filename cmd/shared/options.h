/* The options of a program, as a table that binds each to its variable: what is read and checked,
 * what --help says, with the defaults, and what a shell completes (completion.bash) come from it.
 */
#ifndef PHATE_OPTIONS_H
#define PHATE_OPTIONS_H

#include "option_value.h"
#include "stream/selection.h"

#include <stdbool.h>

struct cli;

enum { CLI_OPTIONS_MAX = 48 }; /* of a program, with those of all */

struct cli_option {
    int letter;       /* 0: it has none */
    const char *name; /* the long option */
    const char *arg;  /* the argument's name in the usage, or NULL */
    const char *help; /* without the names of a choice, and without the default */
    struct cli_value value;
    bool *given; /* becomes true; or NULL */
    bool reads;  /* the argument is a file that the program reads */
};

/* Reads the options: those of the table, which ends with {0}, and those that every program has: -o,
 * --force, -q, -v, -V, -h and, where it is threaded, -j. Exits after --help and --version, and with
 * status 2 where an option is unknown or its argument does not fit, or the output would take the
 * place of a file that is to stay (files.h). */
void cli_options(struct cli *cli, const struct cli_option *options);

/* Appends the rows of `more` to a program's table; each ends with {0}. A table has room for
 * CLI_OPTIONS_MAX rows, with its {0}. */
void cli_options_append(struct cli_option table[CLI_OPTIONS_MAX], const struct cli_option *more);

/* The options, -k and -n, of a program that takes one record of a stream and has no others. */
void cli_selection(struct cli *cli, struct selection *wanted);

#endif
