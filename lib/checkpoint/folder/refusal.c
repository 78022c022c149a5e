#include "checkpoint/folder/refusal.h"

#include "base/file/path.h"
#include "checkpoint/folder/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- kinds of other libraries ---- */

/* How a name of an entry is compared: the whole name, its beginning, or any part of it. */
enum match { WHOLE, BEGINNING, PART };

static const char deepspeed[] =
    "a DeepSpeed checkpoint, where each rank holds a part of the network: gather them, in the "
    "folder that holds global_step...: python zero_to_fp32.py . OUT";
static const char distributed[] = "shards of torch.distributed.checkpoint: gather them in Python: "
                                  "torch.distributed.checkpoint._consolidate_hf_safetensors."
                                  "consolidate_safetensors_files(FOLDER, "
                                  "OUT, dict.fromkeys(NAMES, 1))";
static const char orbax[] =
    "an Orbax (JAX) checkpoint: convert it in Python: numpy.savez('step.npz', "
    "**flax.traverse_util.flatten_dict(orbax.checkpoint.PyTreeCheckpointer().restore(FOLDER), "
    "sep='/'))";
static const char zarr[] = "a zarr store: convert it in Python: numpy.savez('step.npz', "
                           "**dict(zarr.open(FOLDER).arrays()))";
static const char saved_model[] =
    "a TensorFlow SavedModel: convert it in Python: numpy.savez('step.npz', **{v.name: v.numpy() "
    "for v in tensorflow.saved_model.load(FOLDER).variables})";
static const char tensorflow[] =
    "a TensorFlow checkpoint: convert it in Python: r = tensorflow.train.load_checkpoint(FOLDER); "
    "numpy.savez('step.npz', **{n: r.get_tensor(n) for n in r.get_variable_to_shape_map()})";

static const struct kind {
    enum match match;
    const char *name, *text;
} kinds[] = {{WHOLE, "zero_to_fp32.py", deepspeed},
             {BEGINNING, "global_step", deepspeed},
             {PART, "zero_pp_rank_", deepspeed},
             {BEGINNING, "mp_rank_", deepspeed},
             {BEGINNING, "shard-0", distributed},
             {WHOLE, "_METADATA", orbax},
             {WHOLE, "_CHECKPOINT_METADATA", orbax},
             {WHOLE, "manifest.ocdbt", orbax},
             {WHOLE, ".zgroup", zarr},
             {WHOLE, "zarr.json", zarr},
             {WHOLE, "saved_model.pb", saved_model},
             {PART, ".data-00000-of-", tensorflow}};

static bool matches(const struct kind *kind, const char *name)
{
    switch (kind->match) {
    case WHOLE:
        return strcmp(name, kind->name) == 0;
    case BEGINNING:
        return strncmp(name, kind->name, strlen(kind->name)) == 0;
    case PART:
        return strstr(name, kind->name) != NULL;
    }
    return false;
}

static const char *text_of_kind(const struct strlist *names)
{
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < names->count; i++)
            if (matches(&kinds[k], names->at[i]))
                return kinds[k].text;
    return NULL;
}

/* ---- folders of checkpoints ---- */

static const char *const extensions[] = {".safetensors", ".pt",  ".pth", ".ckpt", ".bin", ".h5",
                                         ".keras",       ".npz", ".npy", ".pkl",  ".zip"};
enum { EXTENSIONS = sizeof extensions / sizeof *extensions };

/* The extension of most of the files, of those that checkpoints have; NULL if no file has one. */
static const char *common_extension(const struct strlist *names, size_t *most)
{
    const char *common = NULL;
    *most = 0;
    for (size_t e = 0; e < EXTENSIONS; e++) {
        size_t count = 0;
        for (size_t i = 0; i < names->count; i++)
            count += path_ends_in(names->at[i], extensions[e]);
        if (count > *most) {
            *most = count;
            common = extensions[e];
        }
    }
    return common;
}

static bool has_shards(const struct strlist *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (entry_shards(names->at[i]))
            return true;
    return false;
}

/* "PREFIX*" of names that end in a number, such as checkpoint-500; NULL if there is none. */
static const char *numbered_entry(const struct strlist *names, size_t *prefix)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->at[i];
        *prefix = strcspn(name, "0123456789");
        if (*prefix > 0 && name[*prefix] && !name[*prefix + strspn(name + *prefix, "0123456789")])
            return name;
    }
    return NULL;
}

struct error *folder_refusal(const struct strlist *names, const char *folder)
{
    size_t count;
    const char *known = text_of_kind(names);
    if (known)
        return error_new("%s", known);
    if (has_shards(names))
        return error_new("files of one network without their index (NAME.index.json), which says "
                         "what they hold: copy the index there");
    const char *extension = common_extension(names, &count);
    if (extension)
        return error_new("a folder of checkpoints (%zu of %s): name its files: %s/*%s", count,
                         extension, folder, extension);
    size_t prefix;
    const char *numbered = numbered_entry(names, &prefix);
    if (numbered)
        return error_new("a folder of folders, such as %s: name these: %s/%.*s*", numbered, folder,
                         (int)prefix, numbered);
    return error_new("a folder of no known kind: name the checkpoints in it");
}
