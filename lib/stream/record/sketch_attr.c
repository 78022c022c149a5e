#include "stream/record/sketch_attr.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct error *sketch_attr_set(struct record *r, size_t numbers, uint64_t seed,
                              const uint64_t *tensors)
{
    struct error *err;
    TRY(record_attr_set(r, SKETCH_ATTR_NUMBERS, "%zu", numbers));
    TRY(record_attr_set(r, SKETCH_ATTR_SEED, "%" PRIu64, seed));
    if (tensors)
        TRY(sketch_attr_set_tensors(r, *tensors));
out:
    return err;
}

struct error *sketch_attr_set_tensors(struct record *r, uint64_t tensors)
{
    return record_attr_set(r, SKETCH_ATTR_TENSORS, "%016" PRIx64, tensors);
}

struct error *sketch_attr_seed(const struct record *r, uint64_t *seed)
{
    const char *text = record_attr(r, SKETCH_ATTR_SEED);
    errno = 0;
    uint64_t number = text ? strtoull(text, NULL, 10) : 0;
    if (text && (!*text || text[strspn(text, "0123456789")] || errno == ERANGE))
        return error_new("attribute " SKETCH_ATTR_SEED ": '%.40s' is not a whole number from 0 to "
                         "2^64 - 1: make the sketches with another seed",
                         text);
    *seed = text ? number : *seed;
    return NULL;
}

struct error *sketch_attr_tensors(const struct record *r, uint64_t *tensors, bool *given)
{
    const char *text = record_attr(r, SKETCH_ATTR_TENSORS);
    *given = text != NULL;
    if (text && (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16))
        return error_new("attribute " SKETCH_ATTR_TENSORS ": '%.40s' is not 16 hexadecimal digits: "
                         "correct it, or leave the attribute out",
                         text);
    *tensors = text ? strtoull(text, NULL, 16) : 0;
    return NULL;
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
    const char *tensors = record_attr(a, SKETCH_ATTR_TENSORS);
    if (!sketch_attr_given(a) && !sketch_attr_given(b))
        return NULL;
    bool alike = same(a, b, SKETCH_ATTR_NUMBERS) && same(a, b, SKETCH_ATTR_SEED);
    if (alike && tensors && record_attr(b, SKETCH_ATTR_TENSORS) && !same(a, b, SKETCH_ATTR_TENSORS))
        return error_new("%s: sketches of other tensors than those of the input: give both the "
                         "same tensors, under the same names",
                         where);
    if (alike)
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
    if (!same(sum, summand, SKETCH_ATTR_TENSORS))
        record_attr_remove(sum, SKETCH_ATTR_TENSORS);
out:
    return err;
}
