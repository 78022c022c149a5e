#include "phate/entropy.h"

#include <float.h>
#include <math.h>

void entropy_curve(double *values, size_t count, double *entropy, size_t t_max)
{
    /* With the largest value as the unit, powers neither overflow nor all vanish, and p is the
     * same. */
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

/* The least-squares line through the points first .. last, at least two. */
static struct entropy_line fit_line(const double *y, size_t first, size_t last)
{
    double count = (double)(last - first + 1), mean_x = (double)(first + last) / 2, mean_y = 0;
    double xx = 0, xy = 0;
    for (size_t i = first; i <= last; i++)
        mean_y += y[i] / count;
    for (size_t i = first; i <= last; i++) {
        double x = (double)i - mean_x;
        xx += x * x;
        xy += x * (y[i] - mean_y);
    }
    return (struct entropy_line){xy / xx, mean_y - xy / xx * mean_x};
}

static double absolute_error(struct entropy_line line, const double *y, size_t first, size_t last)
{
    double error = 0;
    for (size_t i = first; i <= last; i++)
        error += fabs(line.height + line.slope * (double)i - y[i]);
    return error;
}

void entropy_lines(const double *entropy, size_t t_max, size_t knee, struct entropy_line lines[2])
{
    lines[0] = fit_line(entropy, 0, knee);
    lines[1] = fit_line(entropy, knee - 1, t_max - 1);
}

size_t entropy_knee(const double *entropy, size_t t_max)
{
    size_t knee = 1, last = t_max - 1;
    double least = INFINITY;
    for (size_t i = 1; i < last; i++) {
        struct entropy_line lines[2];
        entropy_lines(entropy, t_max, i, lines);
        double error =
            absolute_error(lines[0], entropy, 0, i) + absolute_error(lines[1], entropy, i, last);
        if (error < least) {
            least = error;
            knee = i;
        }
    }
    return knee;
}
