/* Where a tensor's elements are: in one place of one file; in several parts, each with a place of
 * its own (assembly.h); or nowhere, but in two factors, whose product they are (lowrank.h). */
#ifndef PHATE_CHECKPOINT_PLACE_H
#define PHATE_CHECKPOINT_PLACE_H

#include "base/dtype.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TENSOR_DIMS_MAX = 64 };

/* Where a tensor's elements are in the file, and in which form. */
struct place {
    enum dtype type;
    bool swapped;    /* big-endian */
    bool negated;    /* the tensor's numbers are the negatives of those stored */
    bool packed;     /* not in the file as they are: the format's read function gives them */
    uint32_t file;   /* which of the checkpoint's files */
    uint32_t check;  /* packed: for the format's use */
    uint64_t offset; /* of the first element's byte in the file; packed: for the format's use */
    uint64_t skip;   /* packed: for the format's use */
    uint64_t size;   /* for the format's use */
    size_t *strides; /* per dimension, elements from one index to the next; 0 if all indices share
                        one element; NULL if the elements lie in C order without gaps */
    /* NULL, or the parts that hold the elements, each with a place of its own. Of the fields above
     * then only type, file and offset have a meaning: those of the first part. */
    struct assembly *assembly;
    struct lowrank *lowrank; /* NULL, or the factors; of the fields above then only type counts */
};

/* The elements whose index in each dimension is in [first, first + size). */
struct place_part {
    size_t *first;      /* per dimension */
    size_t *size;       /* per dimension, in the allocation of `first` */
    size_t count;       /* elements: the product of size */
    struct place place; /* of the elements in the C order of the box; has no parts itself */
};

struct assembly {
    size_t count;
    struct place_part *parts;
};

/* The elements are those of scale * left * right. */
struct lowrank {
    size_t rank;
    double scale;
    struct place left,
        right; /* of rows x rank, and of rank x columns; neither has parts or factors */
};

/* Frees what the place owns, not the place. */
void place_free(struct place *place);
void place_part_free(struct place_part *part);
void place_assembly_free(struct assembly *assembly); /* accepts NULL */

/* Whether two places of tensors with `dims` dimensions are the same, if the files are. */
bool place_equal(const struct place *a, const struct place *b, size_t dims);

/* Whether two parts of one tensor have the same elements of it. */
bool place_same_box(const struct place_part *a, const struct place_part *b, size_t dims);

#endif
