/* libphate: the arithmetic of phatetools in memory, arrays in and arrays out, and the reading and
 * writing of the streams that its programs pass on. libphate(3) has an example.
 *
 * The stages are those of the pipe snapgram | knnaff | diffop | potdist | mds, and give its numbers
 * to the last digit: with the same number of threads, in a process that phate_prepare has prepared.
 *
 *     snapshots x (n x p)
 *         phate_gram, phate_gram_distances       distances d of the snapshots (n x n)
 *         phate_affinity                         affinities K (n x n)
 *         phate_operator                         the diffusion operator's power P^t (n x n)
 *         phate_potential_distances              potential distances D (n x n)
 *         phate_mds                              the picture y (n x dims)
 *
 * or all of them by phate_embed. What is for more snapshots than an n x n array can hold
 * (landmarks, sparse affinities, factors of powers) the programs have alone.
 *
 * Arrays     are row-major doubles without gaps; sizes count elements, rows and columns count from
 *            0. Inputs stay as they are; outputs are the caller's, with room for the shape that is
 *            noted at each function, and are written only where the function succeeds. An output
 *            may be the same array as an input of its shape, but otherwise may not overlap one.
 * Errors     A function that can fail returns NULL where all went well, else an error that the
 *            caller frees. Nothing is printed, but by LAPACKE where that finds no memory (a line to
 *            standard output), and nothing ends the process. All fail where memory is short, and
 *            where a pointer that may not be NULL is, where an array has no elements, or more
 *            bytes than there can be.
 * Ownership  Only what an open or new function makes, and errors, is to be freed, by the functions
 *            that are named so.
 * Threads    The functions run OpenMP's and BLAS's threads themselves, whose number belongs to the
 *            process: one thread at a time may call them. What they return does not depend on the
 *            calling thread.
 * ABI        A function stays as it is while the library is libphate.so.0. struct phate_options may
 *            get more members at its end; `size` tells which are there.
 *
 * References: Moon et al. 2019, "Visualizing structure and transitions in high-dimensional
 * biological data"; those of MDS are in mds(1), those of the rest in phatetools(7). */
#ifndef PHATE_H
#define PHATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __GNUC__
#define PHATE_MUST_CHECK __attribute__((warn_unused_result))
#pragma GCC visibility push(default)
#else
#define PHATE_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- errors ---- */

struct phate_error;

/* One line, "where: what: remedy", without a newline; lives as long as the error. */
const char *phate_error_text(const struct phate_error *error);

/* Whether memory was short. */
bool phate_error_is_of_memory(const struct phate_error *error);

void phate_error_free(struct phate_error *error); /* NULL is allowed */

/* ---- the process ---- */

/* Of the library that runs, "1.0". */
const char *phate_version(void);

/* Chooses what the programs choose: BLAS kernels that suit the processor, where its own choice does
 * not, and OpenMP threads that sleep while they wait. Both are environment variables that are read
 * before main: true where it has set one, and the process should start anew to make use of it,
 * before other threads run:
 *     if (phate_prepare())
 *         execv("/proc/self/exe", argv);
 * What the user has set stays. Without it results differ in the last digits at most, and large
 * matrices take up to twice the time. */
bool phate_prepare(void);

/* The number of threads from now on, at least 1. At first as many as there are processors, or as
 * OMP_NUM_THREADS says. */
void phate_set_threads(size_t count);

/* ---- options ---- */

enum phate_level {
    PHATE_WARNING, /* the result may not be what the user takes it for */
    PHATE_NOTE,    /* something was left out or chosen on the user's behalf */
    PHATE_DETAIL   /* what -v shows */
};

enum phate_metric {
    PHATE_EUCLIDEAN,
    PHATE_COSINE,     /* 1 - cos */
    PHATE_CORRELATION /* 1 - Pearson's r */
};

