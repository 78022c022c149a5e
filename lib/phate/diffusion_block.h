/* For the files of diffusion and of relaxation/: a connected component's K or P as a block of its
 * own, dense or sparse, with its rows in the order of the component's members. */
#ifndef PHATE_PHATE_DIFFUSION_BLOCK_H
#define PHATE_PHATE_DIFFUSION_BLOCK_H

#include "phate/diffusion.h"

/* Whether the component's block should be sparse. */
bool diffusion_block_is_sparse(const struct diffusion *d, size_t component);

/* The caller frees both. The sparse block is for components that diffusion_block finds sparse. */
struct error *diffusion_block_gather(const struct diffusion *d, size_t component,
                                     struct matrix *block) MUST_CHECK;
struct error *diffusion_block_gather_sparse(const struct diffusion *d, size_t component,
                                            struct csr *block) MUST_CHECK;

/* Divide every row by its sum. */
void diffusion_block_normalise(struct matrix *m);
void diffusion_block_normalise_sparse(struct csr *m);

/* The square roots of the component's degrees, in its rows' order. */
const double *diffusion_block_roots(const struct diffusion *d, size_t component);

/* K becomes S = D^-1/2 K D^-1/2, which is symmetric and similar to P. */
void diffusion_block_conjugate(const double *root, struct matrix *m);
void diffusion_block_conjugate_sparse(const double *root, struct csr *m);

#endif
