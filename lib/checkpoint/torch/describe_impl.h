/* What the two formats of torch.save share. */
#ifndef PHATE_TORCHFILE_IMPL_H
#define PHATE_TORCHFILE_IMPL_H

#include "checkpoint/torch/describe.h"
#include "checkpoint/torch/state.h"

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
