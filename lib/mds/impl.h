/* Private to the files of mds.
 *
 * A configuration is kept as a dims x n array, one dimension after another, so that the kernels'
 * inner loops run over neighbouring numbers. Distances are n x n; only those below the diagonal are
 * read. Packed numbers of pairs i > j are in the order of pairs.h. Raw stress is the sum over pairs
 * of (D_ij - r_ij)^2. */
#ifndef PHATE_MDS_IMPL_H
#define PHATE_MDS_IMPL_H

#include "base/clones.h"
#include "mds/mds.h"

#include <stdbool.h>

/* A sum of squared residuals below this share of the sum of squared distances is rounding. */
#define MDS_ROUNDING 1e-28

/* Up to so many points metric MDS descends from the classical solution of all of them, and to the
 * end; with more, and without weights, it goes from coarse to fine. */
enum { MDS_THOROUGH = 1000 };

/* Fewer points than this are not worth waking threads for: a transform takes 0.2 ms, and threads
 * that wait for a busy processor have taken a hundred times that. */
enum { MDS_PARALLEL = 500, MDS_PARALLEL_PAIRS = MDS_PARALLEL * MDS_PARALLEL / 2 };

/* ---- check.c ---- */

/* As mds.h says. */
struct error *mds_check_weights(const struct matrix *weight,
                                const struct matrix *distance) MUST_CHECK;

bool mds_weights_are_equal(const struct matrix *weight);

/* ---- classical.c ---- */

/* Fills `config` (dims x n, zeroed by the caller) with Torgerson's solution, oriented. Dimensions
 * that have no positive eigenvalue stay zero. mass: of the n points, of which each counts so many
 * times; NULL: all 1. */
struct error *mds_classical(const struct matrix *distance, const double *mass,
                            struct matrix *config) MUST_CHECK;

/* M B M into the lower triangle of b (n x n): see classical.c, where the entries of B are those of
 * D squared or of D itself. mass as above. */
enum mds_entries { MDS_SQUARES, MDS_PLAIN };
struct error *mds_double_centre(const struct matrix *distance, enum mds_entries entries,
                                const double *mass, struct matrix *b) MUST_CHECK;

/* ---- inpca.c ---- */

/* Fills `config` (dims x n, zeroed by the caller) with InPCA's solution, its signs fixed. The
 * caller frees *spectrum, also on failure. */
struct error *mds_inpca(const struct matrix *distance, struct matrix *config,
                        struct mds_spectrum *spectrum) MUST_CHECK;

/* ---- eigen.c ---- */

/* The vector->rows eigenvalues of the symmetric b (only its lower triangle is read, and it is
 * destroyed) that are largest, or largest in magnitude, in descending order of that, and their unit
 * vectors as the rows of `vector`. */
enum mds_order { MDS_LARGEST, MDS_BY_MAGNITUDE };
struct error *mds_leading_eigenpairs(struct matrix *b, enum mds_order order, double *value,
                                     struct matrix *vector) MUST_CHECK;

/* x, one number per ascending value, into the ascending order of the values' magnitudes; of equal
 * magnitudes the positive one comes last. scratch: `count` numbers. */
void mds_order_by_magnitude(const double *value, size_t count, double *x, double *scratch);

/* ---- stress.c ---- */

/* What the threads of a transform work with. */
struct mds_slices {
    size_t n, dims;
    double *sum; /* MDS_SLICES x dims x n: what the pairs of each slice pull */
    void *part;  /* MDS_SLICES x dims x MDS_CHUNK doubles or floats: of a tile */
    float *x;    /* dims x n: the configuration in single precision */
};

struct error *mds_slices_new(struct mds_slices *slices, size_t n, size_t dims) MUST_CHECK;
void mds_slices_free(struct mds_slices *slices);

/* image = scale * the sum of what the slices pull. */
void mds_slices_add(const struct mds_slices *slices, double scale, double *image);

/* The numbers below the diagonal of m (n x n), packed; the caller frees them. */
struct error *mds_pack(const struct matrix *m, struct matrix *packed) MUST_CHECK;

/* The Guttman transform of x (de Leeuw 1977; Borg and Groenen 2005, eq. 8.28): row i of `image` is
 * 1/n sum_j T_ij (x_i - x_j) / r_ij, where coinciding points count as 0. It has no higher raw
 * stress with the packed targets T than x. Returns the raw stress of x. */
double mds_guttman(const struct mds_slices *slices, const double *target, const double *x,
                   double *image);

