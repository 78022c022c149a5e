#include "phate/kernel.h"

#include <math.h>

struct kernel kernel_make(double decay, double threshold)
{
    struct kernel kernel = {.decay = decay, .threshold = threshold, .reach = INFINITY};
    if (decay == 0)
        kernel.reach = 1;
    else if (threshold > 0) /* a little more: the threshold itself decides at the edge */
        kernel.reach = pow(-log(threshold), 1 / decay) * (1 + 1e-9);
    return kernel;
}

double kernel_radius(const struct kernel *kernel, double bandwidth)
{
    return isinf(kernel->reach) ? INFINITY : kernel->reach * bandwidth;
}

static double decaying(const struct kernel *kernel, double distance, double bandwidth)
{
    double ratio = distance == 0 ? 0 : distance / bandwidth;
    if (ratio > kernel->reach) /* which spares most of the powers */
        return 0;
    double affinity = exp(-pow(ratio, kernel->decay));
    return affinity < kernel->threshold ? 0 : affinity;
}

void kernel_row(const struct kernel *kernel, double *row, size_t count, double bandwidth,
                double farthest)
{
    for (size_t j = 0; j < count; j++)
        if (row[j] > farthest)
            row[j] = 0;
        else if (kernel->decay == 0)
            row[j] = row[j] <= bandwidth;
        else
            row[j] = decaying(kernel, row[j], bandwidth);
}
