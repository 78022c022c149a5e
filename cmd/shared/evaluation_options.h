/* What programs share that run the user's own evaluators: their options, and the journal, which is
 * beside the output unless an option names it. */
#ifndef PHATE_EVALUATION_OPTIONS_H
#define PHATE_EVALUATION_OPTIONS_H

#include "cli.h"
#include "evaluation/evaluation.h"
#include "stream/writer.h"

/* The defaults. */
#define EVALUATION_USUAL .evaluator = {.count = 1, .timeout = 3600}

enum { EVALUATION_TIMEOUT_MOST = 1000000000 }; /* s */

/* Writes the rows of the options behind the program's own, which end with {0}. */
void evaluation_options_add(struct cli_option options[CLI_OPTIONS_MAX], struct evaluation_opts *o);

/* Fails without an evaluator. */
void evaluation_options_check(const struct evaluation_opts *o);

/* Sets the journal, where none is named and the output is to become a file: returns its name, which
 * the caller frees; else NULL. Such a journal goes when the output is there. */
char *evaluation_options_journal(const struct cli *cli, struct evaluation_opts *o);

/* Opens the output before the evaluation, by writer_open or writer_open_text. A file is only tried,
 * and NULL: it is made behind the evaluation, for kill -9 would leave its temporary one. */
struct writer *evaluation_options_open(const char *output,
                                       struct error *(*open)(struct writer **, const char *));

#endif
