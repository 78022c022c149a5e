#include "plot/draw/ramp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a linear scale; and of a ramp, which the middle half of the numbers has at least. */
static const double SKEWED = 0.1, MIDDLE_LEAST = 0.25;

enum { QUARTERS = 4 };

/* ---- numbers ---- */

struct error *plot_sample_add(struct plot_sample *numbers, const double *value, size_t count)
{
    if (count == 0)
        return NULL;
    double *at = reallocarray(numbers->at, numbers->count + count, sizeof *at);
    if (!at)
        return error_memory("the numbers of the picture");
    numbers->at = at;
    for (size_t i = 0; i < count; i++)
        if (!isnan(value[i]))
            at[numbers->count++] = value[i];
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void plot_sample_sort(struct plot_sample *numbers)
{
    if (numbers->count)
        qsort(numbers->at, numbers->count, sizeof *numbers->at, by_size);
}

void plot_sample_free(struct plot_sample *numbers)
{
    free(numbers->at);
    *numbers = (struct plot_sample){0};
}

/* Below which lies that share of the sorted numbers; between two of them in proportion. */
static double quantile(const struct plot_sample *numbers, double share)
{
    double place = share * (double)(numbers->count - 1);
    const double *below = numbers->at + (size_t)place;
    double rest = place - floor(place);
    return rest > 0 ? below[0] + rest * (below[1] - below[0]) : below[0];
}

bool plot_sample_is_skewed(const struct plot_sample *numbers, double least, double most)
{
    return numbers->count && numbers->at[0] > 0 &&
           quantile(numbers, 0.5) < least + SKEWED * (most - least);
}

/* ---- the ramp ---- */

/* The numbers that end its parts, all of which are of one length on it. Returns how many parts
 * there are. */
static size_t parts_of(const struct plot_ramp *ramp, double end[QUARTERS + 1])
{
    size_t parts = ramp->by_quartiles ? QUARTERS : 1;
    end[0] = ramp->least;
    if (ramp->by_quartiles)
        memcpy(end + 1, ramp->quartile, sizeof ramp->quartile);
    end[parts] = ramp->most;
    return parts;
}

double plot_ramp_share(const struct plot_ramp *ramp, double value)
{
    double end[QUARTERS + 1];
    size_t parts = parts_of(ramp, end), part = 0;
    if (isnan(value) || value < ramp->least)
        return isnan(value) ? NAN : 0;
    if (value >= ramp->most)
        return 1;
    while (part + 1 < parts && value >= end[part + 1])
        part++;
    double from = end[part], to = end[part + 1];
    double share = ramp->logarithmic ? (log(value) - log(from)) / (log(to) - log(from))
                                     : (value - from) / (to - from);
    return ((double)part + share) / (double)parts;
}

/* Quartiles may be equal, and then a quarter has no width; but not all of them. */
static bool have_quarters(const struct plot_ramp *ramp)
{
    return ramp->least <= ramp->quartile[0] && ramp->quartile[0] < ramp->quartile[2] &&
           ramp->quartile[2] <= ramp->most;
}

void plot_ramp_follow(struct plot_ramp *ramp, const struct plot_sample *numbers)
{
    ramp->by_quartiles = false;
    ramp->logarithmic = ramp->least > 0 && plot_sample_is_skewed(numbers, ramp->least, ramp->most);
    for (size_t i = 0; i < 3; i++)
        ramp->quartile[i] = quantile(numbers, (double)(i + 1) / QUARTERS);
    double middle =
        plot_ramp_share(ramp, ramp->quartile[2]) - plot_ramp_share(ramp, ramp->quartile[0]);
    ramp->by_quartiles = middle < MIDDLE_LEAST && have_quarters(ramp);
}

const char *plot_ramp_remark(const struct plot_ramp *ramp)
{
    return ramp->by_quartiles ? "by quartiles" : ramp->logarithmic ? "log scale" : NULL;
}

/* ---- round numbers ---- */

/* Where there is room: on the ramp, and as far as `gap` from all that are there. Keeps the order.
 */
static void offer(struct plot_levels *levels, const struct plot_ramp *ramp, double gap,
                  double number)
{
    size_t place = levels->count;
    if (number < ramp->least || number > ramp->most || levels->count == PLOT_LEVELS_MAX)
        return;
    double share = plot_ramp_share(ramp, number);
    for (size_t i = 0; i < levels->count; i++)
        if (fabs(plot_ramp_share(ramp, levels->at[i]) - share) < gap)
            return;
    while (place > 0 && levels->at[place - 1] > number) {
        levels->at[place] = levels->at[place - 1];
        place--;
    }
    levels->at[place] = number;
    levels->count++;
}

/* From, to, step; and how many times the gap they keep from what is rounder. */
struct digits {
    int from, to, step;
    double distance;
};

/* Numbers of one roundness, of all powers of ten between those of the ends. */
static void offer_all(struct plot_levels *levels, const struct plot_ramp *ramp, double gap,
                      const struct digits *digits)
{
    double largest = fmax(fabs(ramp->least), fabs(ramp->most));
    double smallest = ramp->logarithmic ? ramp->least : largest * 1e-6;
    for (double power = floor(log10(largest)); power >= floor(log10(smallest)) - 2; power--)
        for (int n = digits->from; n <= digits->to; n += digits->step) {
            offer(levels, ramp, digits->distance * gap, n * pow(10, power));
            offer(levels, ramp, digits->distance * gap, -n * pow(10, power));
        }
}

void plot_ramp_levels(const struct plot_ramp *ramp, double gap, struct plot_levels *levels)
{
    static const struct digits digits[] = {
        {1, 1, 1, 1},   {5, 5, 1, 1},    {2, 2, 1, 1},   {3, 9, 1, 1},      {15, 25, 10, 1},
        {11, 29, 1, 1}, {35, 95, 10, 2}, {31, 99, 1, 2}, {105, 995, 10, 2}, {101, 999, 1, 2}};
    double end[QUARTERS + 1];
    size_t parts = parts_of(ramp, end);
    *levels = (struct plot_levels){.logarithmic = ramp->logarithmic};
    offer(levels, ramp, gap, 0);
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        offer_all(levels, ramp, gap, &digits[i]);
    for (size_t i = 0; i <= parts && levels->count < 2; i++)
        offer(levels, ramp, gap, end[i]);
}
