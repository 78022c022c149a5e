/* Files that hold a part of a network, told by their names and by what lies beside them: one of the
 * files that an index names, or the file of one of several processes. Such a file by itself must
 * not be taken for a network. (What torch.save's files say of themselves: torch/rank.h.) */
#ifndef PHATE_CHECKPOINT_FORMAT_PARTIAL_H
#define PHATE_CHECKPOINT_FORMAT_PARTIAL_H

#include "checkpoint/checkpoint.h"

/* Fails, with what to name instead or what gathers the parts, if the file is one of these. One that
 * an index has led to (hints->is_shard) may be one of the index's files. */
struct error *partial_check(const char *path, const struct checkpoint_hints *hints) MUST_CHECK;

/* The same for a safetensors file whose metadata has DCP_SHARDING_INFO:
 * torch.distributed.checkpoint says there at which offsets each tensor of the file begins in the
 * network's. A file that is one of an index's, or has an index beside it, is whole if all offsets
 * are 0. */
struct error *partial_check_sharding(const char *path, const struct checkpoint_hints *hints,
                                     const char *sharding_info) MUST_CHECK;

#endif