/* With weights, packed likewise, or NULL where all are 1: row i of the slices' sums, together, is
 * sum_j W_ij T_ij (x_i - x_j) / r_ij. Returns the weighted raw stress of x. */
double mds_pull(const struct mds_slices *slices, const double *target, const double *weight,
                const double *x);

/* The distances between the points of x (dims x n), packed. */
void mds_distances(const double *x, size_t n, size_t dims, double *packed);

/* Of `count` packed numbers. */
double mds_sum_of_squares(const double *packed, size_t count);

/* The sum over pairs of W_ij D_ij^2. weight: NULL where all are 1. */
double mds_weighted_squares(const struct matrix *distance, const struct matrix *weight);

/* Normalised stress; see struct mds_result. weight: NULL where all are 1. */
double mds_config_stress(const struct matrix *distance, const struct matrix *weight,
                         const struct matrix *config);

/* ---- single.c ---- */

/* Packed targets and weights in single precision. */
struct mds_single {
    struct matrix memory, weight_memory; /* of the floats: a matrix has large pages */
    const float *target;                 /* times scale: the largest is 1 */
    const float *weight;                 /* times weight_scale: the largest is 1. NULL: all 1 */
    double scale, weight_scale;
};

/* 1 over the largest distance; 1 where that is 0. */
double mds_unit_scale(const struct matrix *distance);

/* weight: NULL where all are 1. */
struct error *mds_single_new(struct mds_single *single, const struct matrix *distance,
                             const struct matrix *weight) MUST_CHECK;
void mds_single_free(struct mds_single *single);

/* The same as mds_pull, to some 1e-7 of the largest target, in a third of the time; but what the
 * slices pull is multiplied by scale and weight_scale. */
double mds_pull_single(const struct mds_slices *slices, const struct mds_single *single,
                       const double *x);

/* ---- descent.c ---- */

/* A function of a configuration with a majorising step. */
struct mds_objective {
    void *data;
    size_t size;  /* numbers in a configuration */
    double least; /* a value that counts as zero */
    /* Returns the value f at x. x + step has no higher value than x; the gradient at x is
     * -steepness * step. */
    double (*at)(void *data, const double *x, double *step, double *steepness);
};

struct mds_limits {
    size_t max_iter;
    double eps;
    /* If not 0: the descent also ends when MDS_RECENT iterations took less than this share off. */
    double slow;
};

enum { MDS_RECENT = 10 };

struct mds_descent {
    double value;
    size_t iterations;
};

/* Moves x down to a local minimum of the objective. The value never rises. */
struct error *mds_descend(const struct mds_objective *objective, double *x,
                          struct mds_limits limits, const struct mds_opts *opts,
                          struct report *report, struct mds_descent *result) MUST_CHECK;

/* ---- the solvers: each starts from what `config` holds, and leaves its result there ---- */

/* ---- weights.c ---- */

struct mds_weights {
    struct matrix packed; /* a is NULL where all are 1, and with masses */
    struct matrix factor; /* n x n, or its diagonal, 1 x n, with masses; see weights.c */
};

/* weight: has passed mds_check_weights. Fails also where its positive numbers span so many orders
 * of magnitude that, up to rounding, the points fall apart. */
struct error *mds_weights_new(struct mds_weights *weights, const struct matrix *weight) MUST_CHECK;

/* The weight of a pair is the product of its points' n masses. */
struct error *mds_weights_of_masses(struct mds_weights *weights, const double *mass,
                                    size_t n) MUST_CHECK;
void mds_weights_free(struct mds_weights *weights);

/* In place, for a configuration or what is pulled at one, dims x n: see weights.c. */
void mds_weights_stretch(const struct mds_weights *weights, struct matrix *config);
void mds_weights_unstretch(const struct mds_weights *weights, struct matrix *config);
void mds_weights_stretch_pull(const struct mds_weights *weights, struct matrix *pull);

/* What metric MDS is to fit. */
struct mds_problem {
    const struct matrix *distance;
    const struct matrix *weight; /* NULL: all 1 */
    double squares;              /* the weighted sum of the squares of the distances */
    struct mds_single single;    /* without weights, or with masses */
    struct mds_weights weights;
};

/* distance and weight (n x n; NULL: all 1) have to live as long. */
struct error *mds_problem_new(struct mds_problem *problem, const struct matrix *distance,
                              const struct matrix *weight) MUST_CHECK;

/* The weights are those of a level. It is for mds_smacof_single alone. */
struct mds_level;
struct error *mds_problem_of_level(struct mds_problem *problem,
                                   const struct mds_level *level) MUST_CHECK;
