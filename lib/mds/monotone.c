/* Monotone regression: pool adjacent violators (Ayer et al. 1955; Kruskal 1964). The order in which
 * they are pooled does not matter, so long sequences are pooled in pieces first, by all threads. */
#include "mds/impl.h"

#include <string.h>

enum { PIECES = 16 }; /* whatever the number of threads, which then does not change a bit */

/* Blocks of numbers, of which mean[] and weight[] tell the means and the sizes, are pooled where
 * they do not ascend. Returns the number of those that are left, in their order. */
static size_t pool(double *mean, size_t *weight, size_t count)
{
    size_t blocks = 0;
    for (size_t i = 0; i < count; i++) {
        double m = mean[i];
        size_t w = weight[i];
        for (; blocks > 0 && mean[blocks - 1] >= m; blocks--) {
            size_t joint = w + weight[blocks - 1];
            m += (mean[blocks - 1] - m) * ((double)weight[blocks - 1] / (double)joint);
            w = joint;
        }
        mean[blocks] = m;
        weight[blocks++] = w;
    }
    return blocks;
}

/* Pools the numbers y[0..count) in pieces, and moves the blocks that are left together. */
static size_t pool_pieces(double *y, size_t *weight, size_t count)
{
    size_t left[PIECES], blocks = 0;
#pragma omp parallel for schedule(dynamic, 1) if (count >= MDS_PARALLEL_PAIRS)
    for (size_t p = 0; p < PIECES; p++) {
        size_t first = count / PIECES * p, end = p + 1 < PIECES ? first + count / PIECES : count;
        for (size_t i = first; i < end; i++)
            weight[i] = 1;
        left[p] = pool(y + first, weight + first, end - first);
    }
    for (size_t p = 0; p < PIECES; blocks += left[p++]) {
        memmove(y + blocks, y + count / PIECES * p, left[p] * sizeof *y);
        memmove(weight + blocks, weight + count / PIECES * p, left[p] * sizeof *weight);
    }
    return blocks;
}

void mds_monotone_fit(double *y, size_t *weight, size_t count)
{
    size_t blocks = pool(y, weight, pool_pieces(y, weight, count));
    for (size_t end = count; blocks-- > 0;) {
        double mean = y[blocks];
        for (size_t k = weight[blocks]; k > 0; k--)
            y[--end] = mean;
    }
}
