/* Slips of a command line that would cost a file: no output takes the place of an input, nor,
 * unless --force is given, of a file that is not ours (base/file/ours.h) or is protected from
 * writing. Each function ends the program as cli_fail does, with CLI_USAGE. */
#ifndef PHATE_FILES_H
#define PHATE_FILES_H

#include "cli.h"

/* Notes that the program reads a file. NULL or "-": standard input. */
void files_note_input(const char *path);

/* Fails where that option's path cannot be that of a file, stands for an input, or for an existing
 * file that is not ours or is protected from writing. --force allows the latter two, and, unless
 * the program reads its inputs again after it has written (cli->rereads), an input. NULL or "-":
 * standard output, which must not be the file of an input. */
void files_check_output(const struct cli *cli, const char *option, const char *path);

/* A file that an option names, which the program writes beside its output; path NULL: not asked
 * for. */
struct files_extra {
    const char *option, *path;
};
/* Checks these outputs, too, and fails where two outputs, the one of -o among them, would go to one
 * file or both to standard output. The list ends in {0}. */
void files_check_extra(const struct cli *cli, const struct files_extra extra[]);

#endif
