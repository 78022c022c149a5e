#include "align/permutations.h"

#include "base/random.h"
#include "base/size.h"

#include <stdlib.h>

/* All entries 0; frees what it has made where it fails. */
static struct error *permutations_new(struct permutations *p, size_t count)
{
    *p = (struct permutations){.count = count};
    p->units = calloc(size_max(count, 1), sizeof *p->units);
    p->at = calloc(size_max(count, 1), sizeof *p->at);
    if (p->units && p->at)
        return NULL;
    permutations_free(p);
    return error_memory("permutations");
}

static struct error *set_units(struct permutations *p, size_t index, size_t units)
{
    p->units[index] = units;
    p->at[index] = calloc(size_max(units, 1), sizeof *p->at[index]);
    return p->at[index] ? NULL : error_memory("a permutation");
}

static struct error *new_like(struct permutations *p, const struct permutations *like)
{
    struct error *err = permutations_new(p, like->count);
    for (size_t k = 0; !err && k < like->count; k++)
        err = set_units(p, k, like->units[k]);
    if (err)
        permutations_free(p);
    return err;
}

struct error *permutations_identity(struct permutations *p, const struct spec *spec)
{
    struct error *err;
    TRY(permutations_new(p, spec->permutation_count));
    for (size_t k = 0; k < p->count; k++) {
        TRY(set_units(p, k, spec->permutations[k].units));
        for (size_t i = 0; i < p->units[k]; i++)
            p->at[k][i] = i;
    }
out:
    if (err)
        permutations_free(p);
    return err;
}

struct error *permutations_inverse(struct permutations *inverse, const struct permutations *p)
{
    struct error *err = new_like(inverse, p);
    for (size_t k = 0; !err && k < p->count; k++)
        for (size_t i = 0; i < p->units[k]; i++)
            inverse->at[k][p->at[k][i]] = i;
    return err;
}

struct error *permutations_compose(struct permutations *both, const struct permutations *first,
                                   const struct permutations *second)
{
    struct error *err = new_like(both, first);
    for (size_t k = 0; !err && k < first->count; k++)
        for (size_t i = 0; i < first->units[k]; i++)
            both->at[k][i] = second->at[k][first->at[k][i]];
    return err;
}

void permutations_shuffle(size_t *list, size_t count, uint64_t *random)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = random_below(random, i), last = list[i - 1];
        list[i - 1] = list[j];
        list[j] = last;
    }
}

struct error *permutations_disturb(struct permutations *near, const struct permutations *p,
                                   uint64_t *random)
{
    enum { ONE_OF = 10 };
    struct error *err = new_like(near, p);
    for (size_t k = 0; !err && k < p->count; k++) {
        for (size_t i = 0; i < p->units[k]; i++)
            near->at[k][i] = p->at[k][i];
        for (size_t i = 0; i < p->units[k]; i++) {
            if (random_below(random, ONE_OF) > 0)
                continue;
            size_t j = random_below(random, p->units[k]), moved = near->at[k][i];
            near->at[k][i] = near->at[k][j];
            near->at[k][j] = moved;
        }
    }
    return err;
}

size_t permutations_moved(const struct permutations *p)
{
    size_t moved = 0;
    for (size_t k = 0; k < p->count; k++)
        for (size_t i = 0; i < p->units[k]; i++)
            moved += p->at[k][i] != i;
    return moved;
}

void permutations_free(struct permutations *p)
{
    for (size_t k = 0; p->at && k < p->count; k++)
        free(p->at[k]);
    free(p->at);
    free(p->units);
    *p = (struct permutations){0};
}
