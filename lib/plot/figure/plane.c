#include "plot/figure/plane.h"

#include <math.h>

struct plot_plane plot_plane_make(const struct scene *s, const struct rect *frame, double room)
{
    struct plot_plane p;
    double size[2] = {frame->right - frame->left, frame->top - frame->bottom - room};
    for (size_t axis = 0; axis < 2; axis++) {
        scene_range(s, axis, FIGURE_MARGIN, &p.from[axis], &p.to[axis]);
        p.unit[axis] = (p.to[axis] - p.from[axis]) / size[axis];
    }
    for (size_t axis = 0; axis < 2 && !s->curve; axis++) {
        double scale = fmax(p.unit[0], p.unit[1]);
        double middle = (p.from[axis] + p.to[axis]) / 2, reach = scale * size[axis] / 2;
        p.from[axis] = middle - reach;
        p.to[axis] = middle + reach;
    }
    if (!s->curve)
        p.unit[0] = p.unit[1] = fmax(p.unit[0], p.unit[1]);
    p.to[1] += room * p.unit[1];
    return p;
}
