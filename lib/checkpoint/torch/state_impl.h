/* What the files that find and read a state_dict share. */
#ifndef PHATE_CHECKPOINT_TORCH_STATE_IMPL_H
#define PHATE_CHECKPOINT_TORCH_STATE_IMPL_H

#include "base/text/decimal.h"
#include "checkpoint/place.h"
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

/* Whether v is a list or a tuple. */
bool torch_is_list(const struct pickle_value *v);

/* Whether the mapping is what Module.state_dict() returned, which leaves the modules' versions in
 * an attribute. */
bool torch_has_metadata(const struct pickle_value *v);

/* Whether v is a call that makes a tensor, or an array of numpy or JAX, read or not. */
bool torch_is_tensor(const struct pickle_value *v);

/* A tensor's call without the calls that wrap it. */
struct torch_rebuild {
    const struct pickle_value *function, *arguments;
    const struct pickle_value *state; /* or NULL */
    bool is_parameter;
};

/* False if a wrapper has no tensor inside, or there are absurdly many. */
bool torch_unwrap(const struct pickle_value *v, struct torch_rebuild *r);

/* Whether the call makes a plain tensor: one with a storage, an offset, sizes and strides. */
bool torch_is_plain(const struct torch_rebuild *r);

/* Of a call that makes another kind of tensor: its shape, or NULL; and why it is not read, with the
 * remedy: "a sparse tensor is not read: save TENSOR.to_dense()". */
const struct pickle_value *torch_unread_shape(const struct torch_rebuild *r);
void torch_unread_text(const struct torch_rebuild *r, char *text, size_t room);

/* The tensor's shape, and its number of dimensions; NULL and 0 if they are unknown. */
const struct pickle_value *torch_tensor_shape(const struct pickle_value *v);
size_t torch_tensor_dims(const struct pickle_value *v);

/* Whether the tensor has dimensions, and floating-point numbers or what is not read. */
bool torch_is_float_array(const struct pickle_value *v);

/* Whether the tensor is a Parameter, or requires a gradient. */
bool torch_is_parameter(const struct pickle_value *v);

/* The number of a numpy scalar, such as a loss averaged with numpy, or of an array without
 * dimensions, as by scalar_element; false for other values. */
bool torch_numpy_text(const struct pickle_value *v, char text[DECIMAL_ROOM]);

/* The type of a numpy array's elements, "f64"; NULL for other calls, and where it is unknown. */
const char *torch_numpy_array_type(const struct torch_rebuild *r);

/* "WHAT in a tensor's description: write the file again". */
struct error *torch_damaged(const char *what) MUST_CHECK;

/* Makes t unreadable, with the reason and the remedy, which the arena keeps. */
struct error *torch_tensor_refuse(struct torch_tensor *t, const char *why,
                                  struct arena *arena) MUST_CHECK;

/* Sets the storage, its size and the type, or makes t unreadable, from a reference v to the storage
 * and, for a storage without a type, the type that the tensor names itself, or NULL. t->offset
 * becomes the element at which the storage begins, if it is a view of another, else stays 0. */
struct error *torch_storage_describe(struct torch_tensor *t, const struct pickle_value *v,
                                     const struct pickle_value *type,
                                     struct arena *arena) MUST_CHECK;

/* The type of a storage's elements; false if the reference v does not say it. */
bool torch_storage_type(enum dtype *type, const struct pickle_value *v);

/* Fills all of t but its name, and checks it. The memory that t points to comes from the arena.
 * Fails if the description is damaged. */
struct error *torch_tensor_describe(struct torch_tensor *t, const struct pickle_value *v,
                                    struct arena *arena) MUST_CHECK;

/* One process's share of a tensor that several processes hold. */
struct torch_share {
    const struct pickle_value *local;   /* the share as an ordinary tensor */
    size_t dims, *shape, *first, *size; /* the whole's shape, and the share's box in it */
    bool *cut;                          /* per dimension: whether the whole is cut along it */
    const char *unreadable;             /* NULL, or why the box is not known, and the remedy */
};

/* Whether v is such a share (a DTensor). */
bool torch_is_dtensor(const struct pickle_value *v);
/* Reads a share's description, also of one that is unreadable. Its memory comes from the arena.
 * Fails if the description is damaged. */
