/* One picture laid on another by rows that both have: moved, turned and mirrored, but not scaled,
 * so that all of its distances stay (orthogonal Procrustes, Schoenemann 1966). */
#ifndef PHATE_EMBEDDING_SUPERPOSITION_H
#define PHATE_EMBEDDING_SUPERPOSITION_H

#include "embedding/similarity.h"

#include <stddef.h>

/* points  n x d, in place; d at most SIMILARITY_DIMS
 * to      m x d
 * at, on  count rows of either: row at[i] of `points` is to come as near as can be to row on[i] of
 *         `to`, in the sum of squares.
 * Where several turns fit equally, as of rows in one line, one of them is taken. Fails where there
 * are at most d rows, which any mirror image would fit as well, and where a number is not
 * finite. */
struct error *superposition_lay(struct matrix *points, const size_t *at, const struct matrix *to,
                                const size_t *on, size_t count) MUST_CHECK;

#endif
