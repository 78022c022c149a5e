/* The rows of a record that may be larger than memory, to be read in any order, again and again:
 * where they are in a file, from there, once its checksum has been found right; from a pipe by way
 * of a temporary file without a name (base/file/scratch.h). Small records stay in memory. */
#ifndef PHATE_STREAM_ROW_STORE_H
#define PHATE_STREAM_ROW_STORE_H

#include "stream/reader/reader.h"

#include <stdbool.h>

struct row_store {
    size_t rows, cols;
    enum phm_type type;
    /* private: */
    char *name;             /* of the input, or the directory of the temporary file */
    bool is_input;          /* the former: it must not change */
    unsigned char *memory;  /* the payload; or NULL: */
    struct reader_place at; /* where it is in a file, which the store holds open */
    size_t panel;           /* columns that the payload has together */
    unsigned char *piece;   /* bytes of some rows of a panel */
};

/* Takes the payload of the current record, of numbers, dense or panel, which is read and checked as
 * a whole; up to `in_memory` bytes of it stay in memory. The caller frees the store, whose reader
 * may be closed before. Fails on damaged input, and where a temporary file cannot be written. */
struct error *row_store_take(struct row_store *store, struct reader *reader, const struct record *r,
                             size_t in_memory) MUST_CHECK;
void row_store_free(struct row_store *store);

/* The memory that a store takes that keeps nothing in memory. */
size_t row_store_bytes(const struct record *r);

/* Writes rows [first, first + count), row-major, to `rows`: floats or doubles, as the type is. One
 * thread at a time calls it. Fails where a file that is read has changed. */
struct error *row_store_read(const struct row_store *store, size_t first, size_t count,
                             void *rows) MUST_CHECK;

/* The same as doubles; all rows, as a matrix, which the caller frees. */
struct error *row_store_read_wide(const struct row_store *store, size_t first, size_t count,
                                  double *rows) MUST_CHECK;
struct error *row_store_matrix(const struct row_store *store, struct matrix *m) MUST_CHECK;

#endif
