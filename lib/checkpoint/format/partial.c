#include "checkpoint/format/partial.h"

#include "base/file/path.h"
#include "checkpoint/folder/entry.h"

#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- files of an index ---- */

/* "model-00001-of-00003.safetensors" is one of the files of model.safetensors.index.json. */
static struct error *error_shard(const char *path)
{
    const char *base = path_base(path), *extension = path_extension(path);
    const char *of = strstr(base, "-of-"), *end = of;
    while (end > base && isdigit((unsigned char)end[-1]))
        end--;
    end -= end > base && end[-1] == '-';
    return error_new("one of the %zu files of a network: name its folder, or the index "
                     "%.*s%s.index.json",
                     entry_shards(base), (int)(end - base), base, extension ? extension : "");
}

/* "model_00001.weights.h5" beside model.weights.json, which names it. */
static struct error *check_keras(const char *path)
{
    char index[PATH_MAX];
    const char *base = path_base(path);
    size_t length = entry_keras_shard(base);
    if (length == 0)
        return NULL;
    snprintf(index, sizeof index, "%.*s.weights.json", (int)((size_t)(base - path) + length), path);
    return access(index, F_OK) == 0
               ? error_new("one of the files of a network: name its index, %s", path_base(index))
               : NULL;
}

/* ---- files of a process ---- */

#define MEGATRON                                                                     \
    "one of several tensor-parallel or pipeline ranks, with a part of the network: " \
    "gather them: Megatron-LM's tools/checkpoint/convert.py "                        \
    "--target-tensor-parallel-size 1 --target-pipeline-parallel-size 1"
#define ZERO                                                                         \
    "one rank's part of a network under ZeRO (DeepSpeed): gather the parts, in the " \
    "folder that holds zero_to_fp32.py: python zero_to_fp32.py . OUT"
#define DEEPSPEED \
    " of a network under DeepSpeed: load the network there, and save model.state_dict()"

/* What a name of a part holds, both texts. */
static const struct {
    const char *one, *other, *text;
} parts[] = {
    {"zero_pp_rank_", "", ZERO},
    {"mp_rank_", "_optim_states", ZERO},
    {"mp_rank_", "_expert_", "one expert" DEEPSPEED},
    {"layer_", "-model_states", "one layer" DEEPSPEED},
};

/* A number follows these texts, of which there is one for each rank. */
static const struct {
    const char *before, *text;
} ranks[] = {
    {"mp_rank_", MEGATRON},
    {"consolidated.",
     "one of several tensor-parallel ranks (Llama), with a part of the network: "
     "gather them: python -m transformers.models.llama.convert_llama_weights_to_hf "
     "--input_dir FOLDER --output_dir OUT"},
};

static const char *text_of_part(const char *name)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(name, parts[i].one) && strstr(name, parts[i].other))
            return parts[i].text;
    return NULL;
}

/* Whether the number at `at` is not 0, or the path with 1 in its place is there too. */
static bool is_one_of_several(const char *path, const char *at)
{
    char other[PATH_MAX];
    int width = (int)strspn(at, "0123456789");
    if (width == 0)
        return false;
    if (strspn(at, "0") != (size_t)width)
        return true;
    snprintf(other, sizeof other, "%.*s%0*d%s", (int)(at - path), path, width, 1, at + width);
    return access(other, F_OK) == 0;
}

/* The file's name and its folder's: Megatron numbers folders. */
static const char *last_two(const char *path)
{
    const char *at = path_base(path);
    for (at -= at > path; at > path && at[-1] != '/';)
        at--;
    return at;
}

static const char *text_of_rank(const char *path)
{
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        const char *at = strstr(last_two(path), ranks[i].before);
        if (!at)
            continue;
        at += strlen(ranks[i].before);
        const char *stage = at + strspn(at, "0123456789");
        if (is_one_of_several(path, at) || (*stage == '_' && is_one_of_several(path, stage + 1)))
            return ranks[i].text;
    }
    return NULL;
}

struct error *partial_check(const char *path, const struct checkpoint_hints *hints)
{
    const char *part = text_of_part(path_base(path)), *text = part ? part : text_of_rank(path);
    if (text)
        return error_new("%s", text);
    if (hints->is_shard || entry_is_rank_shard(path_base(path))) /* its metadata tell */
        return NULL;
    return entry_shards(path_base(path)) > 1 ? error_shard(path) : check_keras(path);
}

/* ---- torch.distributed.checkpoint ---- */

/* Whether a tensor of the file begins elsewhere than at the network's. */
static bool has_offsets(json_t *sharding)
{
    const char *name;
    json_t *tensor, *offset;
    size_t i;
    json_object_foreach(sharding, name, tensor)
    {
        json_array_foreach(json_object_get(tensor, "saved_offsets"), i, offset)
        {
            if (!json_is_integer(offset) || json_integer_value(offset) != 0)
                return true;
        }
    }
    return false;
}

static bool has_index(const char *path)
{
    char index[PATH_MAX];
    snprintf(index, sizeof index, "%.*smodel.safetensors.index.json", (int)(path_base(path) - path),
             path);
    return access(index, F_OK) == 0;
}

struct error *partial_check_sharding(const char *path, const struct checkpoint_hints *hints,
                                     const char *sharding_info)
{
    json_t *sharding = json_loads(sharding_info, 0, NULL);
    bool whole =
        json_is_object(sharding) && !has_offsets(sharding) && (hints->is_shard || has_index(path));
    json_decref(sharding);
    if (whole)
        return NULL;
    return error_new(
        "one of the shards of torch.distributed.checkpoint: gather them in Python: "
        "torch.distributed.checkpoint._consolidate_hf_safetensors.consolidate_safetensors_files("
        "FOLDER, OUT, dict.fromkeys(NAMES, 1))");
}
