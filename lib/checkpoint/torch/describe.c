#include "checkpoint/torch/describe.h"

#include "checkpoint/assembly.h"
#include "checkpoint/torch/column.h"
#include "checkpoint/torch/rank.h"
#include "checkpoint/torch/state.h"

#include <stdlib.h>
#include <string.h>

static const enum tensor_role roles[] = {
    [TORCH_UNKNOWN] = TENSOR_UNKNOWN, [TORCH_PARAMETER] = TENSOR_PARAMETER,
    [TORCH_BUFFER] = TENSOR_BUFFER,   [TORCH_OPTIMISER] = TENSOR_OPTIMISER,
    [TORCH_BESIDE] = TENSOR_BESIDE,   [TORCH_COLUMN] = TENSOR_BESIDE_COLUMN};

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

static struct error *find_place(struct place *place, const struct torch_tensor *from,
                                const struct torch_storages *storages)
{
    size_t size = dtype_size(from->type);
    place->type = from->type;
    struct error *err = storages->place(storages->context, from->storage,
                                        from->storage_count * size, from->offset * size, place);
    place->negated = from->negated;
    return error_prefix(err, "tensor %s", from->name);
}

static struct error *take_unreadable(struct tensor *t, const struct torch_tensor *from)
{
    t->count = from->count;
    t->unreadable = strdup(from->unreadable);
    return t->unreadable ? NULL : error_memory("the tensors of a file");
}

static struct error *take_tensor(struct tensor *t, const struct torch_tensor *from,
                                 const struct opening *o, const struct torch_storages *storages)
{
    struct error *err;
    TRY(tensor_init(t, from->name, from->shape, from->dims));
    t->role = roles[from->role];
    if (from->unreadable)
        return take_unreadable(t, from);
    TRY(find_place(&t->place, from, storages));
    TRY(take_strides(t, from));
    TRY(tensor_check(t, o->size, NULL));
out:
    return err;
}

/* Makes a process's share, described as a tensor, a part of the whole. */
static struct error *take_share(struct tensor *t, const struct torch_tensor *from,
                                const struct opening *o)
{
    struct error *err;
    struct tensor share = *t;
    char part[128], whole[128];
    *t = (struct tensor){.role = share.role};
    TRY(tensor_init(t, share.name, from->whole, share.dims));
    tensor_shape_text(&share, part, sizeof part);
    tensor_shape_text(t, whole, sizeof whole);
    if (!o->hints->is_rank && strcmp(part, whole) != 0)
        TRY(error_new("tensor %s: %s of %s: one process's share of what several trained: name the "
                      "folder with the files of all ranks",
                      t->name, part, whole));
    TRY(assembly_add(t, from->first, share.shape, &share.place));
    if (!o->hints->is_rank)
        TRY(assembly_finish(t));
out:
    tensor_free(&share);
    return err;
}

static struct error *take_column(struct checkpoint *c, const struct torch_tensor *from,
                                 const struct opening *o, const struct torch_storages *storages)
{
    struct place place = {0};
    struct error *err = find_place(&place, from, storages);
    return err ? err
               : error_prefix(torch_column_take(c, o, from->name, &place), "tensor %s", from->name);
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
    for (size_t i = 0; i < state.count; i++) {
        struct tensor *t = &c->tensors[c->count++];
        TRY(take_tensor(t, &state.tensors[i], o, storages));
        if (state.tensors[i].whole && !t->unreadable)
            TRY(take_share(t, &state.tensors[i], o));
    }
    c->keys = state.keys;
    c->values = state.values;
    state.keys = state.values = (struct strlist){0};
    for (size_t i = 0; i < state.column_count; i++)
        TRY(take_column(c, &state.columns[i], o, storages));
out:
    torch_state_free(&state);
    return err;
}
