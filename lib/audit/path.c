#include "audit/path.h"

#include <math.h>

double audit_path_apart(const struct audit_path *p, size_t a, size_t b)
{
    return audit_sketch_distance(p->sketch, p->rows[a], p->rows[b]);
}

double audit_path_detour(const struct audit_path *p, size_t a, size_t i, size_t b)
{
    return audit_path_apart(p, a, i) + audit_path_apart(p, i, b) - audit_path_apart(p, a, b);
}

size_t audit_path_best(const struct audit_path *p, size_t place, double *least)
{
    size_t best = 0;
    *least = INFINITY;
    for (size_t u = 0; u + 1 < p->count; u++) {
        if (u == place || u + 1 == place)
            continue;
        double there = audit_path_detour(p, u, place, u + 1);
        if (there < *least) {
            *least = there;
            best = u;
        }
    }
    return best;
}

struct audit_stretch audit_path_stretch(const struct audit_path *p, size_t leave)
{
    struct audit_stretch most = {leave, leave, -INFINITY};
    double out = leave + 1 < p->count ? audit_path_apart(p, leave, leave + 1) : 0;
    for (size_t back = leave + 3; back < p->count; back++) {
        double way = out + audit_path_apart(p, back - 1, back);
        double ratio = log(way / audit_path_apart(p, leave, back));
        if (ratio > most.ratio && isfinite(ratio))
            most = (struct audit_stretch){leave, back, ratio};
    }
    return most;
}
