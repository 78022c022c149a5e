/* HDF5 files, as Keras and h5py write them. Every data set of numbers is a tensor, named by its
 * path without the slash in front; scalars (numbers, short lines of text) that are attributes of
 * the root group or of Keras's group model_weights, or data sets of the root group, are metadata.
 *
 * Data sets that are contiguous are read in place. Those that are compact, or in chunks (whole, or
 * packed by gzip, with or without shuffle), are packed tensors: a band of chunks is unpacked at a
 * time. Soft and external links are not followed; data sets whose elements are in other files, or
 * virtual, are refused.
 *
 * libhdf5 serves one thread at a time: a lock of this module's own is held while it is at work.
 * Elements of contiguous data sets are read, and chunks unpacked, outside it. */
#ifndef PHATE_CHECKPOINT_HDF5_HDF5FILE_H
#define PHATE_CHECKPOINT_HDF5_HDF5FILE_H

#include "checkpoint/checkpoint.h"

extern const struct checkpoint_format hdf5file_format;

/* Describes an HDF5 file that is `size` bytes of another file, at `offset`; else as open of
 * hdf5file_format, which must become the checkpoint's format. */
struct error *hdf5file_describe(struct checkpoint *c, const struct opening *o, uint64_t offset,
                                uint64_t size) MUST_CHECK;

#endif
