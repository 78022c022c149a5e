/* Multidimensional scaling: n points in a few dimensions whose distances are as near as possible to
 * given distances.
 *
 * Classical     Torgerson (1952): the leading eigenvectors of the double-centred squared distances.
 * Metric        minimises raw stress, the sum over pairs of (D_ij - |y_i - y_j|)^2.
 *   SMACOF      de Leeuw (1977): descends from the classical solution by Guttman transforms,
 *               accelerated (descent.c) without giving up that stress never rises. It ends in
 *               the local minimum that the classical solution lies above.
 *   SGD         Zheng, Pawar and Goodman (2018): each pair in turn is moved towards its distance,
 *               by steps that shrink from whole to a hundredth. From run to run it ends near
 *               different local minima.
 *   both        the default: SMACOF as above, and SMACOF from the ends of a few short SGD runs;
 *               the lowest stress wins. So up to 1,000 points it is never above SMACOF alone,
 *               and mostly below it, where the classical solution folds two branches over each
 *               other. With more points it goes from coarse to fine, as multigrid does (Bronstein,
 *               Bronstein, Kimmel and Yavneh 2006, "Multigrid multidimensional scaling"): the
 *               points are put in cells, the cells, with the mean distances between their points
 *               and weighted by how many these are, in larger cells, down to some 250 to 400;
 *               among these all minima are looked for, from the classical solution and from slowly
 *               cooled SGD; and each finer level starts from the coarser one's picture and descends
 *               until ten iterations take less than a ten-thousandth off the stress. On the walks
 *               and trees of the benchmark its stress is at most 3 parts in 10,000 above that of
 *               the search among all points, and mostly below it; but nothing guarantees that.
 *               Where cells are too wide for it (the root mean square distance of points to their
 *               centres is above 0.15 of all distances'; a cloud in many dimensions is such a
 *               case), and with weights, it does what it does up to 1,000, but that the higher of
 *               both descents is given up after 100 steps.
 *   weights     of the pairs make it sum W_ij (D_ij - |y_i - y_j|)^2.
 * InPCA         Quinn, Clement, De Bernardis, Niemack and Sethna (2019), "Visualizing probabilistic
 *               models and data with intensive principal component analysis": Torgerson's way with
 *               the distances themselves in place of their squares. Of W = -1/2 L D L with
 *               L = 1 - 11'/n, the eigenvectors v_k whose eigenvalues l_k are largest in magnitude,
 *               x_k = v_k sqrt|l_k|. Where l_k is negative the axis is imaginary: with s_k the sign
 *               of l_k, over all axes
 *                   D_ij = sum_k s_k (x_ik - x_jk)^2,
 *               whatever D is: a divergence that no Euclidean space holds, as Bhattacharyya's,
 *               keeps all that is known of it. Where D are squares of Euclidean distances, no axis
 *               is imaginary, and the solution is the classical one of these.
 * Non-metric    Kruskal (1964): only the order of the distances counts. Minimises stress-1 of the
 *               monotone regression (ties by the primary approach), from the classical solution.
 *
 * The picture is centred and turned to its principal axes, the widest first; InPCA's stays on its
 * own axes, for a turn would mix real ones and imaginary ones. On each axis the long tail is on the
 * positive side (the sum of cubes is positive); where the two sides balance, the point farthest out
 * is, the first of several. None of this depends on the order of the points, and the solvers'
 * threads do not change a bit of it; the threads of BLAS may change the last bits of the classical
 * solution. */
#ifndef PHATE_MDS_MDS_H
#define PHATE_MDS_MDS_H

#include "base/report.h"
#include "matrix/matrix.h"

#include <stddef.h>
#include <stdint.h>

enum mds_algorithm { MDS_CLASSICAL, MDS_METRIC, MDS_NONMETRIC, MDS_INPCA };
enum mds_solver { MDS_BOTH, MDS_SMACOF, MDS_SGD };

/* What programs and the public library take at most. */
enum { MDS_DIMS_MOST = 1000, MDS_ITERATIONS_MOST = 1000000000 };

