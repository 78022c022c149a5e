/* The tensors that a pickle written by torch.save describes: where each lies in which storage, and
 * what stands beside them. The numbers are elsewhere in the file (a zip entry or a stretch of bytes
 * for each storage); this reads the description only.
 *
 * What is recognised: state_dicts (mappings of names to tensors), checkpoints that hold one under
 * a key, lone tensors, and whole modules, whose _parameters, _buffers and _modules give the names
 * that state_dict() would. Optimisers' state beside it is collected behind it, under its key and
 * marked as such; what of it cannot be read is passed over. Prefixes that wrappers put in front of
 * every name (DataParallel's "module.", torch.compile's "_orig_mod.") are taken off. */
#ifndef PHATE_CHECKPOINT_TORCH_STATE_H
#define PHATE_CHECKPOINT_TORCH_STATE_H

#include "base/arena.h"
#include "base/dtype.h"
#include "base/text/strlist.h"
#include "checkpoint/pickle/pickle.h"

#include <stdbool.h>
#include <stddef.h>

enum torch_role {
    TORCH_UNKNOWN,   /* a state_dict does not say */
    TORCH_PARAMETER, /* a Parameter, or one of a module's _parameters, or requires a gradient */
    TORCH_BUFFER,    /* one of a module's _buffers */
    TORCH_OPTIMISER  /* of an optimiser's state */
};

struct torch_tensor {
    const char *name;
    enum dtype type;
    enum torch_role role;
    size_t dims;
    const size_t *shape;
    const size_t *stride; /* elements; in any order, 0 where a dimension is repeated */
    size_t count;         /* the product of shape (1 for a scalar) */
    const char *storage;  /* its key in the file; tied tensors share one */
    size_t storage_count; /* elements of `type` in it */
    size_t offset;        /* of the first element in the storage, elements */
};

struct torch_state {
    struct torch_tensor *tensors; /* sorted by name (bytewise), no name twice */
    size_t count;
    struct strlist keys,
        values; /* scalars beside the tensors, parallel lists: integers, numbers (numpy's too)
                   in the fewest digits that give them back, true, false, and
                   strings of one line and at most 256 bytes; the first 256 */
    struct arena arena; /* what tensors point to */
};

/* A storage as a pickle refers to it, whether or not a tensor of the state_dict is in it. */
struct torch_storage {
    const char *key;     /* lives as long as the pickle */
    size_t count;        /* elements */
    size_t element_size; /* bytes; 0 where the type is unknown */
};

/* Whether v is a reference to a storage. */
bool torch_storage_read(struct torch_storage *s, const struct pickle_value *v);

/* key NULL: the state_dict is the root or found under a key: state_dict, model_state_dict, model,
 * module, else whichever has tensors below it; it must be the only one. Else `key` names it, with
 * dots between the levels; where that is a mapping of several, all of them are taken, their names
 * joined with dots.
 * Every tensor returned lies within its storage, and no product of sizes overflows.
 * Fails where there is no state_dict or more than one (the error lists what there is), and where it
 * has a tensor of a kind that is not a plain array (sparse, quantised, complex), by name. Memory
 * and time are bounded by the pickle's size. s does not refer to p afterwards; the caller frees it.
 */
struct error *torch_state_find(struct torch_state *s, const struct pickle *p,
                               const char *key) MUST_CHECK;
void torch_state_free(struct torch_state *s);

#endif
