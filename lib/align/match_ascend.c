/* The ascent of weight matching: one permutation at a time. */
#include "align/apply_impl.h"
#include "align/assign_impl.h"
#include "align/match_impl.h"
#include "align/unfold_impl.h"
#include "base/random.h"
#include "base/size.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct ascent {
    const struct spec *spec;
    match_network a, b;
    struct permutations *p; /* as they stand */
    size_t *order;          /* of permutations */
    float *room;            /* for the largest tensor */
    double least;           /* gain that counts */
};

static struct error *ascent_new(struct ascent *c)
{
    size_t count = size_max(c->p->count, 1);
    c->room = calloc(match_room(c->spec), sizeof *c->room);
    c->order = calloc(count, sizeof *c->order);
    if (!c->room || !c->order)
        return error_memory("an aligned tensor");
    for (size_t k = 0; k < c->p->count; k++)
        c->order[k] = k;
    return NULL;
}

static void ascent_free(struct ascent *c)
{
    free(c->room);
    free(c->order);
}

/* ---- one permutation, the others held ---- */

/* Adds to S what one axis has of it. */
static struct error *add_axis(struct ascent *c, size_t tensor, size_t axis, struct matrix *s)
{
    const struct spec_tensor *t = &c->spec->tensors[tensor];
    struct unfold view = unfold_axis(t, axis);
    struct error *err = apply_but(t, axis, c->p, sizeof *c->room, c->b[tensor], c->room);
    return err ? err : unfold_add_products(&view, c->a[tensor], c->room, s);
}

static struct error *add_axes(struct ascent *c, size_t permutation, struct matrix *s)
{
    struct error *err = NULL;
    for (size_t i = 0; i < c->spec->count; i++)
        for (size_t d = 0; d < c->spec->tensors[i].dims && !err; d++)
            if (c->a[i] && c->b[i] && c->spec->tensors[i].axes[d].permutation == permutation)
                err = add_axis(c, i, d, s);
    return err;
}

static struct error *best_for(struct ascent *c, size_t permutation, size_t *best)
{
    size_t units = c->p->units[permutation];
    struct matrix s = {0};
    struct error *err;
    TRY(matrix_new(&s, units, units));
    TRY(add_axes(c, permutation, &s));
    TRY(assign_best(&s, best));
out:
    matrix_free(&s);
    return err;
}

static struct error *product_of(struct ascent *c, size_t permutation, double *product)
{
    return match_product(c->spec, c->a, c->b, c->p, permutation, c->room, product);
}

static void swap(size_t **x, size_t **y)
{
    size_t *old = *x;
    *x = *y;
    *y = old;
}

/* Where two axes of a tensor follow the permutation the sum of S is not all that changes, so the
 * objective itself decides. */
static struct error *improve(struct ascent *c, size_t permutation, bool *improved)
{
    size_t *best = malloc(size_max(c->p->units[permutation], 1) * sizeof *best);
    double before, after;
    struct error *err = NULL;
    if (!best)
        return error_memory("a permutation");
    TRY(best_for(c, permutation, best));
    TRY(product_of(c, permutation, &before));
    swap(&best, &c->p->at[permutation]);
    TRY(product_of(c, permutation, &after));
    if (after > before + c->least)
        *improved = true;
    else
        swap(&best, &c->p->at[permutation]);
out:
    free(best);
    return err;
}

/* ---- all ---- */

static void shuffle(size_t *order, size_t count, uint64_t *random)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = random_below(random, i), old = order[i - 1];
        order[i - 1] = order[j];
        order[j] = old;
    }
}

static struct error *sweep(struct ascent *c, uint64_t *random, bool *improved)
{
    struct error *err = NULL;
    *improved = false;
    shuffle(c->order, c->p->count, random);
    for (size_t k = 0; k < c->p->count && !err; k++)
        err = improve(c, c->order[k], improved);
    return err;
}

struct error *match_ascend(const struct spec *spec, match_network a, match_network b,
                           uint64_t *random, double least, struct permutations *p, size_t *sweeps)
{
    struct ascent c = {.spec = spec, .a = a, .b = b, .p = p, .least = least};
    struct error *err;
    bool improved;
    TRY(ascent_new(&c));
    do {
        TRY(sweep(&c, random, &improved));
        ++*sweeps;
    } while (improved);
out:
    ascent_free(&c);
    return err;
}
