/* What the files of libhdf5/ share. */
#ifndef PHATE_CHECKPOINT_LIBHDF5_LIBHDF5_IMPL_H
#define PHATE_CHECKPOINT_LIBHDF5_LIBHDF5_IMPL_H

#define H5_USE_110_API /* the interface of 1.10, which later libraries offer too */

#include "base/error.h"
#include "checkpoint/libhdf5/facts.h"

#include <hdf5.h>

/* ---- the library (library.c) ---- */

/* Sets up libhdf5: silent, and without plugins. */
void libhdf5_start(void);

/* libhdf5's innermost reason for its last failure: "doing: libhdf5: why: remedy"; or that memory is
 * short. */
struct error *libhdf5_error(const char *doing) MUST_CHECK;

/* Opens the HDF5 file that is the `size` bytes at `offset` of an open file; its superblock is at
 * `offset`. The caller closes it by H5Fclose, which also closes everything open in it, before
 * closing fd. */
struct error *libhdf5_open(hid_t *file, int fd, uint64_t offset, uint64_t size) MUST_CHECK;

/* Where the chunk is whose first element is at index at[i] of each dimension i. */
void libhdf5_find_chunk(hid_t dataset, const hsize_t *at, struct facts_chunk *chunk);

/* Reads bytes of the HDF5 file that an object is in, bypassing libhdf5. False if the file ends
 * early. */
bool libhdf5_read_bytes(hid_t object, uint64_t address, void *to, size_t length);

/* The type that reads a text of variable length as its reference of LIBHDF5_REFERENCE bytes. The
 * type is never closed. */
enum { LIBHDF5_REFERENCE = 16 };
hid_t libhdf5_reference(void);

/* ---- texts of variable length (heap.c) ---- */

/* The text that a reference in the object's file points to; empty if it does not fit. False if
 * there is no such text: the file is damaged. */
bool libhdf5_heap_text(hid_t object, const void *reference, char *text, size_t room);

/* ---- data sets (dataset.c) ---- */

/* The facts of a data set. Sets *is_number to false if its elements are not numbers, and the facts
 * then are of no meaning. */
struct error *libhdf5_dataset_facts(hid_t dataset, const char *name, struct facts *facts,
                                    bool *is_number) MUST_CHECK;

/* ---- scalars (scalar.c) ---- */

/* Puts an object's scalar attributes in an answer, as metadata. */
struct error *libhdf5_put_attributes(struct wire *answer, hid_t object) MUST_CHECK;

/* The same for a data set, if it is a scalar that was written. */
struct error *libhdf5_put_scalar(struct wire *answer, hid_t dataset, const char *name) MUST_CHECK;

/* ---- requests (objects.c, elements.c) ---- */

struct error *libhdf5_put_objects(struct wire *answer, hid_t file, uint64_t size) MUST_CHECK;
struct error *libhdf5_put_elements(struct wire *answer, hid_t file,
                                   const struct facts_question *question) MUST_CHECK;

#endif
