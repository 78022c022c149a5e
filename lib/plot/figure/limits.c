#include "plot/figure/limits.h"

#include <math.h>
#include <string.h>

void plot_limits_share(struct scene *scenes, size_t count)
{
    double low[PLOT_DIMS], high[PLOT_DIMS];
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        low[axis] = INFINITY;
        high[axis] = -INFINITY;
        for (size_t i = 0; i < count; i++) {
            if (scenes[i].points.rows == 0)
                continue;
            low[axis] = fmin(low[axis], scenes[i].low[axis]);
            high[axis] = fmax(high[axis], scenes[i].high[axis]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(scenes[i].low, low, sizeof low);
        memcpy(scenes[i].high, high, sizeof high);
    }
}

static bool has_coordinates(const struct scene *s, size_t axis)
{
    bool of_steps = s->curve && axis == 0, of_column = s->height.name && axis == 2;
    return s->points.rows && axis < s->points.cols && !of_steps && !of_column;
}

void plot_limits_scale(struct scene *scenes, size_t count)
{
    for (size_t axis = 0; axis < PLOT_DIMS; axis++) {
        double most = 0;
        for (size_t i = 0; i < count; i++)
            if (has_coordinates(&scenes[i], axis))
                most = fmax(most, scenes[i].high[axis] - scenes[i].low[axis]);
        for (size_t i = 0; i < count; i++) {
            struct scene *s = &scenes[i];
            if (!has_coordinates(s, axis))
                continue;
            double middle = s->low[axis] + (s->high[axis] - s->low[axis]) / 2;
            s->low[axis] = middle - most / 2;
            s->high[axis] = middle + most / 2;
        }
    }
}
