/* Landmarks (Moon et al. 2019, "fast diffusion"): n rows are clustered around m landmarks, and
 * diffusion goes from landmark to landmark through the rows. With K_nm the affinities of rows to
 * clusters, summed over each cluster's rows,
 *     P_nm = K_nm / row sums,   P_mn = K_nm' / row sums,   P_mm = P_mn P_nm.
 * P_mm is the operator of the affinity L = K_nm' D^-1 K_nm, D the row sums of K_nm: L is symmetric
 * and has the row sums of K_nm', so diffusion.h takes L as it takes any affinity. Rows are placed
 * among the landmarks' coordinates by P_nm. */
#ifndef PHATE_PHATE_LANDMARKS_H
#define PHATE_PHATE_LANDMARKS_H

#include "matrix/components.h"
#include "matrix/csr.h"

#include <stdbool.h>
#include <stdint.h>

enum landmark_choice {
    LANDMARKS_KMEANS, /* k-means in diffusion space (diffusion_map.h) */
    LANDMARKS_RANDOM  /* random rows; each other row joins the nearest of them there */
};
extern const char *const landmarks_choice_names[]; /* NULL-terminated */

struct landmark_options {
    size_t count; /* at most; fewer where rows coincide */
    enum landmark_choice choice;
    size_t iterations; /* at most, of k-means; the first tens decide */
    uint64_t seed;
};
extern const struct landmark_options landmarks_defaults; /* count 0, 300 iterations, seed 0 */

struct landmarks {
    size_t count, rows;
    size_t *of_row; /* each row's landmark: 0 .. count - 1 */
    bool settled;   /* k-means has converged in each component */
};

/* Each component has its own landmarks, in proportion to its rows and at least one, so that
 * separate components stay separate.
 * k  n x n, symmetric, not negative; `components` are its own.
 * Fails where there are more components than landmarks, and where memory is short. The caller frees
 * the result with landmarks_free. */
struct error *landmarks_choose(const struct csr *k, const struct components *components,
                               const struct landmark_options *options,
                               struct landmarks *landmarks) MUST_CHECK;
void landmarks_free(struct landmarks *landmarks);

/* transition  n x m: P_nm. A row without affinities goes to its landmark.
 * affinity    m x m, symmetric: L.
 * The caller frees both. */
struct error *landmarks_reduce(const struct csr *k, const struct landmarks *landmarks,
                               struct csr *transition, struct matrix *affinity) MUST_CHECK;

#endif
