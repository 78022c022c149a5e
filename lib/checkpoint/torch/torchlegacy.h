/* What torch.save wrote before torch 1.6: five pickles (a magic number, the protocol, what the
 * machine is like, the description, the keys of the storages) and the storages one after the other,
 * each behind its number of elements. */
#ifndef PHATE_CHECKPOINT_TORCH_TORCHLEGACY_H
#define PHATE_CHECKPOINT_TORCH_TORCHLEGACY_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format torchlegacy_format;

#endif
