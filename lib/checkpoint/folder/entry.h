/* The entries of a folder. */
#ifndef PHATE_CHECKPOINT_FOLDER_ENTRY_H
#define PHATE_CHECKPOINT_FOLDER_ENTRY_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>

/* Appends the names of the folder's entries, sorted (bytewise); the caller frees them. The error
 * does not name the folder. */
struct error *entry_list(const char *folder, struct strlist *names) MUST_CHECK;

/* "FOLDER/NAME"; the caller frees it. NULL where memory is short. */
char *entry_path(const char *folder, const char *name);

/* Whether the name is that of one of several files of one network:
 * "model-00002-of-00003.safetensors". One of one is the whole. */
bool entry_is_shard(const char *name);

#endif
