#include "evaluation/answers.h"

#include "base/size.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *answers_new(struct answers *a, size_t points, size_t least)
{
    *a = (struct answers){.points = points, .least = least};
    a->known = calloc(points, sizeof *a->known);
    return a->known ? NULL : error_memory("the answers");
}

void answers_free(struct answers *a)
{
    free(a->known);
    free(a->numbers);
    *a = (struct answers){0};
}

static struct error *set_width(struct answers *a, size_t width)
{
    size_t all;
    if (width < a->least)
        return error_new("an answer of %zu numbers, and %zu have names: name fewer (--names), or "
                         "print more",
                         width, a->least);
    if (size_mul(a->points, width, &all))
        a->numbers = calloc(all, sizeof *a->numbers);
    if (!a->numbers)
        return error_memory("the answers");
    a->width = width;
    return NULL;
}

struct error *answers_put(struct answers *a, size_t point, const double *numbers, size_t count)
{
    struct error *err = a->width ? NULL : set_width(a, count);
    if (err)
        return err;
    if (count != a->width)
        return error_new("an answer of %zu numbers, where others have %zu: print as many for each "
                         "snapshot",
                         count, a->width);
    memcpy(a->numbers + point * a->width, numbers, count * sizeof *numbers);
    a->count += !a->known[point];
    a->known[point] = true;
    return NULL;
}

const char *answers_name(const struct strlist *names, size_t index, char usual[ANSWERS_NAME_MAX])
{
    if (names->count > 0)
        return names->at[index];
    if (index == 0)
        return "loss";
    snprintf(usual, ANSWERS_NAME_MAX, "value%zu", index + 1);
    return usual;
}

size_t answers_named(const struct answers *a, const struct strlist *names)
{
    return names->count > 0 ? names->count : a->width;
}

size_t answers_nonfinite(const struct answers *a)
{
    size_t found = 0;
    for (size_t i = 0; i < a->points; i++) {
        bool finite = true;
        for (size_t k = 0; k < a->width; k++)
            finite = finite && isfinite(a->numbers[i * a->width + k]);
        found += a->known[i] && !finite;
    }
    return found;
}
