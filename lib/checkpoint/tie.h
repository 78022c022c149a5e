/* Tied tensors: several names of the same elements, such as an embedding that is also the last
 * layer. What is tied is counted once (tensor_choice.h). */
#ifndef PHATE_CHECKPOINT_TIE_H
#define PHATE_CHECKPOINT_TIE_H

#include "checkpoint/checkpoint.h"

/* Sets `tie` of every tensor of a described checkpoint: one number, from 1 on, for those that have
 * the same elements in the file, at whatever shape, their dimensions in any order (a transposed
 * tie); 0 for all others. Assembled tensors are tied if they have one shape and the same parts.
 * Empty and unreadable tensors and products of factors are not tied; nor is a slice to the tensor
 * that it is a part of, because the tensor has elements that the slice lacks. Takes n log n time
 * and memory in proportion to the description. */
struct error *tie_find(struct checkpoint *c) MUST_CHECK;

#endif
