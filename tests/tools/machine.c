/* machine: the speed of this machine's dsyrk and dgemm in GFLOP/s, and of copying memory in GB/s
 * (read and written), each the best of a few. The yardsticks of `make bench`. */
#include "base/clock.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N = 2000, K = 2048, ROUNDS = 5 };

static void run_dsyrk(const double *x, double *y)
{
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, N, K, 1, x, K, 0, y, N);
}

static void run_dgemm(const double *x, double *y)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, N, K, 1, x, K, x, K, 0, y, N);
}

static void run_copy(const double *x, double *y)
{
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < N; i++)
        memcpy(y + i * N, x + i * K, N * sizeof *y);
}

static double least_seconds(void (*run)(const double *, double *), const double *x, double *y)
{
    double best = 1e300;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds_now();
        run(x, y);
        double seconds = seconds_now() - start;
        best = seconds < best ? seconds : best;
    }
    return best;
}

int main(int argc, char *argv[])
{
    /* With the kernels that the programs would take (see blas.h). */
    struct blas_facts facts = blas_facts();
    const char *kernel = blas_better_kernel(&facts);
    if (argc == 1 && kernel && setenv("OPENBLAS_CORETYPE", kernel, 1) == 0)
        execv("/proc/self/exe", argv);
    double *x = malloc(sizeof *x * N * K), *y = calloc((size_t)N * N, sizeof *y);
    if (!x || !y)
        return 1;
    for (size_t i = 0; i < (size_t)N * K; i++)
        x[i] = (double)(i % 1001) / 1001;
    printf("%.1f %.1f %.1f\n", 1e-9 * N * N * K / least_seconds(run_dsyrk, x, y),
           2e-9 * N * N * K / least_seconds(run_dgemm, x, y),
           16e-9 * N * N / least_seconds(run_copy, x, y));
    free(x);
    free(y);
    return 0;
}
