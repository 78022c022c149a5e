/* What is known of each point of a grid: as many numbers as the first answer had. */
#ifndef PHATE_LANDSCAPE_ANSWERS_H
#define PHATE_LANDSCAPE_ANSWERS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct answers {
    size_t points, count; /* count: of those that are known */
    size_t width;         /* numbers a point; 0 before the first */
    size_t least;         /* width must not be less */
    bool *known;          /* points */
    double *numbers;      /* points x width */
};

/* None is known. The caller frees it. */
struct error *answers_new(struct answers *a, size_t points, size_t least) MUST_CHECK;
void answers_free(struct answers *a);

/* Keeps the numbers of a point; those of one that is known already are replaced. Fails where they
 * are not as many as those of other points, or fewer than `least`. */
struct error *answers_put(struct answers *a, size_t point, const double *numbers,
                          size_t count) MUST_CHECK;

/* How many points have a number that is NaN or infinite. */
size_t answers_nonfinite(const struct answers *a);

#endif
