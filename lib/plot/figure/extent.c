/* The extents of a picture's points, along the axes. */
#include "plot/figure/scene.h"

#include <math.h>

/* Extents below this share of the coordinates are rounding, not extent; below this number they are
 * none to gnuplot. */
static const double EXTENT_SHARE = 1e-12, EXTENT_LEAST = 1e-290;

static void measure(struct scene *s)
{
    for (size_t axis = 0; axis < s->points.cols; axis++) {
        s->low[axis] = INFINITY;
        s->high[axis] = -INFINITY;
        for (size_t i = 0; i < s->points.rows; i++) {
            double x = s->points.a[i * s->points.cols + axis];
            s->low[axis] = fmin(s->low[axis], x);
            s->high[axis] = fmax(s->high[axis], x);
        }
        if (s->points.rows == 0) /* a facet of which nothing is drawn */
            s->low[axis] = s->high[axis] = 0;
    }
}

/* The least extent that the axes [first, end), which share a scale, are shown with: a tenth of the
 * longest one's, so that no picture is a line; where all points are equal, something in proportion
 * to their coordinates. */
static double least_extent(const struct scene *s, size_t first, size_t end)
{
    double longest = 0, magnitude = 0;
    for (size_t axis = first; axis < end; axis++) {
        longest = fmax(longest, s->high[axis] - s->low[axis]);
        magnitude = fmax(magnitude, fmax(fabs(s->low[axis]), fabs(s->high[axis])));
    }
    if (longest > fmax(EXTENT_SHARE * magnitude, EXTENT_LEAST))
        return longest / 10;
    return magnitude > EXTENT_LEAST ? magnitude : 1;
}

static void widen_short_axes(struct scene *s, size_t first, size_t end)
{
    double least = least_extent(s, first, end);
    for (size_t axis = first; axis < end; axis++) {
        double spare = fmax(0, least - (s->high[axis] - s->low[axis])) / 2;
        s->low[axis] -= spare;
        s->high[axis] += spare;
    }
}

void scene_find_extents(struct scene *s)
{
    measure(s);
    if (s->curve) {
        widen_short_axes(s, 0, 1);
        widen_short_axes(s, 1, 2);
    } else {
        widen_short_axes(s, 0, s->height.name ? 2 : s->points.cols);
    }
}

void scene_range(const struct scene *s, size_t axis, double margin, double *from, double *to)
{
    double spare = margin * (s->high[axis] - s->low[axis]);
    *from = s->low[axis] - spare;
    *to = s->high[axis] + spare;
}
