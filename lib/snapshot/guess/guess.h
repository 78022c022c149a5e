/* What folders of training runs hold: the checkpoints, the template of their names, and the logs
 * that belong to them, found as a user would tell them to snapcat. */
#ifndef PHATE_SNAPSHOT_GUESS_GUESS_H
#define PHATE_SNAPSHOT_GUESS_GUESS_H

#include "snapshot/concat.h"

struct guess {
    char *name_template; /* found; NULL where one is given, and where the steps are in the files */
    struct strlist tables;   /* found; none where some are given */
    struct strlist operands; /* the files as words of a command line (globs.h) */
    char *said;              /* "40 checkpoints of 2 runs; left out: ..." */
};

/* Searches the folders. Puts the files into the work, and the template and the logs unless the
 * work has some. Notes, for each log that does not fit, why not. Fails, saying what to name or
 * which option to give, where there are no checkpoints, and where the names leave open what the
 * steps and runs are. The caller frees the guess, also on failure. */
struct error *guess_find(struct guess *g, const struct strlist *folders, struct concat *work,
                         struct report *report) MUST_CHECK;

/* The command line that reads the same without guessing: `words`, the program and its options as
 * they are to stand there, then what was found. The caller frees *text. */
struct error *guess_command(const struct guess *g, const struct strlist *words,
                            char **text) MUST_CHECK;
void guess_free(struct guess *g);

#endif
