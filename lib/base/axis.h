/* Evenly spaced positions along a side of a grid. */
#ifndef PHATE_BASE_AXIS_H
#define PHATE_BASE_AXIS_H

#include "base/error.h"

#include <stddef.h>

enum { AXIS_COUNT_MAX = 1 << 20 };

struct axis {
    double from, to; /* the first position and the last; from < to */
    size_t count;    /* 2 or more */
};

/* "FROM:TO:COUNT", such as "-1:1:51". */
struct error *axis_parse(struct axis *axis, const char *text) MUST_CHECK;

/* Position i, 0 <= i < count. The first and the last are exactly `from` and `to`. A position that
 * misses a whole number by rounding alone becomes that number, so that 0 and 1, where a grid meets
 * the snapshots that span it, are met exactly. */
double axis_at(const struct axis *axis, size_t i);

#endif
