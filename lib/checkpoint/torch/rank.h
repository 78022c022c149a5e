/* Files of torch.save in which one of several processes keeps its part of a network. They look like
 * checkpoints, and are none of the whole: tensors are cut, flattened or empty. What such a file
 * says of itself tells it, whatever its name. */
#ifndef PHATE_CHECKPOINT_TORCH_RANK_H
#define PHATE_CHECKPOINT_TORCH_RANK_H

#include "checkpoint/pickle/pickle.h"
#include "checkpoint/torch/state.h"

/* Fails, with the command that gathers the parts, if the pickle is that of one rank of tensor or
 * pipeline parallelism (DeepSpeed's mp_world_size, Megatron's args), or of ZeRO's optimiser. */
struct error *torch_rank_check(const struct pickle *p) MUST_CHECK;

/* The same for ZeRO of stage 3, which leaves empty tensors in place of the parameters that `state`
 * was found to have. */
struct error *torch_rank_check_sizes(const struct pickle *p,
                                     const struct torch_state *state) MUST_CHECK;

#endif
