/* Connected components of the graph whose edges are a matrix's non-zero entries. */
#ifndef PHATE_MATRIX_COMPONENTS_H
#define PHATE_MATRIX_COMPONENTS_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

struct components {
    size_t count;
    size_t *label;  /* of each row: 0, 1, ... in the order of the components' first rows */
    size_t *start;  /* count + 1: where each component's rows start in `member` */
    size_t *member; /* the rows, component after component, ascending in each (or as the owner
                     * reorders them, when components_gather_sparse is not for it) */
    size_t rows;
};

/* An edge joins i and j where m_ij or m_ji is not zero. The caller frees it. */
struct error *components_find(struct components *c, const struct matrix *m) MUST_CHECK;
struct error *components_find_sparse(struct components *c, const struct csr *m) MUST_CHECK;
void components_free(struct components *c);

/* The number of rows of component `index`. */
size_t components_size(const struct components *c, size_t index);

/* Gather the submatrix of a component's rows and columns (the caller frees it), or scatter it back,
 * which overwrites m's entries among those rows. */
struct error *components_gather(const struct components *c, size_t index, const struct matrix *m,
                                struct matrix *block) MUST_CHECK;
struct error *components_gather_sparse(const struct components *c, size_t index,
                                       const struct csr *m, struct csr *block) MUST_CHECK;
void components_scatter(const struct components *c, size_t index, const struct matrix *block,
                        struct matrix *m);

#endif
