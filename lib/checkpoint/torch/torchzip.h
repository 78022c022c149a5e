/* What torch.save writes since torch 1.6: a zip archive, in which NAME/data.pkl describes the
 * tensors, NAME/data/KEY holds the bytes of a storage, and NAME/byteorder (newer ones) says which
 * way they are. */
#ifndef PHATE_CHECKPOINT_TORCH_TORCHZIP_H
#define PHATE_CHECKPOINT_TORCH_TORCHZIP_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/zip/zipfile.h"

/* Whether an archive is one, and its description, as in struct checkpoint_format. */
bool torchzip_recognise(const struct zipfile *z);
struct error *torchzip_open(struct checkpoint *c, const struct opening *o,
                            const struct zipfile *z) MUST_CHECK;

#endif
