/* NumPy's .npy header (format versions 1.0 to 3.0): parsing and writing. */
#ifndef PHATE_BASE_NPY_H
#define PHATE_BASE_NPY_H

#include "base/dtype.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { NPY_MAX_DIMS = 32, NPY_PREFIX = 12, NPY_HEADER_MAX = 65536 };

/* What an array's elements are. */
enum npy_kind {
    NPY_NUMBERS, /* of npy.type */
    NPY_UNICODE, /* text in UTF-32 */
    NPY_BYTES,   /* text of bytes */
    NPY_OBJECTS, /* pickled */
    NPY_STRUCTURES,
    NPY_DATES, /* and durations */
    NPY_OTHER  /* numbers that are not read */
};

struct npy {
    enum npy_kind kind;
    enum dtype type;
    bool swapped; /* big-endian */
    bool fortran; /* column-major */
    size_t dims;
    size_t shape[NPY_MAX_DIMS];
    size_t count;   /* elements */
    size_t item;    /* bytes per element; 0 of objects and structures */
    size_t header;  /* bytes before the data */
    char descr[32]; /* the type as the header has it, such as "<f4" */
};

bool npy_recognise(const unsigned char *head, size_t length);

/* The length of the whole header, from the file's first NPY_PREFIX bytes. */
struct error *npy_header_length(const unsigned char *prefix, size_t *length) MUST_CHECK;

/* Parses a whole header. Fails where it does not describe an array, and where the shape
 * overflows. */
struct error *npy_parse(struct npy *npy, const unsigned char *header, size_t length) MUST_CHECK;

/* Whether the elements are texts or dates, which no network has as weights. */
bool npy_is_text_or_date(const struct npy *npy);

/* Why the elements are not numbers that can be read, and the remedy: "complex64 is not read: ...";
 * an empty text where they are. */
enum { NPY_REASON = 192 };
void npy_unreadable(const struct npy *npy, char text[NPY_REASON]);
/* Fails with that reason. */
struct error *npy_check_numbers(const struct npy *npy) MUST_CHECK;

/* The header of a rows x cols matrix of '<f4' or '<f8', row after row or, where `fortran`, column
 * after column. The caller frees *header. */
struct error *npy_format(enum dtype type, size_t rows, size_t cols, bool fortran, char **header,
                         size_t *length) MUST_CHECK;

#endif
