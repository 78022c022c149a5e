/* Checkpoints that are folders: the names of their entries tell which kind they are. */
#ifndef PHATE_CHECKPOINT_FORMAT_FOLDER_H
#define PHATE_CHECKPOINT_FORMAT_FOLDER_H

#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"

/* The format of a folder with entries of these names, which are sorted; NULL if there is none. */
const struct checkpoint_format *folder_format(const struct strlist *names);

/* Sets c->format to that of the folder c->path. Fails if there is none; the error does not name the
 * folder. The format's `open` gets an opening without a file: it adds files by checkpoint_add_file,
 * or takes those of checkpoints that it opens by o->open. */
struct error *folder_find(struct checkpoint *c) MUST_CHECK;

#endif
