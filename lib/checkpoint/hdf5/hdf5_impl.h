/* What the files of hdf5file share. All but hdf5_lock is called with the lock held. */
#ifndef PHATE_CHECKPOINT_HDF5_HDF5_IMPL_H
#define PHATE_CHECKPOINT_HDF5_HDF5_IMPL_H

#define H5_USE_110_API /* the interface of 1.10, which later libraries offer too */

#include "checkpoint/hdf5/hdf5file.h"

#include <hdf5.h>

/* ---- the library (library.c) ---- */

/* The first time also makes libhdf5 ready: silent, and loading no plugins. */
void hdf5_lock(void);
void hdf5_unlock(void);

/* The type as which a text of variable length is read where only its reference is wanted,
 * HDF5_REFERENCE bytes; open for good. */
enum { HDF5_REFERENCE = 16 };
hid_t hdf5_reference(void);

/* What libhdf5 found wrong, at its innermost place: "doing: why: remedy". */
struct error *hdf5_error(const char *doing) MUST_CHECK;

/* Opens the HDF5 file that is `size` bytes of an open file, at `offset`, its superblock first. It
 * is closed by H5Fclose, with all that is open in it, before fd is. */
struct error *hdf5_open(hid_t *file, int fd, uint64_t offset, uint64_t size) MUST_CHECK;

/* Bytes of the HDF5 file that an object is in, past libhdf5. False where there are not so many. */
bool hdf5_read_bytes(hid_t object, uint64_t address, void *to, size_t length);

/* ---- texts of variable length (heap.c) ---- */

/* The text that a reference of the object's file stands for; empty where it does not fit. False
 * where there is none: the file is damaged. */
bool hdf5_heap_text(hid_t object, const void *reference, char *text, size_t room);

/* ---- scalars (scalar.c) ---- */

/* Adds an object's attributes that are scalars to the checkpoint's metadata, but not under keys
 * that are there already. */
struct error *hdf5_take_attributes(struct checkpoint *c, hid_t object) MUST_CHECK;

/* The same for a data set, not in chunks, that is a scalar. (libhdf5 1.10 never comes to an end
 * with a scalar that a damaged file has in chunks.) */
struct error *hdf5_take_scalar(struct checkpoint *c, hid_t dataset, const char *name) MUST_CHECK;

/* ---- roles (roles.c) ---- */

/* Sets the roles that the names alone, of tensors sorted by group, do not tell. */
void hdf5_find_roles(struct tensor *tensors, size_t count);

/* ---- grids (grid.c): how a data set that is not contiguous is cut into chunks ----
 *
 * A band is the chunks that share their first index: whole rows of the tensor, which a reader
 * passes through in order. */

enum { HDF5_FILTERS_MAX = 4 };

/* A compact data set is taken for one chunk. */
struct hdf5_grid {
    bool compact;
    size_t dims;
    size_t shape[H5S_MAX_RANK], chunk[H5S_MAX_RANK]; /* elements */
    size_t row;                      /* elements of an index of the first dimension */
    size_t element;                  /* bytes */
    size_t chunk_bytes, stored_most; /* of a chunk, unpacked and as stored */
    size_t band_bytes;
    H5Z_filter_t filters[HDF5_FILTERS_MAX]; /* in the order in which they were used */
    size_t filter_count;
};

/* The grid of a data set. Name, shape, count and type of t are set. Fails where the chunks are
 * packed in a way that is not read, or are too large, or too many. */
struct error *hdf5_grid_of(struct hdf5_grid *g, hid_t dataset, const struct tensor *t) MUST_CHECK;

/* Fails where a data set that is not contiguous cannot be read, or claims more elements than its
 * bytes in a file of `size` can make. Name, shape, count and type of t are set. */
struct error *hdf5_check_packed(hid_t dataset, const struct tensor *t, uint64_t size) MUST_CHECK;

/* ---- packed data sets (packed.c) ---- */

/* The functions of the format. A packed tensor's place: offset and skip are where the HDF5 file
 * begins in the file, and its size. These take the lock themselves. */
struct error *hdf5_read_packed(struct cursor *cursor, const struct tensor *t, size_t first,
                               size_t count, void *to) MUST_CHECK;
void hdf5_suspend(void *state);
void hdf5_close(void *state);

#endif
