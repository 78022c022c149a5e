/* What the files of hdf5/ share. */
#ifndef PHATE_CHECKPOINT_HDF5_HDF5_IMPL_H
#define PHATE_CHECKPOINT_HDF5_HDF5_IMPL_H

#include "checkpoint/hdf5/hdf5file.h"
#include "checkpoint/libhdf5/facts.h"

/* ---- questions to a worker (questions.c) ---- */

/* A stretch of an open file that is an HDF5 file from its superblock on. */
struct hdf5_stretch {
    int fd;
    uint64_t offset, size;
};

/* All data sets and metadata. The caller frees the answer. */
struct error *hdf5_ask_all(const struct hdf5_stretch *at, struct wire *answer) MUST_CHECK;

/* The elements of a compact data set, or the places of chunks of another. */
struct error *hdf5_ask_elements(const struct hdf5_stretch *at,
                                const struct facts_question *question,
                                struct wire *answer) MUST_CHECK;

/* An answer that is not what facts.h says. */
struct error *hdf5_error_answer(void) MUST_CHECK;

/* ---- descriptions (listing.c) ---- */

/* Fills tensors and metadata from the answer about a stretch. Checks every number against the
 * stretch's size. */
struct error *hdf5_take_all(struct checkpoint *c, const struct hdf5_stretch *at,
                            struct wire *answer) MUST_CHECK;

/* ---- grids (grid.c): how a data set that is not contiguous is cut into chunks ----
 *
 * A band is all chunks with the same first index: whole rows of the tensor. A reader passes through
 * the bands in order. Chunks are numbered in C order. */

/* A compact data set counts as one chunk. */
struct hdf5_grid {
    bool compact;
    size_t dims;
    size_t shape[FACTS_DIMS_MAX], chunk[FACTS_DIMS_MAX]; /* elements */
    size_t row;                      /* elements per index of the first dimension */
    size_t element;                  /* bytes */
    size_t chunk_bytes, stored_most; /* of a chunk, unpacked and as stored */
    size_t band_bytes, band_chunks;
    uint64_t filters[FACTS_FILTERS_MAX]; /* in the order in which they were applied */
    size_t filter_count;
};

/* Sets why a tensor's elements cannot be read. The caller frees the text. */
struct error *hdf5_refuse(char **unreadable, const char *format, ...) PRINTF_LIKE(2, 3) MUST_CHECK;

/* The grid of a tensor whose name, shape, count and type are set. Where such chunks are not read,
 * *unreadable is the reason and the remedy, which the caller frees; else NULL. */
struct error *hdf5_grid_of(struct hdf5_grid *g, const struct facts *facts, const struct tensor *t,
                           char **unreadable) MUST_CHECK;

/* Fails if a tensor claims more elements than its bytes, in a file of `size` bytes, can unpack
 * to. */
struct error *hdf5_grid_check(const struct hdf5_grid *g, const struct facts *facts,
                              const struct tensor *t, uint64_t size) MUST_CHECK;

/* ---- the places of packed tensors (grid.c) ---- */

/* In a packed tensor's place, `size` is the address of the data set in the HDF5 file (the tensor's
 * name need not be the data set's), `offset` is where the HDF5 file begins in the file, and `skip`
 * is the HDF5 file's size. A worker is asked for chunks; but of a tensor that is one chunk the
 * place has all: then `check` is not 0 and tells the filters, `offset` is where the chunk is in the
 * file, and `skip` is the bytes that it takes there. */

/* The facts that a worker would tell of such a tensor. */
void hdf5_facts_of_chunk(const struct tensor *t, struct facts *facts);

/* Makes the place that of one chunk, unless its facts do not allow this. The grid is the tensor's;
 * `offset` and `skip` are those of the HDF5 file. */
void hdf5_place_chunk(struct place *place, const struct hdf5_grid *g,
                      const struct facts_chunk *only);

/* ---- chunks (chunk.c) ---- */

/* Reads a chunk of a stretch, and unpacks it into raw[0], a buffer of stored_most bytes as raw[1]
 * is: a chunk that is larger than it claims fails. The two may change places. */
struct error *hdf5_read_chunk(const struct hdf5_grid *g, const struct hdf5_stretch *at,
                              const struct facts_chunk *chunk, unsigned char *raw[2]) MUST_CHECK;

/* Copies the part of a chunk that is inside the tensor to its place in the band. The chunk's first
 * element is at index at[i] of each dimension i. */
void hdf5_copy_chunk(const struct hdf5_grid *g, const size_t *at, const unsigned char *chunk,
                     unsigned char *band);

/* Moves `at` to the next chunk of the band, the last index running fastest; false after the
 * last. */
bool hdf5_next_chunk(const struct hdf5_grid *g, size_t *at);

/* ---- packed data sets (packed.c) ---- */

/* The functions of the format. */
struct error *hdf5_read_packed(struct cursor *cursor, const struct tensor *t, size_t first,
                               size_t count, void *to) MUST_CHECK;
void hdf5_suspend(void *state);
void hdf5_close(void *state);

#endif
