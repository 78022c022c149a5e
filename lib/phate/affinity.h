/* Affinities: the alpha-decaying kernel with nearest-neighbour bandwidths (Moon et al. 2019, eq.
 * 1-2), its symmetrisation, and the normalisation by densities of Coifman and Lafon (2006). */
#ifndef PHATE_PHATE_AFFINITY_H
#define PHATE_PHATE_AFFINITY_H

#include "matrix/matrix.h"

/* How k_ij and k_ji become one affinity. */
enum symmetry {
    SYMMETRY_ADD,      /* (k_ij + k_ji) / 2 */
    SYMMETRY_MULTIPLY, /* k_ij k_ji */
    SYMMETRY_MNN       /* theta min(k_ij, k_ji) + (1 - theta) max(k_ij, k_ji) */
};

/* NULL-terminated, in the order of the enumeration. */
extern const char *const affinity_symmetry_names[];

struct affinity_options {
    size_t k;               /* a row's bandwidth is the distance to its k-th nearest other row */
    size_t k_max;           /* 0 beyond the k_max-th nearest other row; 0: no such limit */
    double bandwidth;       /* one bandwidth for all rows in place of k's; 0: none */
    double bandwidth_scale; /* bandwidths are multiplied by it */
    double decay;           /* alpha; 0: none, 1 within the bandwidth and 0 beyond */
    double threshold;       /* entries below it are 0; before symmetrisation */
    enum symmetry symmetry;
    double theta;      /* of SYMMETRY_MNN, in [0, 1] */
    double anisotropy; /* q, in [0, 1] */
};

/* k 5, decay 40, threshold 1e-4, scale 1, addition, theta 1, no limit and no anisotropy */
extern const struct affinity_options affinity_defaults;

/* Fails where n <= k (without a fixed bandwidth), where an entry is negative or not finite, where d
 * is not symmetric (to 1e-9) or has entries on its diagonal, or where all rows are equal. */
struct error *affinity_check_distances(const struct matrix *d,
                                       const struct affinity_options *options) MUST_CHECK;

/* In place: the distances d (n x n, symmetric, zero diagonal) become the affinities
 *   k_ij = exp(-(d_ij / bandwidth_i)^decay), 0 below the threshold or past the k_max-th neighbour,
 * symmetrised, and K_ij / (s_i s_j)^q with the row sums s. Rows at the same distance are treated
 * alike: of several k_max-th neighbours all count. 0/0 counts as distance 0. bandwidth (n) receives
 * the bandwidths; rows with k or more duplicates have bandwidth 0 and affinities to their
 * duplicates only. The distances have passed affinity_check_distances, so that nothing but a lack
 * of memory is left to fail. */
struct error *affinity_from_distances(struct matrix *d, const struct affinity_options *options,
                                      double *bandwidth) MUST_CHECK;

/* In place: affinities from elsewhere (n x n, not negative) are symmetrised and divided by the
 * powers of their row sums, by the last three options. Fails where an entry is negative or not
 * finite, or a sum overflows. */
struct error *affinity_finish(struct matrix *k, const struct affinity_options *options) MUST_CHECK;

/* An adjacency matrix, in place: each row becomes its own neighbour, with affinity 1. */
void affinity_from_adjacency(struct matrix *m);

/* For affinities in other layouts: the affinity of a pair from both its sides, and the factor of
 * K_ij for i, and again for j, from the sum of the row. */
double affinity_symmetric(const struct affinity_options *options, double kij, double kji);
double affinity_density_weight(const struct affinity_options *options, double row_sum);

/* The errors of both layouts: at most k rows, and duplicates only. */
struct error *affinity_too_few(size_t rows, size_t k) MUST_CHECK;
struct error *affinity_all_equal(size_t rows) MUST_CHECK;

#endif
