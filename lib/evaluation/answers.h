/* The answers for a set of points, which are snapshots: per point, as many numbers as the first
 * answer had. */
#ifndef PHATE_EVALUATION_ANSWERS_H
#define PHATE_EVALUATION_ANSWERS_H

#include "base/error.h"
#include "base/text/strlist.h"

#include "evaluation/prediction_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answers {
    size_t points, count; /* count: the known points */
    size_t width;         /* numbers per point; 0 before the first answer */
    size_t least;         /* the smallest width allowed */
    bool *known;          /* points */
    double *numbers;      /* points x width */
    const uint64_t *keys; /* what the journal calls the points; set by the caller, and different;
                             NULL: their numbers */
    struct prediction_store *predictions; /* set by the caller; NULL: they are not kept */
};

/* Makes answers with no point known. The caller frees them. */
struct error *answers_new(struct answers *a, size_t points, size_t least) MUST_CHECK;
void answers_free(struct answers *a);

/* Stores the numbers of a point, or replaces them if the point is known. Fails if there are not as
 * many numbers as at other points, or fewer than `least`. */
struct error *answers_put(struct answers *a, size_t point, const double *numbers,
                          size_t count) MUST_CHECK;

/* What an answer's number is called: names[index], or, without names, "loss", "value2", ... A
 * caller with names asks for no more than these. */
enum { ANSWERS_NAME_MAX = 32 };
const char *answers_name(const struct strlist *names, size_t index, char usual[ANSWERS_NAME_MAX]);

/* The numbers that are called something. */
size_t answers_named(const struct answers *a, const struct strlist *names);

/* How many known points have a number that is NaN or infinite. */
size_t answers_nonfinite(const struct answers *a);

#endif
