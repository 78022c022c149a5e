#include "checkpoint/torch/describe.h"

#include "checkpoint/torch/rank.h"
#include "checkpoint/torch/state.h"

#include <stdlib.h>
#include <string.h>

static const enum tensor_role roles[] = {[TORCH_UNKNOWN] = TENSOR_UNKNOWN,
                                         [TORCH_PARAMETER] = TENSOR_PARAMETER,
                                         [TORCH_BUFFER] = TENSOR_BUFFER,
                                         [TORCH_OPTIMISER] = TENSOR_OPTIMISER};

/* Whether the elements lie in C order without gaps. The stride of a dimension with one index does
 * not matter, and no stride matters in an empty tensor. */
static bool is_contiguous(const struct torch_tensor *t)
{
    size_t stride = 1;
    for (size_t i = t->dims; i-- > 0 && t->count > 0; stride *= t->shape[i])
        if (t->shape[i] != 1 && t->stride[i] != stride)
            return false;
    return true;
}

static struct error *take_strides(struct tensor *t, const struct torch_tensor *from)
{
    if (is_contiguous(from))
        return NULL;
    t->place.strides = malloc(from->dims * sizeof *t->place.strides);
    if (!t->place.strides)
        return error_memory("the tensors of a file");
    memcpy(t->place.strides, from->stride, from->dims * sizeof *from->stride);
    return NULL;
}

static struct error *take_tensor(struct tensor *t, const struct torch_tensor *from,
                                 const struct opening *o, const struct torch_storages *storages)
{
    struct error *err;
    size_t size = dtype_size(from->type);
    TRY(tensor_init(t, from->name, from->shape, from->dims));
    t->role = roles[from->role];
    t->place.type = from->type;
    TRY(error_prefix(storages->place(storages->context, from->storage, from->storage_count * size,
                                     from->offset * size, &t->place),
                     "tensor %s", from->name));
    TRY(take_strides(t, from));
    TRY(tensor_check(t, o->size, NULL));
out:
    return err;
}

struct error *torch_describe(struct checkpoint *c, const struct opening *o, const struct pickle *p,
                             const struct torch_storages *storages)
{
    struct error *err;
    struct torch_state state = {0};
    TRY(torch_rank_check(p));
    TRY(torch_state_find(&state, p, o->hints->key));
    TRY(torch_rank_check_sizes(p, &state));
    TRY(checkpoint_reserve(c, state.count));
    for (size_t i = 0; i < state.count; i++)
        TRY(take_tensor(&c->tensors[c->count++], &state.tensors[i], o, storages));
    c->keys = state.keys;
    c->values = state.values;
    state.keys = state.values = (struct strlist){0};
out:
    torch_state_free(&state);
    return err;
}
