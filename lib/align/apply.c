#include "align/apply.h"

#include "base/size.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A tensor as nested blocks: an entry of axis d is `stride[d]` bytes, in which lie the axes behind. */
struct mover {
    size_t dims;         /* without the last axes, which are fixed and move as one */
    const size_t *shape; /* of all axes */
    size_t **source;     /* of each axis: for each entry the one it is taken from */
    size_t *stride;
};

static struct error *mover_new(struct mover *m, const struct spec_tensor *tensor)
{
    *m = (struct mover){.dims = tensor->dims, .shape = tensor->shape};
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

/* Entry (o units + u) inner + i comes from (o units + P[u]) inner + i. */
static struct error *list_sources(size_t **source, const struct spec_axis *axis, size_t entries,
                                  const struct permutations *p)
{
    size_t *list = malloc(size_max(entries, 1) * sizeof *list);
    if (!list)
        return error_memory("an aligned axis");
    for (size_t e = 0; e < entries; e++) {
        list[e] = e;
        if (axis->permutation != SPEC_FIXED) {
            size_t unit = e / axis->inner % p->units[axis->permutation];
            size_t moved = p->at[axis->permutation][unit];
            list[e] = e + moved * axis->inner - unit * axis->inner;
        }
    }
    *source = list;
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
        move_entries(to, from, m->source[d], m->shape[d], stride);
        return;
    }
    for (size_t e = 0; e < m->shape[d]; e++)
        move_axis(m, d + 1, from + m->source[d][e] * stride, to + e * stride);
}

struct error *apply_permutations(const struct spec_tensor *tensor, const struct permutations *p,
                                 size_t size, const void *from, void *to)
{
    struct error *err;
    struct mover m;
    TRY(mover_new(&m, tensor));
    while (m.dims > 0 && tensor->axes[m.dims - 1].permutation == SPEC_FIXED)
        size *= m.shape[--m.dims];
    for (size_t d = m.dims; d-- > 0;) {
        TRY(list_sources(&m.source[d], &tensor->axes[d], m.shape[d], p));
        m.stride[d] = size;
        size *= m.shape[d];
    }
    if (m.dims == 0)
        memcpy(to, from, size);
    else
        move_axis(&m, 0, from, to);
out:
    mover_free(&m);
    return err;
}
