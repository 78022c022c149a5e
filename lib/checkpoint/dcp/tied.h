/* Tied weights in a folder of torch.distributed.checkpoint, which writes a tensor of two names
 * twice and does not say that it is one. */
#ifndef PHATE_CHECKPOINT_DCP_TIED_H
#define PHATE_CHECKPOINT_DCP_TIED_H

#include "checkpoint/checkpoint.h"

/* Gives tensors that are taken for one the place of the first of them, so that tie.h ties them;
 * also where there are several such groups of one type and shape.
 * Tensors are taken for one if they have the same type, the same shape, of two dimensions or more,
 * and the same elements, which are not all one number; and if the modules that own them have
 * different names. Modules whose own names are the same or numbers (encoder.0.linear and
 * encoder.1.linear, online.fc and target.fc) are copies of each other before training, not tied.
 *
 * Of each tensor that has a brother in type and shape some elements are read, and all of those that
 * agree so far. The errors do not name the folder. */
struct error *tied_find(struct checkpoint *c) MUST_CHECK;

#endif
