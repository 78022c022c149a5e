/* NumPy's .npz archives, as numpy.savez and numpy.savez_compressed write them: one zip entry
 * NAME.npy per array, which becomes the tensor NAME. Arrays without dimensions become the
 * snapshot's metadata; those of floating-point numbers are tensors as well, as a network may have
 * weights without dimensions. */
#ifndef PHATE_CHECKPOINT_FORMAT_NPZFILE_H
#define PHATE_CHECKPOINT_FORMAT_NPZFILE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/zip/zipfile.h"

/* As `recognise` and `open` of struct checkpoint_format, for an archive. */
bool npzfile_recognise(const struct zipfile *z);
struct error *npzfile_open(struct checkpoint *c, const struct opening *o,
                           const struct zipfile *z) MUST_CHECK;

#endif
