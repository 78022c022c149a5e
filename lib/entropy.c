#include "entropy.h"

#include <float.h>
#include <math.h>

void entropy_curve(double *values, size_t count, double *entropy, size_t t_max)
{
    /* The largest value as unit: powers neither overflow nor all vanish, and p is the same. */
    double largest = 0;
    for (size_t k = 0; k < count; k++)
        largest = fmax(largest, values[k]);
    for (size_t k = 0; k < count; k++)
        values[k] /= largest;

    for (size_t i = 0; i < t_max; i++) {
        double sum = 0, h = 0;
        for (size_t k = 0; k < count; k++)
            sum += pow(values[k], (double)(i + 1));
        for (size_t k = 0; k < count; k++) {
            double p = pow(values[k], (double)(i + 1)) / sum + DBL_EPSILON;
            h -= p * log(p);
        }
        entropy[i] = h;
    }
}

/* The summed absolute error of the least-squares line through points first .. last. */
static double line_error(const double *y, size_t first, size_t last)
{
    double count = (double)(last - first + 1), mean_x = (double)(first + last) / 2, mean_y = 0;
    double xx = 0, xy = 0, error = 0;
    for (size_t i = first; i <= last; i++)
        mean_y += y[i] / count;
    for (size_t i = first; i <= last; i++) {
        double x = (double)i - mean_x;
        xx += x * x;
        xy += x * (y[i] - mean_y);
    }
    for (size_t i = first; i <= last; i++)
        error += fabs(y[i] - mean_y - xy / xx * ((double)i - mean_x));
    return error;
}

size_t entropy_knee(const double *entropy, size_t t_max)
{
    size_t knee = 1;
    double least = INFINITY;
    for (size_t i = 1; i + 1 < t_max; i++) {
        double error = line_error(entropy, 0, i) + line_error(entropy, i, t_max - 1);
        if (error < least) {
            least = error;
            knee = i;
        }
    }
    return knee;
}
