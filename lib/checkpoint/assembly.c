#include "checkpoint/assembly.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* ---- parts ---- */

/* Room for one more part; the room is always a power of two. */
static struct error *make_room(struct place *place)
{
    if (!place->assembly)
        place->assembly = calloc(1, sizeof *place->assembly);
    struct assembly *a = place->assembly;
    if (!a)
        return error_memory("the parts of a tensor");
    if ((a->count & (a->count - 1)) != 0)
        return NULL;
    struct place_part *parts = reallocarray(a->parts, a->count ? 2 * a->count : 1, sizeof *parts);
    if (!parts)
        return error_memory("the parts of a tensor");
    a->parts = parts;
    return NULL;
}

static struct error *check_box(const struct tensor *t, const size_t *first, const size_t *size,
                               size_t *count)
{
    *count = 1;
    for (size_t i = 0; i < t->dims; i++) {
        if (first[i] > t->shape[i] || size[i] > t->shape[i] - first[i])
            return error_new("tensor %s: a part at %zu of %zu reaches beyond dimension %zu, which "
                             "has %zu: damaged: write the checkpoint again",
                             t->name, first[i], size[i], i, t->shape[i]);
        if (!size_mul(*count, size[i], count))
            return error_new("tensor %s: a part's size overflows: damaged: write the checkpoint "
                             "again",
                             t->name);
    }
    return NULL;
}

static struct error *check_type(struct tensor *t, enum dtype type)
{
    if (!t->place.assembly)
        t->place.type = type;
    if (t->place.type == type)
        return NULL;
    return error_new("tensor %s: its parts are %s and %s: damaged: write the checkpoint again",
                     t->name, dtype_name(t->place.type), dtype_name(type));
}

struct error *assembly_add(struct tensor *t, const size_t *first, const size_t *size,
                           struct place *place)
{
    struct error *err;
    struct place_part part = {.place = *place};
    place->strides = NULL;
    TRY(check_type(t, part.place.type));
    TRY(check_box(t, first, size, &part.count));
    TRY(make_room(&t->place));
    if (part.count == 0)
        goto out;
    part.first = calloc(2 * t->dims + 1, sizeof *part.first);
    if (!part.first)
        TRY(error_memory("the parts of a tensor"));
    part.size = part.first + t->dims;
    for (size_t i = 0; i < t->dims; i++) {
        part.first[i] = first[i];
        part.size[i] = size[i];
    }
    t->place.assembly->parts[t->place.assembly->count++] = part;
    return NULL;
out:
    free(part.place.strides);
    return err;
}

struct error *assembly_move(struct tensor *t, struct tensor *from, size_t file)
{
    struct error *err;
    struct assembly *a = from->place.assembly;
    TRY(check_type(t, from->place.type));
    TRY(make_room(&t->place));
    while (a->count > 0) {
        TRY(make_room(&t->place));
        struct place_part *part = &t->place.assembly->parts[t->place.assembly->count++];
        *part = a->parts[--a->count];
        part->place.file += (uint32_t)file;
    }
out:
    return err;
}

/* ---- the whole ---- */

static int compare_parts(const void *a, const void *b, void *dims)
{
    const struct place_part *s = a, *t = b;
    int order = memcmp(s->first, t->first, 2 * *(size_t *)dims * sizeof *s->first);
    return order ? order : (s->place.file > t->place.file) - (s->place.file < t->place.file);
}

void assembly_drop_copies(struct tensor *t)
{
    struct assembly *a = t->place.assembly;
    size_t kept = 0;
    if (a->count > 1)
        qsort_r(a->parts, a->count, sizeof *a->parts, compare_parts, &t->dims);
    for (size_t i = 0; i < a->count; i++)
        if (kept > 0 && place_same_box(&a->parts[kept - 1], &a->parts[i], t->dims))
            place_part_free(&a->parts[i]);
        else
            a->parts[kept++] = a->parts[i];
    a->count = kept;
}

/* The dimensions along which a tensor is cut. */
struct cuts {
    size_t count;
    size_t dim[ASSEMBLY_CUTS];
};

static bool is_cut(const struct tensor *t, size_t dim)
{
    const struct assembly *a = t->place.assembly;
    for (size_t i = 0; i < a->count; i++)
        if (a->parts[i].size[dim] != t->shape[dim])
            return true;
    return false;
}

