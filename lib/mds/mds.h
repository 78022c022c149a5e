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
 * Non-metric    Kruskal (1964): only the order of the distances counts. Minimises stress-1 of the
 *               monotone regression (ties by the primary approach), from the classical solution.
 *
 * The picture is centred and turned to its principal axes, the widest first. On each axis the long
 * tail is on the positive side (the sum of cubes is positive); where the two sides balance, the
 * point farthest out is, the first of several. None of this depends on the order of the points, and
 * the solvers' threads do not change a bit of it; the threads of BLAS may change the last bits of
 * the classical solution. */
#ifndef PHATE_MDS_MDS_H
#define PHATE_MDS_MDS_H

#include "base/report.h"
#include "matrix/matrix.h"

#include <stddef.h>
#include <stdint.h>

enum mds_algorithm { MDS_CLASSICAL, MDS_METRIC, MDS_NONMETRIC };
enum mds_solver { MDS_BOTH, MDS_SMACOF, MDS_SGD };

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

struct mds_result {
    struct matrix coords; /* n x dims */

    /* The normalised stress: sqrt(sum (D - a r)^2 / sum D^2) over the pairs, where r are the
     * distances of the picture and a is the scale that makes it least; 0 where all D are 0. With
     * weights each term of both sums has its own. Of non-metric MDS: stress-1. */
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
 * result        the caller frees result->coords; on failure nothing is owed.
 * Duplicate points, a single point and distances that are all zero are fine. Fails where a matrix
 * is not such a matrix, naming row and column (counted from 0), where the weights leave the points
 * in several parts, and where memory is short. */
struct error *mds_embed(const struct matrix *distance, const struct mds_opts *opts,
                        struct report *report, struct mds_result *result) MUST_CHECK;

/* The normalised stress of a picture, as above, that may come from elsewhere: coords n x dims.
 * Fails on distances that mds_embed refuses, and where memory is short. */
struct error *mds_stress(const struct matrix *distance, const struct matrix *coords,
                         double *stress) MUST_CHECK;

#endif
