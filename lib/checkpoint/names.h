/* The names that tensors have in a checkpoint, as far as they are the network's own.
 *
 * A wrapper around a network, or around a part of it, puts a part of its own into the names below
 * it: torch.compile's _orig_mod, FSDP's _fsdp_wrapped_module, activation checkpointing's
 * _checkpoint_wrapped_module, and the module of DataParallel, DistributedDataParallel and
 * AveragedModel. These parts are taken out wherever they stand, so that a network has one set of
 * names, wrapped or not. Dots or slashes separate the parts.
 *
 * A submodule may also be called module. A wrapper has one child, so `module` is taken out where
 * all names that begin alike go on with it; numbers without dimensions, such as the n_averaged of
 * AveragedModel, may stand beside it. Whether a network's own `module` goes or stays does not
 * depend on wrappers: a wrapped network and a bare one still agree. */
#ifndef PHATE_CHECKPOINT_NAMES_H
#define PHATE_CHECKPOINT_NAMES_H

#include "checkpoint/checkpoint.h"

/* Takes wrappers' parts out of the names, but for those of an optimiser's state and of what stands
 * beside the network; then does hints->renames. The tensors are sorted by name, before and after.
 * If two names would be equal without the wrappers' parts, all names stay as they are; if
 * substitutions make them equal, that is an error. A shard's names stay: its index knows them. */
struct error *names_settle(struct checkpoint *c, const struct checkpoint_hints *hints) MUST_CHECK;

#endif
