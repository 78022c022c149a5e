/* The search of folders for what may be checkpoints and logs. */
#ifndef PHATE_SNAPSHOT_GUESS_WALK_H
#define PHATE_SNAPSHOT_GUESS_WALK_H

#include "base/text/strlist.h"
#include "snapshot/naming/omissions.h"

/* Paths: "FOLDER/NAME", where FOLDER is as given, without slashes at its end. */
struct walk_found {
    struct strlist checkpoints; /* files and folders, by their names and their entries' names */
    struct strlist copies;      /* those whose names say that they repeat others */
    struct strlist states;      /* files of other things than networks, by their names */
    struct strlist logs;        /* .csv, .tsv, .jsonl */
};

/* Searches the folders and all that are in them. Hidden files and folders are passed over. Symbolic
 * links are followed after all else, and nothing is visited twice: what a link repeats is left out.
 * A folder that holds one network is a checkpoint itself, unless there are checkpoints in it. Fails
 * where one of the given folders cannot be read; others that cannot be read are left out. A file
 * that is given is taken as if it were found. The caller frees what is found, also on failure. */
struct error *walk_folders(const struct strlist *folders, struct walk_found *found,
                           struct omissions *left_out) MUST_CHECK;
void walk_found_free(struct walk_found *found);

#endif
