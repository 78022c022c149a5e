#include "prediction/progress.h"

#include "base/clones.h"

#include <math.h>

/* The slope of the distance at s, but for a positive factor: with a sine's slope in place of each
 * sine, the sum of -(slope of an overlap) / (overlap). */
CLONED static double slope_at(const float *ratio, size_t samples, double angle, double s)
{
    double away = sin((1 - s) * angle), toward = sin(s * angle);
    double away_slope = -cos((1 - s) * angle), toward_slope = cos(s * angle), sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < samples; i++)
        sum -= (away_slope + toward_slope * (double)ratio[i]) / (away + toward * (double)ratio[i]);
    return sum;
}

/* Each overlap is concave in s, being a sum of positive multiples of sines of angles in [0, pi/2],
 * so that the distance is convex: its slope has one change of sign, which halving finds. That needs
 * no logarithms, and is not limited to half of the digits as a search for the least value is. */
double prediction_progress(const float *ratio, size_t samples, size_t classes)
{
    enum { HALVINGS = 40 };
    double angle = acos(1 / sqrt((double)classes)), low = 0, high = 1;
    if (slope_at(ratio, samples, angle, low) >= 0)
        return low;
    if (slope_at(ratio, samples, angle, high) <= 0)
        return high;
    for (size_t i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (slope_at(ratio, samples, angle, middle) < 0)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}
