/* What a network makes of some samples, as a row of numbers that can be compared with that of any
 * other network on the same samples: the products of two rows are their Hilbert-Schmidt
 * independence criterion (HSIC), with linear kernels. So the cosine of two rows is their linear
 * centred kernel alignment (CKA; Kornblith et al. 2019), and the lengths of activations may differ.
 *
 * With K = X X' of centred activations X (N samples x features), and L likewise:
 *   biased     tr(K L) / (N - 1)^2                                    (Gretton et al. 2005, eq. 9)
 *   debiased   sum_ij A_ij B_ij / (N (N - 3)), of U-centred matrices  (Song et al. 2012, eq. 5;
 *              A_ij = K_ij + (K_ii + K_jj) / (N - 2) - tr K / ((N - 1) (N - 2)), A_ii = 0
 *              (Székely and Rizzo 2014, eq. 2.5; the rows of K sum to 0)
 * Both are inner products of symmetric matrices, so a row is an upper triangle whose numbers beside
 * the diagonal count twice: they are multiplied by sqrt 2. The debiased one has no diagonal.
 *
 * The debiased estimate does not grow as the samples become fewer than the features, and is 0 on
 * average where two networks have nothing in common. It may be negative. */
#ifndef PHATE_REPRESENTATION_HSIC_H
#define PHATE_REPRESENTATION_HSIC_H

#include "matrix/matrix.h"

#include <stdbool.h>
#include <stddef.h>

enum hsic { HSIC_BIASED, HSIC_DEBIASED };

extern const char *const hsic_names[]; /* "biased", "debiased"; NULL-terminated */

size_t hsic_least_samples(enum hsic estimator); /* 2, and 4 */

/* The length of a row; false where it, or N x N, overflows a size in bytes. */
bool hsic_columns(size_t samples, enum hsic estimator, size_t *columns) MUST_CHECK;

/* Adds the products of some features (x: N x any) to k (N x N, only the upper triangle). x is
 * overwritten: each column is centred, about its first number, so that a feature that is the same
 * for all samples counts exactly nothing. */
struct error *hsic_add_features(struct matrix *k, struct matrix *x) MUST_CHECK;

/* Turns k, of at least hsic_least_samples samples, into the row, which begins at k->a. Fails where
 * nothing is left to compare: the samples all have the same activations or, debiased, are all
 * equally far apart; and where k is not finite. The error names neither file nor tensor. */
struct error *hsic_row(struct matrix *k, enum hsic estimator) MUST_CHECK;

#endif
