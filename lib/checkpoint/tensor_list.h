/* The list of a checkpoint's tensors that a user reads: name, type, shape, and whether each is
 * compared, or why not. */
#ifndef PHATE_CHECKPOINT_TENSOR_LIST_H
#define PHATE_CHECKPOINT_TENSOR_LIST_H

#include "checkpoint/tensor_choice.h"

/* A line a tensor, and behind them the number of elements of those in and of those out. The caller
 * frees *text. */
struct error *tensor_list_format(const struct checkpoint *c, const struct tensor_choice *choice,
                                 char **text) MUST_CHECK;

#endif
