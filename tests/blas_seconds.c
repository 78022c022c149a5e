/* blas_seconds ROWS COLS: how long this machine's dsyrk takes for the Gram matrix of ROWS x COLS
 * float64, in seconds (the best of three). The yardstick of `make bench`. */
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char *argv[])
{
    if (argc != 3)
        return 2;
    /* Columns are taken in blocks that fit in memory, over and over: dsyrk's speed is the same. */
    int rows = atoi(argv[1]), block = 2048;
    long cols = atol(argv[2]);
    size_t count = (size_t)rows * (size_t)block;
    double *x = malloc(count * sizeof *x), best = 1e300;
    double *g = calloc((size_t)rows * (size_t)rows, sizeof *g);
    if (!x || !g)
        return 1;
    for (size_t i = 0; i < count; i++)
        x[i] = (double)(i % 1001) / 1001;
    for (int round = 0; round < 3; round++) {
        double start = seconds_now();
        for (long done = 0; done < cols; done += block)
            cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, rows,
                        (int)(cols - done < block ? cols - done : block), 1, x, block, 1, g, rows);
        double seconds = seconds_now() - start;
        best = seconds < best ? seconds : best;
    }
    printf("%.4f\n", best);
    free(x);
    free(g);
    return 0;
}
