/* What is usual of r in a run, of the whole snapshots or of one tensor.
 *
 * Of three successive snapshots a, b, c let r = (d(a,b) + d(b,c)) / d(a,c): 1 on a straight path,
 * 1.4 in a random walk, 2 where snapshots scatter about one place, more where steps swing back and
 * forth. So a run is compared with itself: log r with its median m, in units of its median absolute
 * deviation s. Fewer than 8 triples do not tell: then m is that of 1.4 at least, of a single triple
 * that of 1.4, and s is 0.2 at least. */
#ifndef PHATE_AUDIT_USUAL_H
#define PHATE_AUDIT_USUAL_H

#include <stddef.h>

struct audit_usual {
    double median, deviation; /* of log r */
    size_t triples;
};

/* Below so many triples the run does not tell what is usual. */
enum { AUDIT_TRIPLES_FEW = 8 };

/* log r; NAN where there is none, as where a step is 0 or not finite. */
double audit_usual_log_ratio(double ab, double bc, double ac);

/* Of the numbers that are not NAN; `room` has `count` places. */
struct audit_usual audit_usual_of(const double *ratio, size_t count, double *room);

/* Where log r is so high that b is taken to have left the path: above the median by more than 10 s
 * and by log 2 at least, and above log 3. And where it is high: by more than 10 s and by log
 * 1.35. */
double audit_usual_far_above(const struct audit_usual *u);
double audit_usual_above(const struct audit_usual *u);

#endif
