/* What the commands share: options, messages, exit status, the loop over a stream's records.
 * Everything here may print and exit; nothing in lib/ does. */
#ifndef PHATE_CLI_H
#define PHATE_CLI_H

#include "report.h"
#include "stream.h"
#include "table.h"

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

/* Operands left after the options. cli_file: none or one (NULL for none), else a usage error. */
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

/* Exits: the stream has none of the wanted kinds (NULL-terminated), and `got` was its last record.
 */
void cli_wrong_kind(const struct reader *in, const struct record *got, const char *const wanted[])
    __attribute__((noreturn));

/* A filter: records of the wanted kinds are the command's, all others pass through in order. While
 * more input follows, output is held back, so that bad input leaves none. */
struct filter {
    struct cli *cli;
    const char *const *wanted; /* NULL-terminated; the first is what a .npy is taken for */
    const char *const *aside;  /* the command's as well, but not enough without one wanted; or NULL,
                                  else to be set after filter_begin */
    struct reader *in;
    struct writer *out;
    char *provenance;
    struct record record; /* the current record */
    struct record other;  /* the last record that passed through, for the message */
    struct table rows;    /* the row table that came last; empty before */
    struct table tensors; /* the table of tensors that passed through last; empty before */
    struct record rows_record;
    bool owns_rows, rows_wait; /* filter_own_rows; the last table has not been written yet */
    bool found, has_record;
};

void filter_begin(struct filter *f, struct cli *cli, const char *const wanted[]);
/* True with f->record set to the next wanted record; at the end false. Exits where the stream has
 * none of them. The record is freed by the next call. */
bool filter_next(struct filter *f);
/* From now on row tables do not pass through but wait in f->rows, where the command may change
 * them, for filter_put_rows; at the end, or when the next one comes, they are written as they
 * stand. */
void filter_own_rows(struct filter *f);
void filter_put_rows(struct filter *f);
/* Reads the current record's payload as a matrix. */
void filter_matrix(struct filter *f, struct matrix *m);
void filter_csr(struct filter *f, struct csr *m);
/* A record of `kind` in the shape of m, made from the current one: attrs and provenance carried
 * over, this command's line appended. */
void filter_derive(struct filter *f, struct record *r, const char *kind, const struct matrix *m);
void filter_derive_csr(struct filter *f, struct record *r, const char *kind, const struct csr *m);
/* Writes the record; frees both. */
void filter_put(struct filter *f, struct record *r, struct matrix *m);
void filter_put_csr(struct filter *f, struct record *r, struct csr *m);
/* What to call a row in a message: its file, or "row 7". */
enum { FILTER_NAME_MAX = 128 };
void filter_row_name(const struct filter *f, size_t row, char name[FILTER_NAME_MAX]);
/* Commits the output. Returns the exit status. */
int filter_end(struct filter *f);

#endif
