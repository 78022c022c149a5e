#include "checkpoint/tensor.h"

#include "base/size.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tensor_free(struct tensor *t)
{
    free(t->name);
    free(t->shape);
    free(t->unreadable);
    place_free(&t->place);
    *t = (struct tensor){0};
}

bool tensor_name_is_path(const char *name)
{
    return strpbrk(name, "./[") != NULL;
}

bool tensor_same_shape(const struct tensor *a, const struct tensor *b)
{
    return a->dims == b->dims && memcmp(a->shape, b->shape, a->dims * sizeof *a->shape) == 0;
}

void tensor_shape_text(const struct tensor *t, char *text, size_t room)
{
    size_t used = (size_t)snprintf(text, room, "[");
    for (size_t i = 0; i < t->dims && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%zu", i ? ", " : "", t->shape[i]);
    if (used < room)
        snprintf(text + used, room - used, "]");
}

struct error *tensor_init(struct tensor *t, const char *name, const size_t *shape, size_t dims)
{
    if (dims > TENSOR_DIMS_MAX)
        return error_new("tensor %s: has %zu dimensions, at most %d are read: reshape it", name,
                         dims, TENSOR_DIMS_MAX);
    t->name = strdup(name);
    t->shape = calloc(dims + 1, sizeof *t->shape);
    if (!t->name || !t->shape)
        return error_memory("the description of a tensor");
    t->dims = dims;
    for (size_t i = 0; i < dims; i++)
        t->shape[i] = shape[i];
    return NULL;
}

struct error *tensor_set_fortran(struct tensor *t)
{
    size_t stride = 1;
    t->place.strides = calloc(t->dims + 1, sizeof *t->place.strides);
    if (!t->place.strides)
        return error_memory("the description of a tensor");
    for (size_t i = 0; i < t->dims; i++) {
        t->place.strides[i] = stride;
        if (!size_mul(stride, t->shape[i], &stride))
            stride = 0; /* tensor_measure refuses the shape */
    }
    return NULL;
}

/* Elements from the first to the last, with the gaps between them. */
static bool tensor_extent(const struct tensor *t, size_t *extent)
{
    const size_t *strides = t->place.strides;
    *extent = t->count;
    if (!strides || t->count == 0)
        return true;
    *extent = 1;
    for (size_t i = 0, length; i < t->dims; i++)
        if (!size_mul(t->shape[i] - 1, strides[i], &length) || !size_add(*extent, length, extent))
            return false;
    return true;
}

struct error *tensor_measure(struct tensor *t, uint64_t *bytes)
{
    size_t size;
    char shape[128];
    bool fits = true;
    t->count = 1;
    for (size_t i = 0; i < t->dims && fits; i++)
        fits = size_mul(t->count, t->shape[i], &t->count);
    if (!fits || !tensor_extent(t, &size) || !size_mul(size, dtype_size(t->place.type), &size)) {
        tensor_shape_text(t, shape, sizeof shape);
        return error_new("tensor %s: shape %s overflows: damaged, or made up: write the file again",
                         t->name, shape);
    }
    *bytes = size;
    return NULL;
}

struct error *tensor_check(struct tensor *t, uint64_t size, uint64_t *bytes)
{
    uint64_t span = 0;
    char shape[128];
    struct error *err = tensor_measure(t, &span);
    if (err)
        return err;
    tensor_shape_text(t, shape, sizeof shape);
    if (!t->place.packed && (t->place.offset > size || span > size - t->place.offset))
        return error_new("tensor %s: %s of %s is %" PRIu64 " bytes at %" PRIu64
                         ", but the file ends at %" PRIu64
                         ": cut short or damaged: write the file again",
                         t->name, dtype_name(t->place.type), shape, span, t->place.offset, size);
    if (!t->place.packed && t->count > size)
        return error_new("tensor %s: shape %s repeats few elements too often for a file of %" PRIu64
                         " bytes: damaged, or made up: write the file again",
                         t->name, shape, size);
    if (bytes)
        *bytes = span;
    return NULL;
}
