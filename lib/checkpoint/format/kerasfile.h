/* Keras's .keras: a zip archive whose entry model.weights.h5 is an HDF5 file, stored (not
 * deflated). */
#ifndef PHATE_CHECKPOINT_FORMAT_KERASFILE_H
#define PHATE_CHECKPOINT_FORMAT_KERASFILE_H

#include "checkpoint/checkpoint.h"
#include "checkpoint/zip/zipfile.h"

/* As `recognise` and `open` of struct checkpoint_format, for an archive. */
bool kerasfile_recognise(const struct zipfile *z);
struct error *kerasfile_open(struct checkpoint *c, const struct opening *o,
                             const struct zipfile *z) MUST_CHECK;

#endif
