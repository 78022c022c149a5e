/* What the names of a file's tensors tell of their part in training: Keras's layers number their
 * variables, the trained ones first. */
#ifndef PHATE_CHECKPOINT_HDF5_ROLES_H
#define PHATE_CHECKPOINT_HDF5_ROLES_H

#include "checkpoint/tensor.h"

#include <stddef.h>

/* Sets the roles that can be told so; the tensors are sorted by name. */
void hdf5_find_roles(struct tensor *tensors, size_t count);

#endif
