/* The elements of tensors: read from their checkpoint, put in C order, converted. */
#ifndef PHATE_CHECKPOINT_TENSOR_READ_H
#define PHATE_CHECKPOINT_TENSOR_READ_H

#include "checkpoint/cursor.h"

/* Elements [first, first + count) in C order of a tensor. A piece that stands in one run costs one
 * system call (one for each TENSOR_CHUNK bytes where it needs converting), and no byte is read
 * twice. Where strides scatter it, it is read in the order of the file: gaps of up to a page are
 * read over, greater ones cost a system call each, so pieces of a large transposed matrix are slow.
 * A packed tensor is cheap to read in the order in which it is stored. The error names file and
 * tensor. */
enum { TENSOR_CHUNK = 1 << 16 };
struct error *tensor_read_f32(struct cursor *cursor, const struct tensor *t, size_t first,
                              size_t count, float *to) MUST_CHECK;
struct error *tensor_read_f64(struct cursor *cursor, const struct tensor *t, size_t first,
                              size_t count, double *to) MUST_CHECK;

#endif
