/* A tensor of a checkpoint as its file describes it: name, shape, and where its elements are.
 * tensor_read.h reads them. */
#ifndef PHATE_CHECKPOINT_TENSOR_H
#define PHATE_CHECKPOINT_TENSOR_H

#include "base/error.h"
#include "checkpoint/place.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the file says about a tensor's part in training; most formats say nothing. */
enum tensor_role {
    TENSOR_UNKNOWN,
    TENSOR_PARAMETER,
    TENSOR_BUFFER,
    TENSOR_OPTIMISER,
    TENSOR_BESIDE,        /* stands beside the state_dict, not in it; */
    TENSOR_BESIDE_COLUMN, /* likewise, and its one number is a column of the rows */
    TENSOR_COLUMN,        /* a number of no dimension that is a column of the rows: a loss, say */
    TENSOR_NO_NUMBERS     /* text or dates: also unreadable */
};

struct tensor {
    char *name;
    enum tensor_role role;
    size_t dims;
    size_t *shape;
    size_t count;       /* elements: the product of shape (1 for a scalar) */
    struct place place; /* of no meaning in an unreadable tensor */
    char *unreadable;   /* NULL, or why its elements cannot be read, and the remedy:
                            "complex64 is not read: convert it to float32" */
    size_t
        tie; /* tensors of one number, not 0, have the same elements in the file (tied weights) */
};

void tensor_free(struct tensor *t);

/* Whether a name has parts, which dots, slashes or brackets separate: that of a number of no
 * dimension is then a weight's, or an optimiser's; without parts it is more often that of a
 * loss. */
bool tensor_name_is_path(const char *name);

bool tensor_same_shape(const struct tensor *a, const struct tensor *b);

/* The tensor's shape as text, "[64, 10]", cut to the room. */
void tensor_shape_text(const struct tensor *t, char *text, size_t room);

/* ---- for formats; the errors do not name the file ---- */

/* Sets name and shape to copies. */
struct error *tensor_init(struct tensor *t, const char *name, const size_t *shape,
                          size_t dims) MUST_CHECK;

/* Sets strides of Fortran order: the first index runs fastest. */
struct error *tensor_set_fortran(struct tensor *t) MUST_CHECK;

/* Sets t->count from t->shape, and *bytes to the bytes that the elements span, with the gaps
 * between them. Fails if one of these overflows. */
struct error *tensor_measure(struct tensor *t, uint64_t *bytes) MUST_CHECK;

/* Does tensor_measure, and also fails unless a tensor that is not packed lies in [0, size) of its
 * file and has at most `size` elements (however often a stride of 0 repeats them). `bytes` may be
 * NULL. */
struct error *tensor_check(struct tensor *t, uint64_t size, uint64_t *bytes) MUST_CHECK;

#endif