struct error *torch_share_read(struct torch_share *s, const struct pickle_value *v,
                               struct arena *arena) MUST_CHECK;
/* Makes t, described from s->local, a share. Fails unless it has the box's size. */
struct error *torch_share_take(const struct torch_share *s, struct torch_tensor *t) MUST_CHECK;

/* Appends the scalars among a mapping's values, except under keys that s already has. */
struct error *torch_scalars_add(struct torch_state *s,
                                const struct pickle_value *mapping) MUST_CHECK;

/* Whether a tensor of this role is not in the state_dict. */
bool torch_is_beside(enum torch_role role);

struct torch_names;

/* Appends to the state's columns the tensors of one number among a mapping's values. */
struct error *torch_columns_add(struct torch_names *names,
                                const struct pickle_value *mapping) MUST_CHECK;

/* The tensors that one call of torch_state_find collects. */
enum { TORCH_NAME_ROOM = 4096 };
struct torch_names {
    struct torch_state *state;
    size_t room;   /* of state->tensors */
    size_t budget; /* what the walk may still cost, for entries visited and bytes made */
    bool exhausted;
    bool takes_lists; /* of tensors, in any mapping */
    bool *seen; /* per value of the pickle: a tensor that is collected, or a value visited among
                   those beside the state_dict */
    bool *is_column; /* per value: a tensor that is one of the state's columns */
    size_t length;
    char name[TORCH_NAME_ROOM]; /* the name so far, "layer1.0." */
};

/* Takes `cost` from the budget. False if the budget is used up: the walk must end, and
 * torch_state_find reports it. Shared values make this necessary: a few hundred bytes can describe
 * 2^64 names. */
bool torch_charge(struct torch_names *names, size_t cost);

/* Marks v as seen; whether it was. */
bool torch_seen(struct torch_names *names, const struct pickle_value *v);

/* Whether v, or a mapping below it that is not an optimiser's, is or has a module or a tensor; of
 * tensors all, or arrays of floating-point numbers. */
bool torch_holds_tensors(struct torch_names *names, const struct pickle_value *v);
bool torch_holds_floats(struct torch_names *names, const struct pickle_value *v);

/* Whether v is a pickled torch.nn.Module. */
bool torch_is_module(struct torch_names *names, const struct pickle_value *v);

/* Whether v is an optimiser's state_dict: a mapping with param_groups. Whether a key is one under
 * which people save one. */
bool torch_is_optimiser(struct torch_names *names, const struct pickle_value *v);
bool torch_is_optimiser_key(const struct pickle_value *key);

/* Append to the name; fail if it gets too long, or is not one line. *is_name is false if the key is
 * neither a string nor an integer. */
struct error *torch_name_append(struct torch_names *names, const char *text,
                                size_t length) MUST_CHECK;
struct error *torch_name_append_key(struct torch_names *names, const struct pickle_value *key,
                                    bool *is_name) MUST_CHECK;
void torch_name_cut(struct torch_names *names, size_t length);

/* Adds the tensor v under the current name, with a role unless it is TORCH_UNKNOWN. Beside the
 * state_dict a damaged one is unreadable, in it this is an error. */
struct error *torch_add_tensor(struct torch_names *names, const struct pickle_value *v,
                               enum torch_role role) MUST_CHECK;

/* Adds, as unreadable, what is nested too deep under the current name. */
struct error *torch_add_deep(struct torch_names *names, enum torch_role role) MUST_CHECK;

/* Adds all tensors of a mapping (and of mappings and modules below it), of a module, or of a list,
 * where they are named by their numbers; or a lone tensor, which is named "array" like the tensor
 * of a .npy file. */
struct error *torch_collect(struct torch_names *names, const struct pickle_value *v) MUST_CHECK;

/* Finds the state_dict (under `key`, unless this is NULL), collects its tensors, and takes the
 * scalars that stand beside it, or in it, and the columns. */
struct error *torch_search(struct torch_names *names, const struct pickle *p,
                           const char *key) MUST_CHECK;

/* Adds, with names from the root on, all tensors below it that are not collected yet: those of
 * optimisers as such, the others as beside the state_dict. */
struct error *torch_collect_beside(struct torch_names *names,
                                   const struct pickle_value *root) MUST_CHECK;

enum { TORCH_DEPTH_MAX = 64 };

#endif
