/* What the entries of a folder are, by their names: the files of one network, or of several. */
#ifndef PHATE_SNAPSHOT_GUESS_NETWORK_FOLDER_H
#define PHATE_SNAPSHOT_GUESS_NETWORK_FOLDER_H

#include "base/text/strlist.h"

#include <stdbool.h>
#include <stddef.h>

struct network_folder {
    bool whole;          /* all of it is one network, whatever else is in it (rank files, DCP, and
                            shards that nothing says how to put together, of which snapcat tells) */
    bool is_network;     /* it holds one network, unless there are checkpoints in its folders */
    const char *weights; /* the entry that holds the network; NULL if none does alone */
    size_t numbered;     /* how many entries are checkpoints with a number in their names; two are
                            checkpoints of their own, and the folder is none */
};

/* `names`, sorted, outlive the folder. */
void network_folder_look(struct network_folder *f, const struct strlist *names, const char *path);

/* Whether a file's name says that it holds one network. */
bool network_folder_is_checkpoint(const char *name);

/* Whether a file's name says that it is one of several of one network, whose index, or whose
 * folder, is the checkpoint. */
bool network_folder_is_part(const char *name);

#endif
