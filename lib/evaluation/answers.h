/* The answers for a set of points, which are snapshots: per point, as many numbers as the first
 * answer had. */
#ifndef PHATE_EVALUATION_ANSWERS_H
#define PHATE_EVALUATION_ANSWERS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct answers {
    size_t points, count; /* count: the known points */
    size_t width;         /* numbers per point; 0 before the first answer */
    size_t least;         /* the smallest width allowed */
    bool *known;          /* points */
    double *numbers;      /* points x width */
};

/* Makes answers with no point known. The caller frees them. */
struct error *answers_new(struct answers *a, size_t points, size_t least) MUST_CHECK;
void answers_free(struct answers *a);

/* Stores the numbers of a point, or replaces them if the point is known. Fails if there are not as
 * many numbers as at other points, or fewer than `least`. */
struct error *answers_put(struct answers *a, size_t point, const double *numbers,
                          size_t count) MUST_CHECK;

/* How many known points have a number that is NaN or infinite. */
size_t answers_nonfinite(const struct answers *a);

#endif
