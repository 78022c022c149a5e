/* Assembled tensors: the elements lie in several parts, as the processes of a parallel training
 * write them. Each part is a box of the tensor. */
#ifndef PHATE_CHECKPOINT_ASSEMBLY_H
#define PHATE_CHECKPOINT_ASSEMBLY_H

#include "checkpoint/cursor.h"

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

/* Reads elements [first, first + count) of a tensor that has one place, as `type`, which is
 * DTYPE_F32 or DTYPE_F64. */
typedef struct error *assembly_reader(struct cursor *cursor, const struct tensor *t, size_t first,
                                      size_t count, enum dtype type, void *to);

/* The same for a tensor with parts; `read` reads the parts, each run of elements at once. The
 * caller has checked the bounds. */
struct error *assembly_read(struct cursor *cursor, const struct tensor *t, size_t first,
                            size_t count, enum dtype type, void *to,
                            assembly_reader *read) MUST_CHECK;

#endif
