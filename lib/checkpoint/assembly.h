/* Assembled tensors: the elements lie in several parts, each a box of the tensor with a place of
 * its own, as the processes of a parallel training write them. */
#ifndef PHATE_CHECKPOINT_ASSEMBLY_H
#define PHATE_CHECKPOINT_ASSEMBLY_H

#include "checkpoint/cursor.h"

/* The elements whose index in each dimension is in [first, first + size). */
struct part {
    size_t *first;      /* per dimension */
    size_t *size;       /* per dimension, in the allocation of `first` */
    size_t count;       /* elements: the product of size */
    struct place place; /* of the elements in the C order of the box; has no parts itself */
};

struct assembly {
    size_t count;
    struct part *parts;
};

/* The parts of a tensor may be cut along at most so many of its dimensions. */
enum { ASSEMBLY_CUTS = 4 };

/* Gives t a part. Takes over place->strides, even on failure. The first part sets t's type; later
 * ones must have it too. A box without elements is not kept. Fails if the box is not within
 * t->shape. */
struct error *assembly_add(struct tensor *t, const size_t *first, const size_t *size,
                           struct place *place) MUST_CHECK;

/* Moves the parts of a tensor of the same shape and type to t; their files are counted from `file`
 * on. */
struct error *assembly_move(struct tensor *t, struct tensor *from, size_t file) MUST_CHECK;

/* Of parts with the same box keeps one, in the lowest file. */
void assembly_drop_copies(struct tensor *t);

/* Sets t->count. Fails unless the parts hold each element once. A lone part becomes t's own place.
 * Takes n log n steps for n parts. */
struct error *assembly_finish(struct tensor *t) MUST_CHECK;

void assembly_free(struct assembly *assembly); /* accepts NULL */
bool assembly_equal(const struct assembly *a, const struct assembly *b, size_t dims);

/* As tensor_read_f32 or tensor_read_f64, by `type`; the caller has checked the bounds. */
struct error *assembly_read(struct cursor *cursor, const struct tensor *t, size_t first,
                            size_t count, enum dtype type, void *to) MUST_CHECK;

#endif