struct mds_opts {
    size_t dims;                  /* The picture has so many dimensions. */
    enum mds_algorithm algorithm; /* What is minimised. */
    enum mds_solver solver;       /* Which solver metric MDS takes. */
    uint64_t seed;                /* SGD takes pairs in an order of this seed. */
    size_t max_iter;              /* A descent has at most so many iterations. */

    /* The weights of the pairs, n x n, for metric MDS. NULL: all are 1. */
    const struct matrix *weight;

    /* A descent ends when the next plain step would lower stress by less than this share of it
     * (if it does not end before, from coarse to fine). */
    double eps;

    /* If not NULL: called with every value that a descent of all points reaches, the start's
     * (iteration 0) first: raw stress, or squared stress-1 in non-metric MDS. */
    void (*reached)(void *context, size_t iteration, double value);
    void *context;
};

extern const struct mds_opts mds_defaults;

/* The names of the enumerators in order, NULL at the end. */
extern const char *const mds_algorithm_names[];
extern const char *const mds_solver_names[];

/* Of W, of InPCA. */
struct mds_spectrum {
    double
        *eigenvalue; /* dims: of each axis, by descending magnitude; what may be the rounding of 0
                           is 0, as it is past the rank, and the axis is all zeros */
    double
        *explained; /* dims: the explained stress, 1 - sqrt(1 - sum l_k^2 / sum l^2), of each axis
                           together with those before it; 1 where all distances are 0 */
    double
        negative; /* the share of the negative eigenvalues in the sum of the magnitudes of all n */
};
void mds_spectrum_free(struct mds_spectrum *spectrum);

struct mds_result {
    struct matrix coords;         /* n x dims */
    struct mds_spectrum spectrum; /* of InPCA; else nothing */

    /* The normalised stress: sqrt(sum (D - a r)^2 / sum D^2) over the pairs, where r are the
     * distances of the picture and a is the scale that makes it least; 0 where all D are 0. With
     * weights each term of both sums has its own. Of non-metric MDS: stress-1. Of InPCA: 1 less the
     * explained stress. */
    double stress;

    /* Of the descent of all points that led to the picture. Of SGD: passes over the pairs. */
    size_t iterations;
};

/* Places n points.
 * distance      n x n, symmetric, not negative, with a zero diagonal. Where rounding makes the
 *               triangles differ the lower one counts.
 * opts->weight  symmetric in the same sense and not negative; the diagonal does not matter. A pair
 *               whose distance is not known has the weight 0; the positive weights join all points.
 *               Weights cost n^3/3 operations, and n x n numbers more.
 * result        the caller frees result->coords, and of InPCA result->spectrum; on failure nothing
 * is
 *               owed.
 * Duplicate points, a single point and distances that are all zero are fine. Fails where a matrix
 * is not such a matrix, naming row and column (counted from 0), where the weights leave the points
 * in several parts, and where memory is short. */
struct error *mds_embed(const struct matrix *distance, const struct mds_opts *opts,
                        struct report *report, struct mds_result *result) MUST_CHECK;

/* Places more points in an InPCA picture. With d the distances of a point to the m points of the
 * picture, and D those between these, q = -1/2 (d - mean d - row means of D + mean of D), its
 * coordinates are (q . v_k) / (s_k sqrt|l_k|): a point of the picture comes to lie where it is.
 * distance   n x n, of all points, the picture's among them, as mds_embed has them.
 * at         m: where those of the picture are.
 * old        m x dims, the picture.
 * signature  dims characters: MDS_IMAGINARY where the axis is imaginary.
 * all        receives n x dims; the caller frees it.
 * Fails where memory is short. */
#define MDS_IMAGINARY '-'
struct error *mds_inpca_place(const struct matrix *distance, const size_t *at,
                              const struct matrix *old, const char *signature,
                              struct matrix *all) MUST_CHECK;

/* Whether they are as mds_embed has them, and, but for InPCA, so large that their squares are exact
 * (matrix/check.h). */
struct error *mds_check_distances(const struct matrix *distance) MUST_CHECK;
struct error *mds_check_squares(const struct matrix *distance) MUST_CHECK;

#endif
