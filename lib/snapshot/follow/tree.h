/* Paths of a tree that is followed, "DIR/SUB/NAME", and what its folders hold. */
#ifndef PHATE_SNAPSHOT_FOLLOW_TREE_H
#define PHATE_SNAPSHOT_FOLLOW_TREE_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>

/* "FOLDER/NAME"; the caller frees it. NULL where memory is short. */
char *tree_path(const char *folder, const char *name);

/* Whether a path is in the directory itself, not in a folder of it. */
bool tree_is_top(const char *dir, const char *path);

/* The folder that a path is in, which is not the directory itself. The caller frees it; NULL where
 * memory is short. */
char *tree_folder_of(const char *path);

/* Whether a path is in the folder, at any depth. */
bool tree_is_in(const char *path, const char *folder);

bool tree_is_folder(const char *path); /* no symbolic link to one */

/* The names in a folder, sorted, as of entry_list, which the caller frees; none if it is gone, or
 * may not be read. Fails where memory is short. */
struct error *tree_names(const char *folder, struct strlist *names) MUST_CHECK;

#endif
