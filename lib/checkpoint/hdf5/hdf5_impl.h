/* What the files of hdf5/ share. The caller holds the lock, except where a comment says otherwise.
 */
#ifndef PHATE_CHECKPOINT_HDF5_HDF5_IMPL_H
#define PHATE_CHECKPOINT_HDF5_HDF5_IMPL_H

#define H5_USE_110_API /* the interface of 1.10, which later libraries offer too */

#include "checkpoint/hdf5/hdf5file.h"

#include <hdf5.h>

/* ---- the library (library.c) ---- */

/* Takes the lock. The first call also sets up libhdf5: silent, and without plugins. */
void hdf5_lock(void);
void hdf5_unlock(void);

/* The type that reads a text of variable length as its reference of HDF5_REFERENCE bytes. The type
 * is never closed. */
enum { HDF5_REFERENCE = 16 };
hid_t hdf5_reference(void);

/* libhdf5's innermost reason for its last failure: "doing: libhdf5: why: remedy". */
struct error *hdf5_error(const char *doing) MUST_CHECK;

/* Opens the HDF5 file that is the `size` bytes at `offset` of an open file; its superblock is at
 * `offset`. The caller closes it by H5Fclose, which also closes everything open in it, before
 * closing fd. */
struct error *hdf5_open(hid_t *file, int fd, uint64_t offset, uint64_t size) MUST_CHECK;

/* Reads bytes of the HDF5 file that an object is in, bypassing libhdf5. False if the file ends
 * early. */
bool hdf5_read_bytes(hid_t object, uint64_t address, void *to, size_t length);

/* ---- texts of variable length (heap.c) ---- */

/* The text that a reference in the object's file points to; empty if it does not fit. False if
 * there is no such text: the file is damaged. */
bool hdf5_heap_text(hid_t object, const void *reference, char *text, size_t room);

/* ---- scalars (scalar.c) ---- */

/* Adds an object's scalar attributes to the checkpoint's metadata. Keys that are already there keep
 * their values. */
struct error *hdf5_take_attributes(struct checkpoint *c, hid_t object) MUST_CHECK;

/* The same for a scalar data set that is not in chunks. (libhdf5 1.10 loops forever on a scalar
 * that a damaged file has in chunks.) */
struct error *hdf5_take_scalar(struct checkpoint *c, hid_t dataset, const char *name) MUST_CHECK;

/* ---- grids (grid.c): how a data set that is not contiguous is cut into chunks ----
 *
 * A band is all chunks with the same first index: whole rows of the tensor. A reader passes through
 * the bands in order. */

enum { HDF5_FILTERS_MAX = 4 };

/* A compact data set counts as one chunk. */
struct hdf5_grid {
    bool compact;
    size_t dims;
    size_t shape[H5S_MAX_RANK], chunk[H5S_MAX_RANK]; /* elements */
    size_t row;                                      /* elements per index of the first dimension */
    size_t element;                                  /* bytes */
    size_t chunk_bytes, stored_most;                 /* of a chunk, unpacked and as stored */
    size_t band_bytes;
    H5Z_filter_t filters[HDF5_FILTERS_MAX]; /* in the order in which they were applied */
    size_t filter_count;
};

/* The grid of a data set. Name, shape, count and type of t are set. Fails if the chunks are packed
 * in an unsupported way, are too large, or are too many. */
struct error *hdf5_grid_of(struct hdf5_grid *g, hid_t dataset, const struct tensor *t) MUST_CHECK;

/* Fails if a data set that is not contiguous cannot be read, or claims more elements than its bytes
 * in a file of `size` bytes can unpack to. Name, shape, count and type of t are set. */
struct error *hdf5_check_packed(hid_t dataset, const struct tensor *t, uint64_t size) MUST_CHECK;

/* ---- packed data sets (packed.c) ---- */

/* The functions of the format; they take the lock themselves. In a packed tensor's place, `offset`
 * is where the HDF5 file begins in the file, `skip` is the HDF5 file's size, and `size` is the
 * address of the data set in the HDF5 file: the tensor's name need not be the data set's. */
struct error *hdf5_read_packed(struct cursor *cursor, const struct tensor *t, size_t first,
                               size_t count, void *to) MUST_CHECK;
void hdf5_suspend(void *state);
void hdf5_close(void *state);

#endif
