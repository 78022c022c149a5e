#include "audit/usual.h"

#include "audit/median.h"

#include <math.h>

double audit_usual_log_ratio(double ab, double bc, double ac)
{
    double r = (ab + bc) / ac;
    return isfinite(r) && r > 0 ? log(r) : NAN;
}

struct audit_usual audit_usual_of(const double *ratio, size_t count, double *room)
{
    struct audit_usual u;
    for (size_t i = 0; i < count; i++)
        room[i] = ratio[i];
    u.median = audit_median(room, count, &u.triples);
    for (size_t i = 0; i < count; i++)
        room[i] = fabs(ratio[i] - u.median);
    u.deviation = audit_median(room, count, &u.triples);
    if (u.triples < AUDIT_TRIPLES_FEW) {
        u.median = u.triples > 1 ? fmax(u.median, log(2) / 2) : log(2) / 2;
        u.deviation = fmax(u.deviation, 0.2);
    }
    return u;
}

double audit_usual_far_above(const struct audit_usual *u)
{
    return fmax(u->median + fmax(10 * u->deviation, log(2)), log(3));
}

double audit_usual_above(const struct audit_usual *u)
{
    return u->median + fmax(10 * u->deviation, log(1.35));
}
