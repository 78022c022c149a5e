/* Folders of files model_world_size_W_rank_R.pt, one of each of W processes, as FSDP's users save a
 * sharded state_dict: each is a file of torch.save, whose DTensors hold one process's share. */
#ifndef PHATE_CHECKPOINT_DCP_RANKFILES_H
#define PHATE_CHECKPOINT_DCP_RANKFILES_H

#include "checkpoint/checkpoint.h"

/* Whether a folder with entries of these names is one. */
bool rankfiles_recognise(const struct strlist *names);

/* Fails if a file that is opened by itself has the name of one of several processes' files. The
 * error does not name the file. */
struct error *rankfiles_check_lone(const char *path) MUST_CHECK;

/* The shares are assembled. A tensor of which every process has a whole copy is read from the first
 * file; if the copies differ, it is unreadable. */
extern const struct checkpoint_format rankfiles_format;

#endif