enum phate_symmetry {
    PHATE_ADD,      /* (k_ij + k_ji) / 2 */
    PHATE_MULTIPLY, /* k_ij k_ji */
    PHATE_MNN       /* theta min(k_ij, k_ji) + (1 - theta) max(k_ij, k_ji) */
};

enum phate_choice {
    PHATE_KNEE,      /* the knee of the von Neumann entropy over t (Moon et al. 2019, eq. 6) */
    PHATE_RELAXATION /* 1 / (1 - lambda_2) */
};

enum phate_spectrum { PHATE_SINGULAR, PHATE_EIGEN };

enum phate_between {
    PHATE_BETWEEN_DATA,     /* the snapshots' distances */
    PHATE_BETWEEN_GEODESIC, /* their lengths along the graph of nearest neighbours */
    PHATE_BETWEEN_CONSTANT  /* the potential's floor, as in the reference implementation */
};

enum phate_algorithm { PHATE_CLASSICAL, PHATE_METRIC, PHATE_NONMETRIC };

enum phate_solver { PHATE_BOTH, PHATE_SMACOF, PHATE_SGD };

/* The programs' options; the manual pages say more of each. Functions that take options take NULL
 * for the defaults, and fail where a number is out of its range. */
struct phate_options {
    size_t size; /* of the structure, as phate_options_default has set it */

    /* If not NULL: called with warnings and notes on a result, each a line without a newline. It
     * must not call the library. */
    void (*say)(void *context, enum phate_level level, const char *text);
    void *context;

    /* Distances of snapshots (knnaff). */
    enum phate_metric metric; /* -m: Euclidean */
    bool center;              /* -c: centre the snapshots first; false */
    size_t components;        /* -p: project on so many principal components first; 0: do not */

    /* Affinities (knnaff). */
    size_t k;                     /* -k: a row's bandwidth is its distance to the k-th nearest; 5 */
    size_t k_max;                 /* --knn-max: 0 beyond that neighbour; 0: no such limit */
    double bandwidth;             /* --bandwidth: one for all rows in place of k's; 0: none */
    double bandwidth_scale;       /* --bandwidth-scale: 1 */
    double decay;                 /* -a: 40; 0: none, a binary kernel */
    double threshold;             /* --threshold: affinities below it are 0; 1e-4 */
    enum phate_symmetry symmetry; /* --symmetrise: add */
    double theta;                 /* --theta, of mnn: 1 */
    double anisotropy;            /* --anisotropy: 0 */

    /* The operator's power (diffop). */
    size_t t;                     /* -t: 0: chosen, */
    enum phate_choice choice;     /* as -t auto or -t relaxation: by the knee */
    enum phate_spectrum spectrum; /* --entropy, of the knee: singular values */
    size_t curve_points;          /* --t-max, of the entropy curve: 100 */
    bool curve_doubling;          /* its powers are 1, 2, 4, ..., as of --t-max 2^N; false */

    /* Potential distances (potdist). */
    double gamma;                       /* -g: 1 */
    enum phate_metric potential_metric; /* -m: Euclidean */
    enum phate_between between;         /* --between: data */
    double ground;                      /* --ground: 0 */
    double magnify;                     /* --magnify: 1; 0: auto */

    /* MDS (mds). */
    size_t dims;                    /* -d: 2 */
    enum phate_algorithm algorithm; /* -a: metric */
    enum phate_solver solver;       /* -s: both */
    uint64_t seed;                  /* -r: 0 */
    double eps;                     /* --eps: 1e-8 */
    size_t max_iter;                /* --max-iter: 1000 */
    const double *weights;          /* --weights: n x n; NULL: all are 1 */
};

/* Sets the first `size` bytes to the defaults. */
void phate_options_init(struct phate_options *options, size_t size);

/* The defaults, of the structure as this header has it. */
static inline struct phate_options phate_options_default(void)
{
    struct phate_options options;
    phate_options_init(&options, sizeof options);
    return options;
}

