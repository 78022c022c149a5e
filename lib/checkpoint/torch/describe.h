/* What the two formats of torch.save (torchzip.h, torchlegacy.h) share: the description is a
 * pickle, and the bytes of its storages are elsewhere in the file. */
#ifndef PHATE_CHECKPOINT_TORCH_DESCRIBE_H
#define PHATE_CHECKPOINT_TORCH_DESCRIBE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/pickle/pickle.h"

/* A description longer than this is refused: parsing takes memory of many times that. */
enum { TORCH_PICKLE_MAX = 64 << 20 };

/* Where the bytes of storages are. */
struct torch_storages {
    void *context;
    /* Sets all of t->place but the strides, for elements that begin `skip` bytes into a storage.
     * Fails where there is no such storage, or it is shorter than `length` bytes. */
    struct error *(*place)(void *context, const char *key, uint64_t length, uint64_t skip,
                           struct place *place);
};

/* Fills c from what a pickle describes. */
struct error *torch_describe(struct checkpoint *c, const struct opening *o, const struct pickle *p,
                             const struct torch_storages *storages) MUST_CHECK;

#endif
