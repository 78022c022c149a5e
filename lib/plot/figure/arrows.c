#include "plot/figure/arrows.h"

#include "base/size.h"

#include <math.h>

static double distance(const struct matrix *points, size_t i, size_t j)
{
    double sum = 0;
    for (size_t axis = 0; axis < points->cols; axis++) {
        double d = points->a[i * points->cols + axis] - points->a[j * points->cols + axis];
        sum = hypot(sum, d);
    }
    return sum;
}

static double path_length(const struct matrix *points, const size_t *order, size_t count)
{
    double length = 0;
    for (size_t i = 1; i < count; i++)
        length += distance(points, order[i - 1], order[i]);
    return length;
}

/* The place at `length` along the path, whose end stands for all that is beyond it. */
static void place_along(const struct matrix *points, const size_t *order, size_t count,
                        double length, double *place)
{
    size_t i = 1;
    double step = 0;
    for (; i < count; i++) {
        step = distance(points, order[i - 1], order[i]);
        if (length <= step)
            break;
        length -= step;
    }
    double share = i < count && step > 0 ? length / step : 0;
    const double *from = points->a + order[i - 1] * points->cols;
    const double *to = i < count ? points->a + order[i] * points->cols : from;
    for (size_t axis = 0; axis < points->cols; axis++)
        place[axis] = from[axis] + share * (to[axis] - from[axis]);
}

enum { DIMS_MAX = 3 };

bool plot_direction(const struct matrix *points, const size_t *order, size_t count, double share,
                    double reach, double *at, double *ahead)
{
    double length = path_length(points, order, count), before[DIMS_MAX], norm = 0;
    double here = share * length;
    if (points->cols > DIMS_MAX || here < reach || here + reach > length)
        return false;
    place_along(points, order, count, here, at);
    place_along(points, order, count, here - reach, before);
    place_along(points, order, count, here + reach, ahead);
    for (size_t axis = 0; axis < points->cols; axis++) {
        ahead[axis] -= before[axis];
        norm = hypot(norm, ahead[axis]);
    }
    for (size_t axis = 0; axis < points->cols; axis++)
        ahead[axis] /= norm;
    return norm > reach / 2;
}

/* The reach over which the way is taken, as a share of the longest side. */
static const double REACH = 0.01;

struct error *plot_directions_find(struct matrix *pieces, const struct matrix *points,
                                   const struct runs *runs, double longest)
{
    static const double shares[] = {0.3, 0.7};
    size_t per_run = sizeof shares / sizeof *shares, d = points->cols, most;
    double reach = REACH * longest, at[DIMS_MAX], ahead[DIMS_MAX];
    if (!size_mul(runs->count, per_run, &most))
        return error_memory("the arrows of the picture");
    struct error *err = matrix_new(pieces, most, 2 * d);
    if (err)
        return err;
    pieces->rows = 0;
    for (size_t i = 0; i < most; i++) {
        const struct run *run = &runs->at[i / per_run];
        if (!plot_direction(points, runs->order + run->first, run->count, shares[i % per_run],
                            reach, at, ahead))
            continue;
        double *piece = pieces->a + pieces->rows++ * 2 * d;
        for (size_t axis = 0; axis < d; axis++) {
            piece[axis] = at[axis] - reach / 2 * ahead[axis];
            piece[d + axis] = reach * ahead[axis];
        }
    }
    return NULL;
}
