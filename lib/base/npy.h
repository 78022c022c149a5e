/* NumPy's .npy header (format versions 1.0 to 3.0): parsing and writing. */
#ifndef PHATE_BASE_NPY_H
#define PHATE_BASE_NPY_H

#include "base/dtype.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { NPY_MAX_DIMS = 32, NPY_PREFIX = 12, NPY_HEADER_MAX = 65536 };

struct npy {
    enum dtype type;
    bool swapped; /* big-endian */
    bool fortran; /* column-major */
    size_t dims;
    size_t shape[NPY_MAX_DIMS];
    size_t count;  /* elements */
    size_t header; /* bytes before the data */
};

bool npy_recognise(const unsigned char *head, size_t length);

/* The length of the whole header, from the file's first NPY_PREFIX bytes. */
struct error *npy_header_length(const unsigned char *prefix, size_t *length) MUST_CHECK;

/* Parses a whole header. Fails where it does not describe an array of numbers, and where the shape
 * overflows. */
struct error *npy_parse(struct npy *npy, const unsigned char *header, size_t length) MUST_CHECK;

/* The header of a rows x cols matrix of '<f4' or '<f8', row after row or, where `fortran`, column
 * after column. The caller frees *header. */
struct error *npy_format(enum dtype type, size_t rows, size_t cols, bool fortran, char **header,
                         size_t *length) MUST_CHECK;

#endif