/* ---- stages ---- */

/* The Gram matrix of snapshots, as squares: S_ij = |x_i - x_j|^2, S_ii = |x_i|^2, from differences
 * between near rows, so that close rows keep their digits. Squares add: over parts of the columns.
 * With metric PHATE_CORRELATION each row has its own mean subtracted first; such do not add.
 * x  n x p
 * s  n x n
 * Fails where a row holds NaN, Inf, or values beyond 1e150, and where rows differ, or one is not
 * all zeros, by values below 1e-150 alone. */
struct phate_error *phate_gram(const double *x, size_t n, size_t p,
                               const struct phate_options *options, double *s) PHATE_MUST_CHECK;
struct phate_error *phate_gram_f32(const float *x, size_t n, size_t p,
                                   const struct phate_options *options, double *s) PHATE_MUST_CHECK;

/* In place: squares become products G_ij = <x_i, x_j>, and the reverse. Products lose the digits of
 * distances that are small beside the rows' lengths. Fail where m (n x n) is not finite or not
 * symmetric (to 1e-9), or has a negative diagonal, and squares any negative entry. */
struct phate_error *phate_gram_to_products(double *m, size_t n) PHATE_MUST_CHECK;
struct phate_error *phate_gram_to_squares(double *m, size_t n) PHATE_MUST_CHECK;

/* Distances between snapshots, by metric, center and components.
 * s  n x n: squares
 * d  n x n: symmetric, zero diagonal. Equal rows are at distance 0; a row of zeros is at cosine
 *    distance 1 from others.
 * Fails like phate_gram_to_products. */
struct phate_error *phate_gram_distances(const double *s, size_t n,
                                         const struct phate_options *options,
                                         double *d) PHATE_MUST_CHECK;

/* The alpha-decay kernel (Moon et al. 2019, eq. 1-2): K_ij from exp(-(d_ij / bandwidth_i)^decay)
 * and its mirror image, divided by powers of the row sums where there is an anisotropy (Coifman and
 * Lafon 2006). A row with k or more duplicates has affinities to these alone, which is warned of.
 * d  n x n: not negative; symmetric, with a zero diagonal, but for 1e-6 of the largest distance
 * k  n x n: symmetric, from 0 to 1 without an anisotropy
 * Fails where n <= k without a fixed bandwidth, where d is not such a matrix, or is all 0. */
struct phate_error *phate_affinity(const double *d, size_t n, const struct phate_options *options,
                                   double *k) PHATE_MUST_CHECK;

/* Connected components of the graph whose edges are the entries of m that are not 0.
 * m      n x n
 * label  n: of each row 0, 1, ..., in the order of the components' first rows
 * count  their number */
struct phate_error *phate_components(const double *m, size_t n, size_t *label,
                                     size_t *count) PHATE_MUST_CHECK;

/* P^t, P = K / row sums (Moon et al. 2019, eq. 3), each component on its own. With
 * PHATE_RELAXATION, where components relax at times that are far apart, each has its own power.
 * k  n x n: symmetric (to 1e-9), not negative
 * p  n x n: rows sum to 1
 * t  receives the power; NULL: do not tell
 * Fails where k is not such a matrix, or where a walk never relaxes though PHATE_RELAXATION asks
 * for it. */
struct phate_error *phate_operator(const double *k, size_t n, const struct phate_options *options,
                                   double *p, size_t *t) PHATE_MUST_CHECK;

/* The potential (Moon et al. 2019, eq. 5): gamma 1: -ln(P^t + 1e-7); gamma -1: P^t; between
 * (P^t)^c / c with c = (1 - gamma) / 2.
 * p  n x n: not negative, rows sum to 1 (to 1e-6)
 * u  n x n */
struct phate_error *phate_potential(const double *p, size_t n, const struct phate_options *options,
                                    double *u) PHATE_MUST_CHECK;

