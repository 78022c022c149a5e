/* The list of a checkpoint's tensors for the user: name, type, shape, and whether the tensor is
 * compared, or why not. */
#ifndef PHATE_CHECKPOINT_CHOICE_TENSOR_LIST_H
#define PHATE_CHECKPOINT_CHOICE_TENSOR_LIST_H

#include "checkpoint/choice/tensor_choice.h"

/* One line per tensor, then the number of elements of the tensors that are in, and of those that
 * are out. The caller frees *text. */
struct error *tensor_list_format(const struct checkpoint *c, const struct tensor_choice *choice,
                                 char **text) MUST_CHECK;

#endif
