/* Tensors of files with their units in another order. */
#ifndef PHATE_ALIGNMENT_PERMUTED_H
#define PHATE_ALIGNMENT_PERMUTED_H

#include "align/permutations.h"
#include "checkpoint/cursor.h"

/* Reads all of a tensor, which has the shape of the specification's tensor `own`, as float
 * (DTYPE_F32) or double (DTYPE_F64), and puts its units into the order of p. The caller frees
 * *data. */
struct error *permuted_read(struct cursor *cursor, const struct tensor *t,
                            const struct spec_tensor *own, const struct permutations *p,
                            enum dtype type, void **data) MUST_CHECK;

/* Whether p changes a tensor; p NULL: whether any permutations can. */
bool permuted_changes(const struct spec_tensor *own, const struct permutations *p);

#endif
