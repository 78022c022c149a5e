#include "checkpoint/torch/rank.h"

#include "checkpoint/torch/state_impl.h"

#include <inttypes.h>
#include <string.h>

#define ZERO_COMMAND \
    "gather the parts, in the folder that holds zero_to_fp32.py: python zero_to_fp32.py . OUT"
#define RANK_COMMAND                                                                   \
    "gather the ranks: Megatron-LM's tools/checkpoint/convert.py "                     \
    "--target-tensor-parallel-size 1 --target-pipeline-parallel-size 1, or load them " \
    "with the library that wrote them and save model.state_dict()"

static const struct pickle_value *find(const struct pickle_value *mapping, const char *key)
{
    return mapping && torch_is_mapping(mapping) ? torch_mapping_find(mapping, key, strlen(key))
                                                : NULL;
}

static int64_t find_int(const struct pickle_value *mapping, const char *key)
{
    const struct pickle_value *v = find(mapping, key);
    return v ? pickle_int(v) : 0;
}

static struct error *error_rank(int64_t ranks, const char *of)
{
    return error_new("one of %" PRId64 " %s, with a part of the network: " RANK_COMMAND, ranks, of);
}

struct error *torch_rank_check(const struct pickle *p)
{
    static const struct {
        const char *key, *of;
    } sizes[] = {{"tensor_model_parallel_size", "tensor-parallel ranks"},
                 {"pipeline_model_parallel_size", "stages of a pipeline"}};
    const struct pickle_value *args = find(p->root, "args"),
                              *optimiser = find(p->root, "optimizer_state_dict");
    int64_t ranks = find_int(p->root, "mp_world_size");
    if (ranks > 1)
        return error_rank(ranks, sizes[0].of);
    if (args && pickle_type(args) == PICKLE_CALL)
        args = pickle_state(args); /* of a namespace: its attributes */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if ((ranks = find_int(args, sizes[i].key)) > 1)
            return error_rank(ranks, sizes[i].of);
    if (find(optimiser, "zero_stage"))
        return error_new("one rank's part of a ZeRO optimiser (DeepSpeed): " ZERO_COMMAND);
    return NULL;
}

struct error *torch_rank_check_sizes(const struct pickle *p, const struct torch_state *state)
{
    if (!find(p->root, "ds_version"))
        return NULL;
    for (size_t i = 0; i < state->count; i++)
        if (state->tensors[i].count == 0)
            return error_new("tensor %.200s: empty: one rank's part of a network under ZeRO of "
                             "stage 3 (DeepSpeed): " ZERO_COMMAND,
                             state->tensors[i].name);
    return NULL;
}
