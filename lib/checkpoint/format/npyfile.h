/* A NumPy .npy file as a checkpoint of one tensor. The file does not name the tensor, and the
 * file's own name differs from snapshot to snapshot, so the tensor is called "array". */
#ifndef PHATE_CHECKPOINT_FORMAT_NPYFILE_H
#define PHATE_CHECKPOINT_FORMAT_NPYFILE_H

#include "base/npy.h"
#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format npyfile_format;

/* Sets a tensor's name, and its shape, type and strides from the header, or why it is unreadable.
 * The caller sets the offset. */
struct error *npyfile_describe(struct tensor *t, const char *name,
                               const struct npy *npy) MUST_CHECK;

#endif
