#include "phate/entropy.h"

#include "base/size.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A whole number without a sign, and nothing else. */
static bool read_count(const char *text, size_t *count)
{
    char *rest;
    if (*text < '0' || *text > '9')
        return false;
    *count = strtoul(text, &rest, 10);
    return *rest == '\0';
}

bool entropy_scale_read(const char *text, struct entropy_scale *scale)
{
    size_t count, most = ENTROPY_POINTS_MOST;
    bool doubling = strncmp(text, "2^", 2) == 0;
    if (!read_count(doubling ? text + 2 : text, &count))
        return false;
    if (doubling) {
        most = ENTROPY_DOUBLINGS_MOST + 1;
        count = size_min(count, most) + 1; /* from 2^0 on */
    }
    *scale = (struct entropy_scale){count, doubling};
    return count >= ENTROPY_POINTS_LEAST && count <= most;
}

void entropy_scale_print(const struct entropy_scale *scale, char text[32])
{
    snprintf(text, 32, scale->doubling ? "2^%zu" : "%zu", scale->points - scale->doubling);
}

size_t entropy_scale_time(const struct entropy_scale *scale, size_t i)
{
    return scale->doubling ? (size_t)1 << i : i;
}

double entropy_scale_place(const struct entropy_scale *scale, double t)
{
    return scale->doubling ? log2(fmax(t, 1)) : t;
}

void entropy_curve(double *values, size_t count, const struct entropy_scale *scale, double *entropy)
{
    /* With the largest value as the unit, powers neither overflow nor all vanish, and p is the
     * same. */
    double largest = 0;
    for (size_t k = 0; k < count; k++)
        largest = fmax(largest, values[k]);
    for (size_t k = 0; k < count; k++)
        values[k] /= largest;

    for (size_t i = 0; i < scale->points; i++) {
        double power = scale->doubling ? ldexp(1, (int)i) : (double)(i + 1), sum = 0, h = 0;
        for (size_t k = 0; k < count; k++)
            sum += pow(values[k], power);
        for (size_t k = 0; k < count; k++) {
            double p = pow(values[k], power) / sum + DBL_EPSILON;
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
