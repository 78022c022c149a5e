#include "align/apply_impl.h"

#include "base/size.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A tensor as nested blocks: an entry of axis d is `stride[d]` bytes, in which lie the axes
 * behind. */
struct mover {
    const struct spec_tensor *tensor;
    size_t but;      /* the axis that stays as it is */
    size_t dims;     /* without the last axes, which stay as they are and move as one */
    size_t **source; /* of each axis: for each entry the one it is taken from */
    size_t *stride;
};

static struct error *mover_new(struct mover *m, const struct spec_tensor *tensor, size_t but)
{
    *m = (struct mover){.tensor = tensor, .but = but, .dims = tensor->dims};
    m->source = calloc(size_max(m->dims, 1), sizeof *m->source);
    m->stride = calloc(size_max(m->dims, 1), sizeof *m->stride);
    return m->source && m->stride ? NULL : error_memory("an aligned tensor");
}

static void mover_free(struct mover *m)
{
    for (size_t d = 0; m->source && d < m->dims; d++)
        free(m->source[d]);
    free(m->source);
    free(m->stride);
}

static bool stays(const struct mover *m, size_t axis)
{
    return axis == m->but || m->tensor->axes[axis].permutation == SPEC_FIXED;
}

/* Entry (o units + u) inner + i comes from (o units + P[u]) inner + i. */
static struct error *list_sources(struct mover *m, size_t d, const struct permutations *p)
{
    const struct spec_axis *axis = &m->tensor->axes[d];
    size_t entries = m->tensor->shape[d];
    size_t *source = m->source[d] = malloc(size_max(entries, 1) * sizeof *source);
    if (!source)
        return error_memory("an aligned axis");
    for (size_t e = 0; e < entries; e++) {
        source[e] = e;
        if (!stays(m, d)) {
            size_t unit = e / axis->inner % p->units[axis->permutation];
            source[e] += (p->at[axis->permutation][unit] - unit) * axis->inner;
        }
    }
    return NULL;
}

/* Where many elements move one by one their size should be known to the compiler. */
#define MOVE_ALL(type)                 \
    for (size_t e = 0; e < count; e++) \
    memcpy(to + e * sizeof(type), from + source[e] * sizeof(type), sizeof(type))

static void move_entries(char *restrict to, const char *restrict from, const size_t *source,
                         size_t count, size_t size)
{
    if (size == sizeof(uint32_t))
        MOVE_ALL(uint32_t);
    else if (size == sizeof(uint16_t))
        MOVE_ALL(uint16_t);
    else if (size == sizeof(uint64_t))
        MOVE_ALL(uint64_t);
    else
        for (size_t e = 0; e < count; e++)
            memcpy(to + e * size, from + source[e] * size, size);
}

static void move_axis(const struct mover *m, size_t d, const char *from, char *to)
{
    size_t stride = m->stride[d];
    if (d + 1 == m->dims) {
        move_entries(to, from, m->source[d], m->tensor->shape[d], stride);
        return;
    }
    for (size_t e = 0; e < m->tensor->shape[d]; e++)
        move_axis(m, d + 1, from + m->source[d][e] * stride, to + e * stride);
}

struct error *apply_but(const struct spec_tensor *tensor, size_t but, const struct permutations *p,
                        size_t size, const void *from, void *to)
{
    struct error *err;
    struct mover m;
    TRY(mover_new(&m, tensor, but));
    while (m.dims > 0 && stays(&m, m.dims - 1))
        size *= tensor->shape[--m.dims];
    for (size_t d = m.dims; d-- > 0;) {
        TRY(list_sources(&m, d, p));
        m.stride[d] = size;
        size *= tensor->shape[d];
    }
    if (m.dims == 0)
        memcpy(to, from, size);
    else
        move_axis(&m, 0, from, to);
out:
    mover_free(&m);
    return err;
}

struct error *apply_permutations(const struct spec_tensor *tensor, const struct permutations *p,
                                 size_t size, const void *from, void *to)
{
    return apply_but(tensor, SPEC_FIXED, p, size, from, to);
}
