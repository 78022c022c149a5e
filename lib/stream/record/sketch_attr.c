#include "stream/record/sketch_attr.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct error *sketch_attr_set(struct record *r, size_t numbers, uint64_t seed)
{
    struct error *err;
    TRY(record_attr_set(r, SKETCH_ATTR_NUMBERS, "%zu", numbers));
    TRY(record_attr_set(r, SKETCH_ATTR_SEED, "%" PRIu64, seed));
out:
    return err;
}

bool sketch_attr_given(const struct record *r)
{
    return record_attr(r, SKETCH_ATTR_NUMBERS) != NULL;
}

struct error *sketch_attr_refuse(const struct record *r, const char *what)
{
    if (!sketch_attr_given(r))
        return NULL;
    return error_new("%s: needs the parameters themselves, and these are sketches of %s numbers: "
                     "give snapshots made without --sketch",
                     what, record_attr(r, SKETCH_ATTR_NUMBERS));
}

/* "sketches of 4096 numbers, seed 0". */
enum { SAID_MAX = 160 };
static void say(const struct record *r, char text[SAID_MAX])
{
    const char *seed = record_attr(r, SKETCH_ATTR_SEED);
    if (sketch_attr_given(r))
        snprintf(text, SAID_MAX, "sketches of %.40s numbers, seed %.40s",
                 record_attr(r, SKETCH_ATTR_NUMBERS), seed ? seed : "unknown");
    else
        snprintf(text, SAID_MAX, "snapshots, not sketches");
}

static bool same(const struct record *a, const struct record *b, const char *attr)
{
    const char *x = record_attr(a, attr), *y = record_attr(b, attr);
    return x && y ? strcmp(x, y) == 0 : x == y;
}

struct error *sketch_attr_match(const struct record *a, const char *where, const struct record *b)
{
    char of_a[SAID_MAX], of_b[SAID_MAX];
    if (!sketch_attr_given(a) && !sketch_attr_given(b))
        return NULL;
    if (same(a, b, SKETCH_ATTR_NUMBERS) && same(a, b, SKETCH_ATTR_SEED))
        return NULL;
    say(a, of_a);
    say(b, of_b);
    return error_new("%s: of %s, but the input is of %s: make both with the same --sketch and "
                     "--seed",
                     where, of_a, of_b);
}

struct error *sketch_attr_add(struct record *sum, const struct record *summand)
{
    struct error *err;
    size_t least = SIZE_MAX, numbers = SIZE_MAX;
    TRY(record_attr_size(sum, SKETCH_ATTR_NUMBERS, 1, &least));
    TRY(record_attr_size(summand, SKETCH_ATTR_NUMBERS, 1, &numbers));
    if (numbers < least)
        TRY(record_attr_set(sum, SKETCH_ATTR_NUMBERS, "%zu", numbers));
    if (!same(sum, summand, SKETCH_ATTR_SEED))
        record_attr_remove(sum, SKETCH_ATTR_SEED);
out:
    return err;
}
