/* Names of the copies of snapshots. */
#ifndef PHATE_ALIGNMENT_COPY_NAMES_H
#define PHATE_ALIGNMENT_COPY_NAMES_H

#include "alignment/roster.h"

/* Appends a name per row of the roster's set. `target` is a folder, in which each copy has the name
 * of its file, or a name with {name} (of the file, without directory and extension), {run} or
 * {step}. Fails where braces hold anything else; where a run's or step's name would lead out of the
 * folder; where two copies would have one name; and where a file of such a name is there already,
 * so that no file is ever overwritten. */
struct error *copy_names(struct strlist *names, const struct roster *r,
                         const char *target) MUST_CHECK;

/* Makes the folders that the name lies in, where they are not there yet. */
struct error *copy_names_make_folders(const char *name) MUST_CHECK;

#endif