static struct error *find_cuts(const struct tensor *t, struct cuts *cuts)
{
    cuts->count = 0;
    for (size_t i = 0; i < t->dims; i++) {
        if (!is_cut(t, i))
            continue;
        if (cuts->count == ASSEMBLY_CUTS)
            return error_new("tensor %s: cut along more than %d dimensions, which is not read: "
                             "gather it before it is saved",
                             t->name, ASSEMBLY_CUTS);
        cuts->dim[cuts->count++] = i;
    }
    return NULL;
}

struct corner {
    size_t at[ASSEMBLY_CUTS];
};

static int compare_corners(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct corner));
}

/* Appends the corners of a box. */
static void add_corners(struct corner **to, const size_t *first, const size_t *size,
                        const struct cuts *cuts)
{
    for (size_t which = 0; which < (size_t)1 << cuts->count; which++) {
        struct corner corner = {{0}};
        for (size_t i = 0; i < cuts->count; i++)
            corner.at[i] = first[cuts->dim[i]] + (which >> i & 1 ? size[cuts->dim[i]] : 0);
        *(*to)++ = corner;
    }
}

/* Whether each point is there an even number of times. */
static bool cancel(struct corner *corners, size_t count)
{
    qsort(corners, count, sizeof *corners, compare_corners);
    for (size_t i = 0; i < count; i += 2)
        if (i + 1 == count || compare_corners(&corners[i], &corners[i + 1]) != 0)
            return false;
    return true;
}

/* The corners of boxes, each counted modulo 2, determine which elements are in an odd number of
 * boxes (they are the mixed difference of that function). So if the parts' corners and the whole's
 * cancel, each element is in an odd number of parts; and if besides the counts add up, in one. */
static struct error *check_corners(const struct tensor *t, bool *whole)
{
    struct error *err;
    struct cuts cuts;
    const struct assembly *a = t->place.assembly;
    const size_t origin[TENSOR_DIMS_MAX] = {0};
    TRY(find_cuts(t, &cuts));
    size_t count = (a->count + 1) << cuts.count;
    struct corner *corners = calloc(count, sizeof *corners), *end = corners;
    if (!corners)
        return error_memory("the corners of a tensor's parts");
    add_corners(&end, origin, t->shape, &cuts);
    for (size_t i = 0; i < a->count; i++)
        add_corners(&end, a->parts[i].first, a->parts[i].size, &cuts);
    *whole = cancel(corners, count);
    free(corners);
out:
    return err;
}

/* The elements of all parts, if any; SIZE_MAX if the number overflows. */
static size_t count_elements(const struct assembly *a)
{
    size_t sum = 0;
    for (size_t i = 0; a && i < a->count; i++)
        if (!size_add(sum, a->parts[i].count, &sum))
            return SIZE_MAX;
    return sum;
}

/* The place of a tensor in parts is that of its first part, so that places tell tensors apart. A
 * part that is the whole tensor becomes its place. An empty tensor has a place without elements. */
static void set_place(struct tensor *t)
{
    struct assembly *a = t->place.assembly;
    struct place place = {.type = a ? t->place.type : DTYPE_F32};
    if (a && a->count > 1) {
        t->place.file = a->parts[0].place.file;
        t->place.offset = a->parts[0].place.offset;
        return;
    }
    if (a && a->count == 1) {
        place = a->parts[0].place;
        a->parts[0].place.strides = NULL;
    }
    place_assembly_free(a);
    t->place = place;
}

struct error *assembly_finish(struct tensor *t)
{
    struct error *err = NULL;
    uint64_t bytes;
    bool whole;
    TRY(tensor_measure(t, &bytes));
    whole = t->count == 0;
    size_t count = count_elements(t->place.assembly);
    if (count < t->count)
        return error_new("tensor %s: its parts have %zu of %zu elements: a part is missing: write "
                         "the checkpoint again",
                         t->name, count, t->count);
    if (count == t->count && !whole)
        TRY(check_corners(t, &whole));
    if (!whole)
        return error_new("tensor %s: its parts overlap: damaged: write the checkpoint again",
                         t->name);
    set_place(t);
out:
    return err;
}
