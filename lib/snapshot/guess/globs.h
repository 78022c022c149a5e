/* Patterns of the shell that match given files, and nothing else. */
#ifndef PHATE_SNAPSHOT_GUESS_GLOBS_H
#define PHATE_SNAPSHOT_GUESS_GLOBS_H

#include "base/text/strlist.h"

/* Appends to `words` what a shell expands to the files, as few patterns as do: one for all runs of
 * the template (NULL: none is given) where every shell and locale puts the runs in one order, else
 * one for each run, or for each number of digits of its steps; else the files themselves, quoted.
 * Each pattern is tried (glob(3)). Appends the files to `sorted` in the order of the expansion, in
 * which runs appear as the command has them. Line feeds may be in the folders only that
 * the template does not name. */
struct error *globs_find(const struct strlist *files, const char *name_template,
                         struct strlist *words, struct strlist *sorted) MUST_CHECK;

#endif
