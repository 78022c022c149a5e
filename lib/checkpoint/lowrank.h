/* Tensors that are products of two factors, as low-rank adapters store them: a matrix of rows x
 * columns is scale * left * right, with left of rows x rank, and right of rank x columns. It is
 * computed where it is read. */
#ifndef PHATE_CHECKPOINT_LOWRANK_H
#define PHATE_CHECKPOINT_LOWRANK_H

#include "checkpoint/assembly.h"

/* Makes t, whose name is set and that owns nothing else, the product of two matrices. Takes over
 * their places, even on failure. Fails if the inner sizes differ, and if the number of elements
 * overflows. */
struct error *lowrank_init(struct tensor *t, struct tensor *left, struct tensor *right,
                           double scale) MUST_CHECK;

/* A matrix's rows become its columns: changes shape and strides, no elements. */
struct error *lowrank_transpose(struct tensor *t) MUST_CHECK;

/* Reads elements [first, first + count) as `type`, which is DTYPE_F32 or DTYPE_F64; `read` reads
 * the factors. Each element is a sum over the ranks in their order, in float64, so that it is the
 * same however a tensor is read in pieces. The caller has checked the bounds. Needs memory for the
 * right factor, and for the rows of the left one that the elements are in. */
struct error *lowrank_read(struct cursor *cursor, const struct tensor *t, size_t first,
                           size_t count, enum dtype type, void *to,
                           assembly_reader *read) MUST_CHECK;

#endif
