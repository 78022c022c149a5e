/* A NumPy .npy file as a checkpoint of one tensor. It has no name in the file, and that of the file
 * is different for each snapshot, so it is called "array". */
#ifndef PHATE_CHECKPOINT_FORMAT_NPYFILE_H
#define PHATE_CHECKPOINT_FORMAT_NPYFILE_H

#include "base/npy.h"
#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format npyfile_format;

/* Name, shape, type and strides of a tensor by its header; its offset is the caller's to set. */
struct error *npyfile_describe(struct tensor *t, const char *name,
                               const struct npy *npy) MUST_CHECK;

#endif
