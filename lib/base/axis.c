#include "base/axis.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Parses the number that `text` begins with, which the character `end` must follow; moves *text
 * behind that character. */
static bool take_number(const char **text, char end, double *value)
{
    char *rest;
    *value = strtod(*text, &rest);
    if (rest == *text || *rest != end || !isfinite(*value))
        return false;
    *text = rest + 1;
    return true;
}

static bool take_count(const char *text, size_t *count)
{
    char *rest;
    errno = 0;
    unsigned long value = strtoul(text, &rest, 10);
    *count = value;
    return *text >= '0' && *text <= '9' && !*rest && !errno && value >= 2 &&
           value <= AXIS_COUNT_MAX;
}

struct error *axis_parse(struct axis *axis, const char *text)
{
    const char *rest = text;
    if (!take_number(&rest, ':', &axis->from) || !take_number(&rest, ':', &axis->to) ||
        !take_count(rest, &axis->count))
        return error_new(
            "%s: not an axis: write FROM:TO:COUNT, such as -1:1:51, COUNT from 2 to %d", text,
            AXIS_COUNT_MAX);
    if (!(axis->from < axis->to) || !isfinite(axis->to - axis->from))
        return error_new("%s: not an axis: make FROM less than TO", text);
    return NULL;
}

double axis_at(const struct axis *axis, size_t i)
{
    const double rounding = 1e-12; /* as a share of the axis: thousands of roundings */
    double last = (double)(axis->count - 1), share = (double)i / last;
    if (i == 0)
        return axis->from;
    if (i == axis->count - 1)
        return axis->to;
    double at = axis->from * (1 - share) + axis->to * share, whole = round(at);
    return fabs(at - whole) <= rounding * (axis->to - axis->from) ? whole : at;
}
