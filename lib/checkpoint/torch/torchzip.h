/* The format of torch.save since torch 1.6: a zip archive, in which NAME/data.pkl describes the
 * tensors, NAME/data/KEY holds the bytes of a storage, and NAME/byteorder (in newer archives) tells
 * the byte order. */
#ifndef PHATE_CHECKPOINT_TORCH_TORCHZIP_H
#define PHATE_CHECKPOINT_TORCH_TORCHZIP_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/torch/state.h"
#include "checkpoint/zip/zipfile.h"

/* As `recognise` and `open` of struct checkpoint_format, for an archive. */
bool torchzip_recognise(const struct zipfile *z);
struct error *torchzip_open(struct checkpoint *c, const struct opening *o,
                            const struct zipfile *z) MUST_CHECK;

/* The scalar that was saved instead of tensors, as text: empty if it is not a scalar. */
struct error *torchzip_scalar(const struct opening *o, const struct zipfile *z,
                              char text[TORCH_SCALAR_ROOM]) MUST_CHECK;

#endif