/* Distances between the rows of the potential, by potential_metric. Where p has several components,
 * or `ground` is above 0, on the ground of the data: inside a component d^L (f D)^(1 - L), with L
 * the ground and f the scale of least squares; between components as `between` says.
 * p          n x n: not negative, rows sum to 1 (to 1e-6)
 * snapshots  n x n: the distances of the snapshots; NULL: not known. Then several components are
 *            the potential's floor apart, as of PHATE_BETWEEN_CONSTANT, which is warned of.
 * distance   n x n: symmetric, zero diagonal
 * Fails where distances of snapshots are asked for that are not known, or are not distances. */
struct phate_error *phate_potential_distances(const double *p, const double *snapshots, size_t n,
                                              const struct phate_options *options,
                                              double *distance) PHATE_MUST_CHECK;

/* Multidimensional scaling: n points whose distances are as near as possible to d; mds(1) names the
 * algorithms and their papers. Centred, on its principal axes, the long tails on the positive side.
 * d       n x n: not negative; symmetric with a zero diagonal, but for 1e-6 of the largest distance
 * y       n x dims
 * stress  receives sqrt(sum (d - a r)^2 / sum d^2), with r the distances in y and a their best
 *         scale; of PHATE_NONMETRIC stress-1. NULL: do not tell
 * Fails where d, or the weights, are not such matrices, and where weights leave several parts. */
struct phate_error *phate_mds(const double *d, size_t n, const struct phate_options *options,
                              double *y, double *stress) PHATE_MUST_CHECK;

/* InPCA (Quinn et al. 2019): of -1/2 L d L, L = 1 - 11'/n, the eigenvectors with the eigenvalues
 * that are largest in magnitude, each times the root of that.
 * d           n x n: as of phate_mds; it may be any divergence
 * y           n x dims
 * eigenvalue  dims: by descending magnitude; where it is negative the axis is imaginary. */
struct phate_error *phate_inpca(const double *d, size_t n, const struct phate_options *options,
                                double *y, double *eigenvalue) PHATE_MUST_CHECK;

/* All stages from phate_gram to phate_mds. Memory: some 5 arrays of n x n.
 * x  n x p
 * y  n x dims */
struct phate_error *phate_embed(const double *x, size_t n, size_t p,
                                const struct phate_options *options, double *y) PHATE_MUST_CHECK;

/* ---- records ---- */

/* The header of a record; phm(5) describes the format. */
struct phate_record;

enum phate_type { PHATE_F32, PHATE_F64, PHATE_TEXT };

/* A record of rows x cols doubles without attributes and provenance, or, derived, with those of
 * `source`. The caller frees it. Fails where `kind` is not a word, and where the size overflows. */
struct phate_error *phate_record_new(struct phate_record **record, const char *kind, size_t rows,
                                     size_t cols) PHATE_MUST_CHECK;
struct phate_error *phate_record_derive(struct phate_record **record,
                                        const struct phate_record *source, const char *kind,
                                        size_t rows, size_t cols) PHATE_MUST_CHECK;
void phate_record_free(struct phate_record *record); /* NULL is allowed */

const char *phate_record_kind(const struct phate_record *record);
enum phate_type phate_record_type(const struct phate_record *record);
size_t
phate_record_rows(const struct phate_record *record); /* of a text: lines below the heading */
size_t phate_record_cols(const struct phate_record *record);
size_t phate_record_bytes(const struct phate_record *record); /* of the payload */

/* An attribute's value; NULL where there is none. A record with the attribute `of` is a companion:
 * what the records after it were made from. Texts live as long as the record is not changed. */
const char *phate_record_attr(const struct phate_record *record, const char *key);

/* Line i of the provenance, the oldest first; NULL behind the last. */
const char *phate_record_from(const struct phate_record *record, size_t i);

/* Set an attribute, and append a line of provenance. Control characters in the texts become spaces,
 * and a line that is too long is cut. Fail where the key is not a word, and where the value is too
 * long. */
