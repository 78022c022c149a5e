/* What a folder of a tree that grows is, by the names in it (guess/network_folder.h), and by what
 * has been taken of it. */
#ifndef PHATE_SNAPSHOT_FOLLOW_STANDING_H
#define PHATE_SNAPSHOT_FOLLOW_STANDING_H

#include "base/error.h"
#include "base/text/strlist.h"

enum standing {
    STANDING_LOOSE, /* its files count by themselves */
    STANDING_WHOLE, /* it is one checkpoint */
    STANDING_BESIDE /* it is a part of the one that it lies in, or no network */
};

/* Of a folder of the tree `dir`, of which these checkpoints, paths, have been taken. A folder that
 * is gone is loose. Fails where memory is short. */
struct error *standing_find(const char *dir, const struct strlist *taken, const char *folder,
                            enum standing *standing) MUST_CHECK;

#endif
