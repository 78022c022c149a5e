/* The entries of a folder. */
#ifndef PHATE_CHECKPOINT_FOLDER_ENTRY_H
#define PHATE_CHECKPOINT_FOLDER_ENTRY_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the names of the folder's entries, sorted (bytewise); the caller frees them. The error
 * does not name the folder. */
struct error *entry_list(const char *folder, struct strlist *names) MUST_CHECK;

/* "FOLDER/NAME"; the caller frees it. NULL where memory is short. */
char *entry_path(const char *folder, const char *name);

/* How many files the network has of which one is called so: 3 of
 * "model-00002-of-00003.safetensors"; 0 if the name does not say. */
size_t entry_shards(const char *name);

/* The length of NAME in "NAME_00000.weights.h5", a shard of Keras's index NAME.weights.json; 0 of
 * other names. */
size_t entry_keras_shard(const char *name);

/* The text of a small file, which the caller frees; NULL if there is no such file. Only a regular
 * file is read: a pipe is not waited for. */
struct error *entry_text(const char *path, char **text) MUST_CHECK;

/* Whether the name is that of one rank's shard, as torch.distributed.checkpoint writes them in
 * safetensors: "shard-00002-model-00001-of-00001.safetensors". */
bool entry_is_rank_shard(const char *name);

#endif