struct phate_error *phate_record_set_attr(struct phate_record *record, const char *key,
                                          const char *value) PHATE_MUST_CHECK;
struct phate_error *phate_record_add_from(struct phate_record *record,
                                          const char *line) PHATE_MUST_CHECK;

/* ---- reading streams ---- */

struct phate_reader;

/* From a file (NULL or "-": standard input) or a descriptor, which stays open, and the caller's; of
 * a FILE * fileno() tells it, where nothing has been read. npy_kind is the kind that a .npy array
 * is taken for; NULL: "matrix". */
struct phate_error *phate_reader_open(struct phate_reader **reader, const char *path,
                                      const char *npy_kind) PHATE_MUST_CHECK;
struct phate_error *phate_reader_open_fd(struct phate_reader **reader, int fd,
                                         const char *npy_kind) PHATE_MUST_CHECK;
void phate_reader_close(struct phate_reader *reader); /* NULL is allowed */

/* The next record, which belongs to the reader and lives until the next call; NULL at the end. What
 * is left of the record before is read, and its checksum verified. Fails on what is cut short or
 * damaged, and on a stream without any record. Only the end tells whether records were lost:
 * results are good when NULL has come. */
struct phate_error *phate_reader_next(struct phate_reader *reader,
                                      const struct phate_record **record) PHATE_MUST_CHECK;

/* One of these takes the current record's payload, once, its checksum verified:
 * a     rows x cols, which is `count`: numbers of any type and layout
 * text  bytes + 1, which is `room`: with a NUL at the end
 * s     rows x rows: the squares of phate_gram, of a record of kind snapshots, panel by panel, so
 *       that it may be larger than memory; or of kind gram or squares */
struct phate_error *phate_reader_matrix(struct phate_reader *reader, double *a,
                                        size_t count) PHATE_MUST_CHECK;
struct phate_error *phate_reader_text(struct phate_reader *reader, char *text,
                                      size_t room) PHATE_MUST_CHECK;
struct phate_error *phate_reader_gram(struct phate_reader *reader,
                                      const struct phate_options *options,
                                      double *s) PHATE_MUST_CHECK;

/* ---- writing streams ---- */

struct phate_writer;

/* To a file, which appears when phate_writer_commit has succeeded, and not before; or to standard
 * output (NULL or "-") or a descriptor, which stay open, and the caller's. Fails where that is a
 * terminal. Writing to a pipe whose reader has ended is an error where SIGPIPE is ignored; else
 * that signal ends the process. */
struct phate_error *phate_writer_open(struct phate_writer **writer,
                                      const char *path) PHATE_MUST_CHECK;
struct phate_error *phate_writer_open_fd(struct phate_writer **writer, int fd) PHATE_MUST_CHECK;

/* a  rows x cols, as the record says */
struct phate_error *phate_writer_matrix(struct phate_writer *writer,
                                        const struct phate_record *record,
                                        const double *a) PHATE_MUST_CHECK;

/* A table: a line of headings, then one per row, cells separated by tabs. The record's shape is the
 * table's, whatever it was made with. */
struct phate_error *phate_writer_text(struct phate_writer *writer,
                                      const struct phate_record *record,
                                      const char *text) PHATE_MUST_CHECK;

/* Copies the reader's current record, whose payload has not been taken. */
struct phate_error *phate_writer_pass(struct phate_writer *writer,
                                      struct phate_reader *reader) PHATE_MUST_CHECK;

/* Frees the writer, whether or not it succeeds: with all written, the end record (phm(5)) last, or
 * (discard; NULL is allowed) without leaving a file. */
struct phate_error *phate_writer_commit(struct phate_writer *writer) PHATE_MUST_CHECK;
void phate_writer_discard(struct phate_writer *writer);

#ifdef __cplusplus
}
#endif

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#endif
