/* What the files that find and read a state_dict share. */
#ifndef PHATE_CHECKPOINT_TORCH_STATE_IMPL_H
#define PHATE_CHECKPOINT_TORCH_STATE_IMPL_H

#include "checkpoint/torch/state.h"

/* Mappings: dictionaries; calls whose result was given pairs (OrderedDict and the like); and Python
 * 2's OrderedDict, whose pairs are an argument. */
bool torch_is_mapping(const struct pickle_value *v);
size_t torch_mapping_count(const struct pickle_value *v);
const struct pickle_value *torch_mapping_key(const struct pickle_value *v, size_t i);
const struct pickle_value *torch_mapping_value(const struct pickle_value *v, size_t i);
/* The value of a key of `length` bytes, or NULL. */
const struct pickle_value *torch_mapping_find(const struct pickle_value *v, const char *key,
                                              size_t length);

/* Whether v is a call by which torch rebuilds a tensor, of any kind. */
bool torch_is_tensor(const struct pickle_value *v);

/* The tensor's number of dimensions; 0 if it cannot be read. */
size_t torch_tensor_dims(const struct pickle_value *v);

/* Fills all of t but its name, and checks it. The memory that t points to comes from the arena. */
struct error *torch_tensor_describe(struct torch_tensor *t, const struct pickle_value *v,
                                    struct arena *arena) MUST_CHECK;

/* One process's share of a tensor that several processes hold. */
struct torch_share {
    const struct pickle_value *local;   /* the share as an ordinary tensor */
    size_t dims, *shape, *first, *size; /* the whole's shape, and the share's box in it */
    bool *cut;                          /* per dimension: whether the whole is cut along it */
};

/* Whether v is such a share (a DTensor). */
bool torch_is_dtensor(const struct pickle_value *v);
struct error *torch_share_read(struct torch_share *s, const struct pickle_value *v,
                               struct arena *arena) MUST_CHECK;
/* Makes t, described from s->local, a share. Fails unless it has the box's size. */
struct error *torch_share_take(const struct torch_share *s, struct torch_tensor *t) MUST_CHECK;

/* Appends the scalars among a mapping's values, except under keys that s already has. */
struct error *torch_scalars_add(struct torch_state *s,
                                const struct pickle_value *mapping) MUST_CHECK;

/* The tensors that one call of torch_state_find collects. */
struct torch_names {
    struct torch_state *state;
    size_t room;   /* of state->tensors */
    size_t budget; /* what the walk may still cost, for entries visited and bytes made */
    bool exhausted;
    size_t length;
    char name[4096]; /* the name so far, "layer1.0." */
};

/* Takes `cost` from the budget. False if the budget is used up: the walk must end, and
 * torch_state_find reports it. Shared values make this necessary: a few hundred bytes can describe
 * 2^64 names. */
bool torch_charge(struct torch_names *names, size_t cost);

/* Whether there are tensors or modules in v or in mappings below it. */
bool torch_holds_tensors(struct torch_names *names, const struct pickle_value *v, int depth);

/* Whether v is a pickled torch.nn.Module. */
bool torch_is_module(struct torch_names *names, const struct pickle_value *v);

/* Adds all tensors of a mapping (and of mappings and modules below it) or of a module; or a lone
 * tensor, which is named "array" like the tensor of a .npy file. */
struct error *torch_collect(struct torch_names *names, const struct pickle_value *v) MUST_CHECK;

/* Adds the tensors of the optimisers, and of the lists of optimisers, among the root's entries. */
void torch_collect_optimisers(struct torch_names *names, const struct pickle_value *root);

enum { TORCH_DEPTH_MAX = 64 };

#endif
