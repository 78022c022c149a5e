#include "plot/draw/levels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* So many levels make a picture that is neither empty nor crowded. */
static const double LEVELS_WANTED = 12;

bool plot_extent(const struct matrix *m, double *least, double *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t i = 0; i < m->rows * m->cols; i++)
        if (isfinite(m->a[i])) {
            *least = fmin(*least, m->a[i]);
            *most = fmax(*most, m->a[i]);
        }
    return *least <= *most;
}

double plot_least_positive(const struct matrix *m)
{
    double least = INFINITY;
    for (size_t i = 0; i < m->rows * m->cols; i++)
        if (m->a[i] > 0)
            least = fmin(least, m->a[i]);
    return least;
}

static bool spans_decades(double least, double most)
{
    static const double a_decade_and_a_half = 31.6227766016837933;
    return least > 0 && most / least > a_decade_and_a_half;
}

struct error *plot_scale_choose(enum plot_scale scale, const struct matrix *m, double *least,
                                double most, bool *logarithmic)
{
    *logarithmic =
        scale == SCALE_LOGARITHMIC || (scale == SCALE_AUTO && spans_decades(*least, most));
    if (!*logarithmic || *least > 0)
        return NULL;
    if (!(most > 0))
        return error_new("--log: no number is positive: use --linear");
    *least = plot_least_positive(m);
    return NULL;
}

/* The first of 1, 2, 5 times a power of ten that is no less. */
static double round_step(double step)
{
    const double rounding = 1e-9, power = pow(10, floor(log10(step)));
    for (double digit = 1; digit < 10; digit = digit == 2 ? 5 : 2 * digit)
        if (digit * power >= step * (1 - rounding))
            return digit * power;
    return 10 * power;
}

static void add_level(struct plot_levels *levels, double at, double least, double most)
{
    if (at > least && at < most && levels->count < PLOT_LEVELS_MAX)
        levels->at[levels->count++] = at;
}

static void choose_linear(struct plot_levels *levels, double least, double most)
{
    double step = round_step((most - least) / LEVELS_WANTED);
    double first = floor(least / step);
    for (int k = 0; k < PLOT_LEVELS_MAX; k++)
        add_level(levels, (first + k) * step, least, most);
}

static void choose_logarithmic(struct plot_levels *levels, double least, double most)
{
    static const double digits[] = {1, 2, 5}, fewer[] = {1, 3};
    const double decades = log10(most) - log10(least);
    const double *chosen = decades > 4 ? fewer : digits;
    size_t count = decades > 6 ? 1 : decades > 4 ? 2 : 3;
    double stride = decades > 6 ? ceil(decades / LEVELS_WANTED) : 1;
    for (double k = floor(log10(least)); k <= log10(most); k += stride)
        for (size_t i = 0; i < count; i++)
            add_level(levels, chosen[i] * pow(10, k), least, most);
}

void plot_levels_choose(struct plot_levels *levels, double least, double most, bool logarithmic)
{
    *levels = (struct plot_levels){.logarithmic = logarithmic};
    if (isfinite(most - least) && most - least > 0) {
        if (logarithmic)
            choose_logarithmic(levels, least, most);
        else
            choose_linear(levels, least, most);
    }
    if (levels->count == 0)
        levels->at[levels->count++] = least / 2 + most / 2;
}

/* ---- numbers of axes ---- */

/* So near to an end, as a share of the range, a number stands at it. */
static const double AT_END = 1e-9;

/* Multiples of the step in [from, to], of which there may be more than there is room for. */
static size_t count_multiples(double step, double from, double to)
{
    double slack = AT_END * (to - from);
    return (size_t)fmax(0, floor((to + slack) / step) - ceil((from - slack) / step) + 1);
}

static void take_multiples(struct plot_levels *levels, double step, double from, double to)
{
    double first = ceil((from - AT_END * (to - from)) / step);
    size_t count = count_multiples(step, from, to);
    for (size_t k = 0; k < count; k++)
        levels->at[levels->count++] = (first + (double)k) * step + 0.0; /* no -0 */
}

/* Of more numbers than there is room for. */
static void keep_ends(struct plot_levels *levels)
{
    levels->at[1] = levels->at[levels->count - 1];
    levels->count = 2;
}

static void choose_linear_numbers(struct plot_levels *levels, double least, double most,
                                  size_t most_count)
{
    double step = round_step((most - least) / (double)most_count);
    while (count_multiples(step, least, most) > most_count)
        step = round_step(1.5 * step);
    while (count_multiples(step, least, most) < 2)
        step = round_step(step / 2.5);
    take_multiples(levels, step, least, most);
    if (levels->count > most_count)
        keep_ends(levels);
}

/* In each decade of [least, most] these digits; of several decades each so many'th. */
static size_t take_decades(struct plot_levels *levels, double least, double most,
                           const double *digits, size_t count, int stride)
{
    double slack = pow(most / least, AT_END);
    size_t taken = 0;
    levels->count = 0;
    for (double k = stride * floor(floor(log10(least)) / stride); k <= log10(most) + 1; k += stride)
        for (size_t i = 0; i < count; i++) {
            double at = digits[i] * pow(10, k);
            if (at < least / slack || at > most * slack)
                continue;
            taken++;
            if (levels->count < PLOT_LEVELS_MAX)
                levels->at[levels->count++] = at;
        }
    return taken;
}

