/* Principal component analysis of snapshots by way of their Gram matrix, so that the number of
 * columns does not matter: the eigenvectors of X X', each as long as the root of its eigenvalue,
 * are the scores U S of the singular value decomposition X = U S V'. X are the snapshots less an
 * origin: their mean, as it is usual, or one of them, as in Li et al. 2018 (section 7.2: the
 * differences theta_i - theta_last), whose plane goes through that snapshot. */
#ifndef PHATE_EMBEDDING_PCA_H
#define PHATE_EMBEDDING_PCA_H

#include "matrix/matrix.h"

enum pca_origin {
    PCA_MEAN,
    PCA_FIRST, /* row */
    PCA_LAST   /* row */
};

/* NULL-terminated, in the order of the enumeration. */
extern const char *const pca_origin_names[];

struct pca {
    struct matrix coords; /* n x dims, the origin at 0; an axis past the rank is all zeros */
    double *explained;    /* dims: the share of the squared distances from the origin, summed, that
                             lies along each axis, in descending order; 0 where all of them are 0 */
    double explained_total;
    double participation; /* the participation ratio of all axes, (sum l)^2 / sum l^2 with l what
                             lies along each: so many equal axes hold as much; 0 likewise */
    double *off_plane; /* n: how far each row lies off the plane (or line, or space) of the axes */
    double *off_share; /* n: the square of that as a share of the squared distance from the origin;
                          0 at the origin */
};

/* g       n x n, n > 0, squares (gram/form.h) of the snapshots as they are; overwritten.
 * dims    at least 1; may be more than n.
 * result  the caller frees it with pca_free; on failure nothing is owed.
 * Axes are turned as signs.h says. What may be rounding of the squared distances counts as zero.
 * Fails where memory is short. */
struct error *pca_of_gram(struct matrix *g, size_t dims, enum pca_origin origin,
                          struct pca *result) MUST_CHECK;
void pca_free(struct pca *pca);

#endif
