#include "snapshot/guess/network_folder.h"

#include "base/file/path.h"
#include "checkpoint/dcp/dcpfolder.h"
#include "checkpoint/dcp/rankfiles.h"
#include "checkpoint/folder/entry.h"
#include "checkpoint/folder/weights.h"
#include "checkpoint/format/folder.h"
#include "checkpoint/lora/lorafolder.h"
#include "snapshot/naming/words.h"

#include <string.h>

bool network_folder_is_part(const char *name)
{
    return entry_shards(name) > 0 || entry_is_rank_shard(name) || entry_keras_shard(name) > 0 ||
           strstr(name, "_rank_");
}

static bool is_index(const char *name)
{
    return path_ends_in(name, ".json") &&
           (strstr(name, ".safetensors.index.") || strstr(name, ".bin.index."));
}

bool network_folder_is_checkpoint(const char *name)
{
    static const char *const extensions[] = {".safetensors", ".pt",   ".pth",   ".ckpt",    ".bin",
                                             ".h5",          ".hdf5", ".keras", ".npz",     ".npy",
                                             ".pkl",         ".zip",  ".tar",   ".weights", NULL};
    return is_index(name) || (path_ends_in_any(name, extensions) && !network_folder_is_part(name));
}

/* Whether a name is one of a step among others, not one that libraries give to the network. */
static bool is_numbered(const char *name)
{
    const char *extension = path_extension(name);
    size_t number = strcspn(name, "0123456789");
    return name + number < (extension ? extension : name + strlen(name)) &&
           strncmp(name, "pytorch_model", strlen("pytorch_model")) != 0;
}

/* Files of one network that nothing says how to put together, of which snapcat tells the user. */
static bool lack_index(const struct strlist *names)
{
    bool any = false;
    for (size_t i = 0; i < names->count; i++) {
        if (is_index(names->at[i]))
            return false;
        any |= entry_shards(names->at[i]) > 0;
    }
    return any;
}

/* The one entry that holds the network; NULL where several do, or one of a step among others. */
static const char *weights_of(const struct strlist *names, const char *path)
{
    struct weights weights;
    struct error *several = weights_choose(names, path, &weights);
    if (!several)
        return is_numbered(weights.name) ? NULL : weights.name;
    error_free(several);
    return NULL;
}

void network_folder_look(struct network_folder *f, const struct strlist *names, const char *path)
{
    const struct checkpoint_format *format = folder_format(names);
    *f = (struct network_folder){.weights = weights_of(names, path)};
    f->whole = format == &dcpfolder_format || format == &rankfiles_format || lack_index(names);
    f->is_network = format == &lorafolder_format || (format && f->weights);
    for (size_t i = 0; i < names->count; i++)
        f->numbered += network_folder_is_checkpoint(names->at[i]) && is_numbered(names->at[i]) &&
                       !words_of_state(names->at[i]);
}
