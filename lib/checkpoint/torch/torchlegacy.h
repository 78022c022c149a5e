/* The format of torch.save before torch 1.6: five pickles (a magic number, the protocol, the
 * machine's properties, the description, the keys of the storages), then the storages one after the
 * other, each preceded by its number of elements. */
#ifndef PHATE_CHECKPOINT_TORCH_TORCHLEGACY_H
#define PHATE_CHECKPOINT_TORCH_TORCHLEGACY_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format torchlegacy_format;

#endif
