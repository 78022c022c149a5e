/* NumPy's .npz archives, as numpy.savez and numpy.savez_compressed write them: a zip entry NAME.npy
 * for each array, which is the tensor NAME. Arrays without dimensions are taken for what is known
 * of the snapshot, and become its metadata. */
#ifndef PHATE_CHECKPOINT_FORMAT_NPZFILE_H
#define PHATE_CHECKPOINT_FORMAT_NPZFILE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/zip/zipfile.h"

/* Whether an archive is one, and its description, as in struct checkpoint_format. */
bool npzfile_recognise(const struct zipfile *z);
struct error *npzfile_open(struct checkpoint *c, const struct opening *o,
                           const struct zipfile *z) MUST_CHECK;

#endif