/* False where fewer than two such numbers lie in the range. */
static bool choose_logarithmic_numbers(struct plot_levels *levels, double least, double most,
                                       size_t most_count)
{
    static const double digits[] = {1, 2, 5}, fewer[] = {1, 3};
    if (take_decades(levels, least, most, digits, 3, 1) <= most_count ||
        take_decades(levels, least, most, fewer, 2, 1) <= most_count)
        return levels->count >= 2;
    int stride = 1;
    while (take_decades(levels, least, most, digits, 1, stride) > most_count)
        stride++;
    if (levels->count >= 2)
        return true;
    take_decades(levels, least, most, fewer, 2, 1); /* three or more: the first and the last */
    keep_ends(levels);
    return true;
}

void plot_levels_choose_numbers(struct plot_levels *levels, double least, double most,
                                bool logarithmic, size_t most_count)
{
    *levels = (struct plot_levels){.logarithmic = logarithmic};
    most_count = most_count < PLOT_LEVELS_MAX ? most_count : PLOT_LEVELS_MAX;
    if (isfinite(most - least) && most - least > 0 &&
        !(logarithmic && choose_logarithmic_numbers(levels, least, most, most_count))) {
        levels->count = 0;
        choose_linear_numbers(levels, least, most, most_count);
    }
    if (levels->count == 0)
        levels->at[levels->count++] = least / 2 + most / 2;
}

/* ---- where the levels are written ---- */

struct labelling {
    const struct matrix *z;
    const struct plot_labelling *room;
    double scale_column, scale_row; /* shares of the longer side, the first shrunk */
    struct plot_level_label *labels;
    size_t count;
};

static double distance(const struct labelling *l, double columns, double rows)
{
    return hypot(columns * l->scale_column, rows * l->scale_row);
}

/* The distance from the nearest edge, label, or place that is taken. */
static double clearance(const struct labelling *l, double column, double row)
{
    double nearest = fmin(fmin(column, (double)l->z->cols - 1 - column) * l->scale_column,
                          fmin(row, (double)l->z->rows - 1 - row) * l->scale_row);
    for (size_t i = 0; i < l->count; i++)
        nearest = fmin(nearest, distance(l, column - l->labels[i].column, row - l->labels[i].row));
    const struct axis *x = &l->room->x, *y = &l->room->y;
    for (size_t i = 0; l->room->taken && i < l->room->taken->rows; i++) {
        const double *at = l->room->taken->a + 2 * i;
        double at_column = (at[0] - x->from) / (x->to - x->from) * (double)(x->count - 1);
        double at_row = (at[1] - y->from) / (y->to - y->from) * (double)(y->count - 1);
        nearest = fmin(nearest, distance(l, column - at_column, row - at_row));
    }
    return nearest;
}

/* Where between two neighbours, of which the first is at (column, row), the level is met: offers
 * that place as the best. */
static void offer(const struct labelling *l, size_t column, size_t row, bool down,
                  struct plot_level_label *best, double *best_clearance)
{
    size_t first = row * l->z->cols + column;
    double a = l->z->a[first], b = l->z->a[first + (down ? l->z->cols : 1)];
    if (!(fmin(a, b) < best->level && best->level <= fmax(a, b)) || !isfinite(a - b))
        return;
    double share = (best->level - a) / (b - a);
    double at_column = (double)column + (down ? 0 : share);
    double at_row = (double)row + (down ? share : 0);
    double clear = clearance(l, at_column, at_row);
    if (clear > *best_clearance) {
        *best_clearance = clear;
        best->column = at_column;
        best->row = at_row;
    }
}

static void add_label(struct labelling *l, double level)
{
    struct plot_level_label best = {.level = level};
    double best_clearance = l->room->clear;
    for (size_t row = 0; row < l->z->rows; row++)
        for (size_t column = 0; column < l->z->cols; column++) {
            if (column + 1 < l->z->cols)
                offer(l, column, row, false, &best, &best_clearance);
            if (row + 1 < l->z->rows)
                offer(l, column, row, true, &best, &best_clearance);
        }
    if (best_clearance > l->room->clear)
        l->labels[l->count++] = best;
}

size_t plot_levels_label(const struct plot_levels *levels, const struct matrix *z,
                         const struct plot_labelling *room,
                         struct plot_level_label labels[PLOT_LEVEL_LABELS_MAX])
{
    double longer = fmax(room->width, room->height);
    struct labelling l = {.z = z,
                          .room = room,
                          .scale_column =
                              room->width / longer / (double)(z->cols - 1) / room->stretch,
                          .scale_row = room->height / longer / (double)(z->rows - 1),
                          .labels = labels};
    for (int round = 0; round < 2; round++)
        for (size_t k = 0; k < levels->count; k++)
            add_label(&l, levels->at[k]);
    return l.count;
}

static bool are_told_apart(const struct plot_levels *levels, int digits)
{
    char before[40] = "", number[40];
    for (size_t i = 0; i < levels->count; i++) {
        snprintf(number, sizeof number, "%.*g", digits, levels->at[i]);
        if (strcmp(number, before) == 0)
            return false;
        memcpy(before, number, sizeof before);
    }
    return true;
}

int plot_levels_digits(const struct plot_levels *levels)
{
    int digits = 6;
    while (digits < 17 && !are_told_apart(levels, digits))
        digits++;
    return digits;
}
