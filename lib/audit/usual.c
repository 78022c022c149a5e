#include "audit/usual.h"

#include <math.h>
#include <stdlib.h>

double audit_usual_log_ratio(double ab, double bc, double ac)
{
    double r = (ab + bc) / ac;
    return isfinite(r) && r > 0 ? log(r) : NAN;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle of the numbers that are not NAN, of which there are *known; they are moved and
 * sorted. */
static double median(double *x, size_t count, size_t *known)
{
    *known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(x[i]))
            x[(*known)++] = x[i];
    if (*known == 0)
        return NAN;
    qsort(x, *known, sizeof *x, by_value);
    return x[(*known - 1) / 2];
}

struct audit_usual audit_usual_of(const double *ratio, size_t count, double *room)
{
    struct audit_usual u;
    for (size_t i = 0; i < count; i++)
        room[i] = ratio[i];
    u.median = median(room, count, &u.triples);
    for (size_t i = 0; i < count; i++)
        room[i] = fabs(ratio[i] - u.median);
    u.deviation = median(room, count, &u.triples);
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
