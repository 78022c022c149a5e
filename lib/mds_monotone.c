/* Monotone regression: pool adjacent violators (Ayer et al. 1955; Kruskal 1964). */
#include "mds_impl.h"

void mds_monotone_fit(double *y, size_t *weight, size_t count)
{
    size_t blocks = 0; /* y[0..blocks) holds the means of blocks of weight[] numbers each */
    for (size_t i = 0; i < count; i++) {
        double mean = y[i];
        size_t w = 1;
        for (; blocks > 0 && y[blocks - 1] >= mean; blocks--) {
            size_t joint = w + weight[blocks - 1];
            mean += (y[blocks - 1] - mean) * ((double)weight[blocks - 1] / (double)joint);
            w = joint;
        }
        y[blocks] = mean;
        weight[blocks++] = w;
    }
    for (size_t end = count; blocks-- > 0;) {
        double mean = y[blocks];
        for (size_t k = weight[blocks]; k > 0; k--)
            y[--end] = mean;
    }
}
