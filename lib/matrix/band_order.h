/* An order of the rows in which a sparse matrix is a narrow band around its diagonal, where such an
 * order exists: for affinities of trajectories it does, since rows near in time are near in space.
 * By reverse Cuthill and McKee (Cuthill and McKee 1969, George 1971), from a pseudo-peripheral row
 * (George and Liu 1979). */
#ifndef PHATE_MATRIX_BAND_ORDER_H
#define PHATE_MATRIX_BAND_ORDER_H

#include "matrix/csr.h"

/* order[p] becomes the index of the row that comes p-th; `order` has room for m->rows indices. Rows
 * are neighbours where m_ij or m_ji is stored. A connected component stays together; the components
 * come in the order of their first rows (as in components.h). */
struct error *band_order(const struct csr *m, size_t *order) MUST_CHECK;

/* permuted_pq = m_ij with i = order[p], j = order[q]; the caller frees it. */
struct error *band_order_permute(const struct csr *m, const size_t *order,
                                 struct csr *permuted) MUST_CHECK;

/* The largest |i - j| over the stored m_ij. */
size_t band_order_half_width(const struct csr *m);

#endif