void mds_problem_free(struct mds_problem *problem);

struct error *mds_smacof(const struct mds_problem *problem, struct matrix *config,
                         struct mds_limits limits, const struct mds_opts *opts,
                         struct report *report, struct mds_descent *result) MUST_CHECK;

/* Only its first part, in single precision. */
struct error *mds_smacof_single(const struct mds_problem *problem, struct matrix *config,
                                struct mds_limits limits, const struct mds_opts *opts,
                                struct report *report, struct mds_descent *result) MUST_CHECK;

/* result->value is squared stress-1. */
struct error *mds_nonmetric(const struct matrix *distance, struct matrix *config,
                            const struct mds_opts *opts, struct report *report,
                            struct mds_descent *result) MUST_CHECK;

/* ---- level.c ---- */

/* Points in cells, and what a coarser MDS knows of them. */
struct mds_level {
    size_t cells;
    size_t *cell;           /* of each point */
    double *reach;          /* from each point to the centre of its cell */
    double *mass;           /* of each cell, the sum of its points' */
    struct matrix distance; /* cells x cells: the mean over the points of both, by their masses */
    struct matrix weight;   /* cells x cells: the products of the masses */
};

/* finer: what the points are, n x n, with masses (NULL: all 1). At most `most` cells; fewer where
 * fewer points differ. */
struct error *mds_level_new(struct mds_level *level, const struct matrix *finer, const double *mass,
                            size_t most) MUST_CHECK;
void mds_level_free(struct mds_level *level);

/* The pitch of a grid for numbers up to `most` > 0: `share` of it, or up to twice as much. */
double mds_grid(double most, double share);

/* config (dims x n): each point near the place of its cell in `coarse` (dims x cells), off it by a
 * share of its distance to the centre, so that only equal points stay together. */
struct error *mds_level_spread(const struct mds_level *level, const struct matrix *coarse,
                               struct matrix *config) MUST_CHECK;

/* ---- levels.c ---- */

/* Fills `config` (dims x n) from coarse to fine. */
struct error *mds_coarse_to_fine(const struct matrix *distance, struct matrix *config,
                                 const struct mds_opts *opts, struct report *report,
                                 struct mds_descent *result) MUST_CHECK;

/* ---- search.c ---- */

/* SMACOF from `config` and from the ends of short SGD runs; the lowest raw stress. */
struct error *mds_search(const struct mds_problem *problem, struct matrix *config,
                         const struct mds_opts *opts, struct report *report,
                         struct mds_descent *result) MUST_CHECK;

/* ---- sgd.c ---- */

/* Step sizes: geometric from `first` to `last` (shares of the way) in `passes` >= 2 passes. With
 * weights, from `first` of the lightest pair to `last` of the heaviest; a pair's step is in
 * proportion to its weight, at most the whole way. */
struct mds_schedule {
    size_t passes;
    double first, last;
};

/* The distances in the order in which SGD meets them: the points stand in a random circle, and in
 * round r each is paired with the one r places on. */
struct mds_rounds {
    size_t n;
    size_t *point; /* the point at each place of the circle */
    struct matrix memory;
    float *distance; /* n/2 rounds of n, times scale; the last of an even n has n/2 */
    double scale;    /* the largest is 1 */
    struct matrix weight_memory;
    float *weight;   /* as `distance`, the largest is 1; NULL: all 1 */
    double lightest; /* the least that counts in the schedule */
};

/* The circle is drawn from the points in the order of their first coordinates in `config`, so that
 * it does not depend on the order in which they are given. */
struct error *mds_rounds_new(struct mds_rounds *rounds, const struct matrix *distance,
                             const struct matrix *weight, const struct matrix *config,
                             uint64_t seed) MUST_CHECK;
void mds_rounds_free(struct mds_rounds *rounds);

/* Runs SGD from `start` (a little shaken, so that coinciding points part) into `config`. */
struct error *mds_anneal(const struct mds_rounds *rounds, struct mds_schedule schedule,
                         uint64_t seed, const struct matrix *start,
                         struct matrix *config) MUST_CHECK;

/* ---- monotone.c ---- */

/* Replaces the `count` numbers y by the non-decreasing sequence nearest to them (least squares).
 * `weight` is work space for as many sizes. */
void mds_monotone_fit(double *y, size_t *weight, size_t count);

/* ---- orient.c ---- */

void mds_centre(struct matrix *config);

/* Centres, turns to principal axes, fixes the signs; see mds.h. */
struct error *mds_orient(struct matrix *config) MUST_CHECK;

#endif
