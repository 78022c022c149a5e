/* The linear algebra library that the programs run on: its kernels and its threads.
 *
 * OpenBLAS chooses kernels when it is loaded, by the processor's family and model, and takes AVX2
 * ones (or older) where it is older than the processor, though this may have AVX-512. With Debian's
 * 0.3.21 on two cores of AMD Zen 5 dsyrk makes 39 GFLOP/s with the Haswell kernels and 83 with
 * those for SkylakeX. The variable OPENBLAS_CORETYPE overrides the choice, but is read before main:
 * who wants other kernels has to start the program anew. What to set is decided here, starting is
 * the command's. */
#ifndef PHATE_MATRIX_BLAS_H
#define PHATE_MATRIX_BLAS_H

#include <stdbool.h>
#include <stddef.h>

/* What the decision depends on. */
struct blas_facts {
    const char *kernel; /* openblas_get_corename() */
    const char *config; /* openblas_get_config() */
    const char *chosen; /* the user's OPENBLAS_CORETYPE, or NULL */
    bool avx512;        /* processor and system have all of it that the kernels for SkylakeX use */
};

struct blas_facts blas_facts(void);

/* The name for OPENBLAS_CORETYPE that suits the machine better than the kernel that runs; NULL
 * where there is none, the user has chosen one, this OpenBLAS takes no other, or it is older than
 * 0.3.21, with which SkylakeX's results were compared: dsyrk, dgemm, dsymv, dgemv, dsyevd, dsyevr
 * and dgeev of 2 to 2,000 rows gave 4.8e8 numbers within 4e-13 of Haswell's. */
const char *blas_better_kernel(const struct blas_facts *facts);

/* Threads that OpenMP and BLAS take from now on, count >= 1. At first: as many as there are
 * processors, or as OMP_NUM_THREADS says. They take turns: no BLAS call is made by several threads
 * of a parallel region (but see blas_split), and idle OpenMP threads sleep (see cli.c). */
void blas_set_threads(size_t count);

/* Between the two, threads of a parallel region may call BLAS, each for itself: such calls are made
 * by the calling thread alone. Worth it where they are many and small, which BLAS's own threads
 * would spend waiting for each other. blas_split returns what blas_rejoin takes. */
size_t blas_split(void);
void blas_rejoin(size_t threads);

/* "OpenBLAS 0.3.21, kernels for SkylakeX, 2 threads". */
enum { BLAS_TEXT_MAX = 128 };
void blas_describe(char text[BLAS_TEXT_MAX]);

#endif
