#include "checkpoint/place.h"

#include <stdlib.h>
#include <string.h>

void place_part_free(struct place_part *part)
{
    free(part->first);
    free(part->place.strides);
}

void place_assembly_free(struct assembly *assembly)
{
    for (size_t i = 0; assembly && i < assembly->count; i++)
        place_part_free(&assembly->parts[i]);
    if (assembly)
        free(assembly->parts);
    free(assembly);
}

static void lowrank_free(struct lowrank *lowrank)
{
    if (lowrank) {
        free(lowrank->left.strides);
        free(lowrank->right.strides);
    }
    free(lowrank);
}

void place_free(struct place *place)
{
    free(place->strides);
    place_assembly_free(place->assembly);
    lowrank_free(place->lowrank);
}

static bool same_strides(const size_t *a, const size_t *b, size_t dims)
{
    if (!a || !b)
        return a == b;
    return memcmp(a, b, dims * sizeof *a) == 0;
}

bool place_same_box(const struct place_part *a, const struct place_part *b, size_t dims)
{
    return memcmp(a->first, b->first, 2 * dims * sizeof *a->first) == 0;
}

static bool same_run(const struct place *a, const struct place *b, size_t dims)
{
    return a->type == b->type && a->swapped == b->swapped && a->negated == b->negated &&
           a->packed == b->packed && a->file == b->file && a->check == b->check &&
           a->offset == b->offset && a->skip == b->skip && a->size == b->size &&
           same_strides(a->strides, b->strides, dims);
}

static bool same_parts(const struct assembly *a, const struct assembly *b, size_t dims)
{
    if (!a || !b || a->count != b->count)
        return a == b;
    for (size_t i = 0; i < a->count; i++)
        if (!place_same_box(&a->parts[i], &b->parts[i], dims) ||
            !same_run(&a->parts[i].place, &b->parts[i].place, dims))
            return false;
    return true;
}

static bool same_factors(const struct lowrank *a, const struct lowrank *b)
{
    if (!a || !b)
        return a == b;
    return a->rank == b->rank && memcmp(&a->scale, &b->scale, sizeof a->scale) == 0 &&
           same_run(&a->left, &b->left, 2) && same_run(&a->right, &b->right, 2);
}

bool place_equal(const struct place *a, const struct place *b, size_t dims)
{
    return same_run(a, b, dims) && same_parts(a->assembly, b->assembly, dims) &&
           same_factors(a->lowrank, b->lowrank);
}
