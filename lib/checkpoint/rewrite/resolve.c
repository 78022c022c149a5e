#include "checkpoint/rewrite/rewrite.h"

#include <stdlib.h>
#include <string.h>

/* ---- formats ---- */

static struct error *check_format(const struct checkpoint *c)
{
    switch (c->format->rewrite) {
    case REWRITE_PLAIN:
    case REWRITE_ZIP:
        break;
    case REWRITE_PARTS:
        return error_new("%s: an index of shards, whose tensors are in other files: name each of "
                         "those files by itself",
                         c->path);
    case REWRITE_NONE:
        return error_new("%s: %s: changed copies of this format are not made: convert it to "
                         "safetensors, .npz or .pt",
                         c->path, c->format->name);
    }
    return NULL;
}

static struct error *check_factors(const struct checkpoint *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->tensors[i].place.lowrank)
            return error_new("%s: tensor %s: a product of LoRA's factors, which cannot move by "
                             "itself: merge the adapter (merge_and_unload) and save the network",
                             c->path, c->tensors[i].name);
    return NULL;
}

/* ---- strides ---- */

/* Whether each stored element is one element of the tensor: each stride must exceed everything that
 * the smaller strides reach. (Some unusual strides that repeat nothing are refused as well.) */
static bool is_injective(const struct tensor *t)
{
    size_t reach = 1, last = 0; /* the strides up to `last` reach this many elements */
    if (!t->place.strides || t->count == 0)
        return true;
    for (size_t axes = 0; axes < t->dims; axes++) {
        size_t next = SIZE_MAX, size = 1;
        for (size_t i = 0; i < t->dims; i++) {
            size_t stride = t->place.strides[i];
            if (t->shape[i] == 1 || (axes > 0 && stride <= last) || stride > next)
                continue;
            if (stride == next)
                return false;
            next = stride;
            size = t->shape[i];
        }
        if (size == 1)
            return true;
        if (next < reach)
            return false;
        reach += (size - 1) * next;
        last = next;
    }
    return true;
}

static struct error *check_tensor(const struct checkpoint *c, const struct tensor *t)
{
    if (!dtype_is_float(t->place.type))
        return error_new(
            "%s: tensor %s: holds %s: only floating-point numbers can be moved: leave it out",
            c->path, t->name, dtype_name(t->place.type));
    if (!is_injective(t))
        return error_new("%s: tensor %s: repeats its elements (an expanded view), which cannot "
                         "move separately: save it as a contiguous copy, or leave it out",
                         c->path, t->name);
    return NULL;
}

/* ---- arrays that several tensors share ---- */

/* The part of a file, or of a packed entry, that a tensor covers. */
struct extent {
    const struct tensor *tensor;
    uint64_t entry; /* the packed entry's place, or 0 */
    uint64_t begin, end;
    bool *changes;
};

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* By place, then by name. */
static int compare_extents(const void *a, const void *b)
{
    const struct extent *s = a, *t = b;
    int order = compare_u64(s->entry, t->entry);
    if (order == 0)
        order = compare_u64(s->begin, t->begin);
    if (order == 0)
        order = compare_u64(s->end, t->end);
    return order ? order : strcmp(s->tensor->name, t->tensor->name);
}

/* Whether both are the same elements in the same order, and not one the negatives of the other. */
static bool is_same_array(const struct extent *a, const struct extent *b)
{
    const struct tensor *s = a->tensor, *t = b->tensor;
    const size_t *x = s->place.strides, *y = t->place.strides;
    return a->entry == b->entry && a->begin == b->begin && a->end == b->end &&
           s->place.type == t->place.type && s->place.negated == t->place.negated &&
           s->dims == t->dims && memcmp(s->shape, t->shape, s->dims * sizeof *s->shape) == 0 &&
           !x == !y && (!x || memcmp(x, y, s->dims * sizeof *x) == 0);
}

static struct error *error_shared(const struct checkpoint *c, const struct extent *a,
                                  const struct extent *b)
{
    if (is_same_array(a, b))
        return error_new("%s: tensors %s and %s are one array, and only one of them is to move: "
                         "take both, or neither",
                         c->path, a->tensor->name, b->tensor->name);
    return error_new("%s: tensors %s and %s are views of one array, and neither can move by "
                     "itself: save contiguous copies of them, or leave both out",
                     c->path, a->tensor->name, b->tensor->name);
}

static bool overlaps(const struct extent *before, const struct extent *e)
{
    return before && before->entry == e->entry && before->end > e->begin;
}

static const struct extent *further(const struct extent *a, const struct extent *b)
{
    return a && a->entry == b->entry && a->end >= b->end ? a : b;
}

/* In sorted order, two earlier extents are enough to tell whether any earlier extent overlaps the
 * next one: the one that reaches furthest, and the changed one that reaches furthest. */
static struct error *check_shared(const struct checkpoint *c, struct extent *extents, size_t count)
{
    const struct extent *any = NULL, *changed = NULL;
    for (size_t i = 0; i < count; i++) {
        struct extent *e = &extents[i];
        bool same = i > 0 && is_same_array(e, e - 1);
        if (same && *e->changes && changed && is_same_array(e, changed)) {
            *e->changes = false; /* its first name changes it */
            continue;
        }
        if (overlaps(changed, e))
            return error_shared(c, changed, e);
        if (*e->changes && overlaps(any, e))
            return error_shared(c, any, e);
        any = further(any, e);
        if (*e->changes)
            changed = further(changed, e);
    }
    return NULL;
}

static struct error *extent_of(struct extent *e, const struct tensor *t, bool *changes)
{
    struct tensor measured = *t;
    uint64_t bytes;
    struct error *err = tensor_measure(&measured, &bytes);
    uint64_t begin = t->place.packed ? t->place.skip : t->place.offset;
    *e = (struct extent){.tensor = t,
                         .entry = t->place.packed ? t->place.offset : 0,
                         .begin = begin,
                         .end = err ? begin : begin + bytes,
                         .changes = changes};
    return err;
}

struct error *rewrite_resolve(const struct checkpoint *c, bool *changes)
{
    struct error *err;
    size_t count = 0;
    struct extent *extents = NULL;
    TRY(check_format(c));
    TRY(check_factors(c));
    extents = calloc(c->count + 1, sizeof *extents);
    if (!extents)
        TRY(error_memory("the places of tensors"));
    for (size_t i = 0; i < c->count; i++) {
        if (changes[i])
            TRY(check_tensor(c, &c->tensors[i]));
        if (c->tensors[i].count > 0 && !c->tensors[i].unreadable)
            TRY(extent_of(&extents[count++], &c->tensors[i], &changes[i]));
    }
    if (count > 1)
        qsort(extents, count, sizeof *extents, compare_extents);
    TRY(check_shared(c, extents, count));
out:
    free(extents);
    return err;
}
