/* What the two formats of torch.save (torchzip.h, torchlegacy.h) share: a pickle describes the
 * tensors, and the bytes of their storages are elsewhere in the file. */
#ifndef PHATE_CHECKPOINT_TORCH_DESCRIBE_H
#define PHATE_CHECKPOINT_TORCH_DESCRIBE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/pickle/pickle.h"

/* A longer description is refused: parsing takes many times as much memory. */
enum { TORCH_PICKLE_MAX = 64 << 20 };

/* Where the bytes of storages are. */
struct torch_storages {
    void *context;
    /* Sets all of *place but type and strides, for elements that begin `skip` bytes into a storage.
     * Fails if there is no such storage, or if the storage is shorter than `length` bytes. */
    struct error *(*place)(void *context, const char *key, uint64_t length, uint64_t skip,
                           struct place *place);
};

/* Fills c from a pickle's description. */
struct error *torch_describe(struct checkpoint *c, const struct opening *o, const struct pickle *p,
                             const struct torch_storages *storages) MUST_CHECK;

#endif
