/* The linear algebra library that the programs use: its kernels and its threads.
 *
 * OpenBLAS chooses kernels when it is loaded, by the processor's family and model. An OpenBLAS
 * older than the processor takes AVX2 kernels (or older ones), even if the processor has AVX-512.
 * With Debian's 0.3.21 on two cores of AMD Zen 5 dsyrk makes 39 GFLOP/s with the Haswell kernels
 * and 83 with those for SkylakeX. The variable OPENBLAS_CORETYPE overrides the choice, but is read
 * before main: to change kernels the program must be restarted. This file decides what to set; the
 * command restarts. */
#ifndef PHATE_MATRIX_BLAS_H
#define PHATE_MATRIX_BLAS_H

#include <stdbool.h>
#include <stddef.h>

/* The facts that the decision depends on. */
struct blas_facts {
    const char *kernel; /* openblas_get_corename() */
    const char *config; /* openblas_get_config() */
    const char *chosen; /* the user's OPENBLAS_CORETYPE, or NULL */
    bool avx512;        /* processor and system support the kernels for SkylakeX */
};

struct blas_facts blas_facts(void);

/* The value for OPENBLAS_CORETYPE that suits the machine better than the current kernel. NULL where
 * there is none, where the user has chosen one, where this OpenBLAS takes no other, and where it is
 * older than 0.3.21, with which SkylakeX's results were compared: dsyrk, dgemm, dsymv, dgemv,
 * dsyevd, dsyevr and dgeev of 2 to 2,000 rows gave 4.8e8 numbers within 4e-13 of Haswell's. */
const char *blas_better_kernel(const struct blas_facts *facts);

/* Sets the environment variables that the libraries read before main, unless the user has: that
 * kernel, and that idle OpenMP threads sleep. By default they spin, and keep BLAS's threads from
 * their cores (a Gram matrix took 1.6 times as long). True where a variable was set: the program
 * must start anew to be run with it. */
bool blas_prepare_environment(void);

/* Sets the number of threads of OpenMP and BLAS from now on, count >= 1. At first they have as many
 * as there are processors, or as OMP_NUM_THREADS says. They take turns: several threads of a
 * parallel region never call BLAS (but see blas_split), and idle OpenMP threads sleep
 * (see cmd/shared/start.c). */
void blas_set_threads(size_t count);

/* Between the two calls the threads of a parallel region may call BLAS, each for itself: each such
 * call runs in the calling thread alone. Worth it for many small calls, during which BLAS's own
 * threads would only wait for each other. Give blas_rejoin the result of blas_split. */
size_t blas_split(void);
void blas_rejoin(size_t threads);

/* "OpenBLAS 0.3.21, kernels for SkylakeX, 2 threads". */
enum { BLAS_TEXT_MAX = 128 };
void blas_describe(char text[BLAS_TEXT_MAX]);

#endif
