/* The option --guess: the operands are folders, and what to read in them is found out. */
#ifndef PHATE_GUESS_FILES_H
#define PHATE_GUESS_FILES_H

#include "checkpoint_files.h"

struct guess_files {
    bool asked;   /* --guess, which is given */
    bool command; /* --command: nothing is to be read, but the command is printed */
    char *line;   /* the command that reads the same without --guess */
};

/* Takes the checkpoints in the folders that are the operands, in place of checkpoint_files_collect;
 * notes what was found. */
void guess_files_collect(struct cli *cli, struct guess_files *guess,
                         struct checkpoint_files *files);

/* Writes the command to the output. */
void guess_files_print(const struct cli *cli, const struct guess_files *guess);
void guess_files_free(struct guess_files *guess);

#endif
