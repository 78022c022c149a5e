#include "snapshot/follow/standing.h"

#include "base/file/path.h"
#include "snapshot/follow/tree.h"
#include "snapshot/guess/network_folder.h"
#include "snapshot/naming/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Whether the folder that this one lies in has its network in here. */
static struct error *is_part_of_outer(const char *dir, const char *folder, bool *part)
{
    struct error *err;
    struct strlist names = {0};
    struct network_folder kind;
    *part = false;
    if (tree_is_top(dir, folder))
        return NULL;
    char *outer = tree_folder_of(folder);
    if (!outer)
        return error_memory("a file name");
    TRY(tree_names(outer, &names));
    network_folder_look(&kind, &names, outer);
    *part = kind.weights && strcmp(kind.weights, path_base(folder)) == 0;
out:
    strlist_free(&names);
    free(outer);
    return err;
}

/* Whether a folder in this one, or a file in such a folder, is taken. */
static bool has_deeper(const struct strlist *taken, const char *folder)
{
    for (size_t i = 0; i < taken->count; i++) {
        const char *path = taken->at[i];
        if (tree_is_in(path, folder) &&
            (strchr(path + strlen(folder) + 1, '/') || tree_is_folder(path)))
            return true;
    }
    return false;
}

struct error *standing_find(const char *dir, const struct strlist *taken, const char *folder,
                            enum standing *standing)
{
    struct error *err;
    struct strlist names = {0};
    struct network_folder kind;
    bool part;
    TRY(is_part_of_outer(dir, folder, &part));
    TRY(tree_names(folder, &names));
    network_folder_look(&kind, &names, folder);
    bool one = kind.is_network && kind.numbered < 2 && !has_deeper(taken, folder);
    *standing = part ? STANDING_BESIDE
                : kind.whole || one
                    ? (words_of_state(path_base(folder)) ? STANDING_BESIDE : STANDING_WHOLE)
                    : STANDING_LOOSE;
out:
    strlist_free(&names);
    return err;
}
