/* Reads the elements of tensors from their checkpoint, in C order, converted. */
#ifndef PHATE_CHECKPOINT_TENSOR_READ_H
#define PHATE_CHECKPOINT_TENSOR_READ_H

#include "checkpoint/cursor.h"

/* Elements [first, first + count) of a tensor, in C order. A piece that lies in one run costs one
 * system call (one per TENSOR_CHUNK bytes if it needs converting), and no byte is read twice. A
 * piece that strides scatter is read in the order of the file: gaps up to a page are read and
 * dropped, each larger gap costs a system call, so pieces of a large transposed matrix are slow. A
 * packed tensor is cheap to read in the order in which it is stored. Of a tensor with parts each
 * part is read so, many rows of it at once. Fails if the tensor is unreadable. The error names file
 * and tensor. */
enum { TENSOR_CHUNK = 1 << 14 }; /* on the stack of a thread, which may be small */
struct error *tensor_read_f32(struct cursor *cursor, const struct tensor *t, size_t first,
                              size_t count, float *to) MUST_CHECK;
struct error *tensor_read_f64(struct cursor *cursor, const struct tensor *t, size_t first,
                              size_t count, double *to) MUST_CHECK;

/* As float (DTYPE_F32) or double (DTYPE_F64). */
struct error *tensor_read(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                          enum dtype type, void *to) MUST_CHECK;

#endif
