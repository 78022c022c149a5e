/* The operands and options of programs that read checkpoints as rows: which files, which tensors of
 * them, and what is known of each. */
#ifndef PHATE_CHECKPOINT_FILES_H
#define PHATE_CHECKPOINT_FILES_H

#include "cli.h"
#include "snapshot/concat.h"

struct checkpoint_files {
    struct concat concat;
    struct strlist lists; /* of files: -T */
    bool given;           /* one of the options was given */
};

/* Reads the options, as cli_options does: the program's own and those for checkpoints. The files
 * must not be moved afterwards. */
void checkpoint_files_options(struct cli *cli, struct checkpoint_files *files,
                              const struct cli_option *own);

/* The same, but for the options that choose tensors: for a program that reads rows alone. */
void checkpoint_files_row_options(struct cli *cli, struct checkpoint_files *files,
                                  const struct cli_option *own);

/* Takes the files that are operands, and those of the lists. */
void checkpoint_files_collect(const struct cli *cli, struct checkpoint_files *files);
void checkpoint_files_free(struct checkpoint_files *files);

#endif
