/* HDF5 files, as Keras and h5py write them. Every data set of numbers is a tensor, named by its
 * path without the leading slash. Scalars (numbers, short lines of text) are metadata if they are
 * attributes of the root group or of Keras's group model_weights, or data sets of the root group.
 *
 * Contiguous data sets are read in place. Data sets that are compact, or in chunks (plain, or
 * packed by gzip, with or without shuffle), are packed tensors: one band of chunks is unpacked at a
 * time. Soft and external links are not followed. Data sets that are virtual, whose elements are in
 * other files, or that are packed otherwise, are unreadable tensors.
 *
 * Workers (worker/workers.h) call libhdf5: they describe the file, and find chunks. Elements are
 * read and unpacked by the thread that asks for them. */
#ifndef PHATE_CHECKPOINT_HDF5_HDF5FILE_H
#define PHATE_CHECKPOINT_HDF5_HDF5FILE_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format hdf5file_format;

/* Describes an HDF5 file that is the `size` bytes at `offset` of another file. Otherwise the same
 * as hdf5file_format.open. The caller makes hdf5file_format the checkpoint's format. */
struct error *hdf5file_describe(struct checkpoint *c, const struct opening *o, uint64_t offset,
                                uint64_t size) MUST_CHECK;

#endif
