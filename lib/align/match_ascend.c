/* The ascent of weight matching: one permutation at a time. */
#include "align/apply_impl.h"
#include "align/assign_impl.h"
#include "align/inner_impl.h"
#include "align/match_impl.h"
#include "align/unfold_impl.h"
#include "base/size.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct ascent {
    const struct spec *spec;
    match_network a, b;
    struct permutations *p; /* as they stand */
    size_t *order;          /* of permutations */
    bool *known;            /* those that mean something by now */
    float *room;            /* for the largest tensor */
    double least;           /* gain that counts */
};

static struct error *ascent_new(struct ascent *c, bool known)
{
    size_t count = size_max(c->p->count, 1);
    c->room = calloc(inner_room(c->spec), sizeof *c->room);
    c->order = calloc(count, sizeof *c->order);
    c->known = calloc(count, sizeof *c->known);
    if (!c->room || !c->order || !c->known)
        return error_memory("an aligned tensor");
    for (size_t k = 0; k < c->p->count; k++) {
        c->order[k] = k;
        c->known[k] = known;
    }
    return NULL;
}

static void ascent_free(struct ascent *c)
{
    free(c->room);
    free(c->order);
    free(c->known);
}

/* ---- one permutation, the others held ---- */

/* Whether the axes of a tensor but one are fixed, or follow permutations that mean something. */
static bool is_known(const struct ascent *c, const struct spec_tensor *t, size_t but)
{
    for (size_t d = 0; d < t->dims; d++)
        if (d != but && t->axes[d].permutation != SPEC_FIXED && !c->known[t->axes[d].permutation])
            return false;
    return true;
}

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
    for (size_t i = 0; i < c->spec->count; i++) {
        const struct spec_tensor *t = &c->spec->tensors[i];
        for (size_t d = 0; d < t->dims && c->a[i] && c->b[i] && !err; d++)
            if (t->axes[d].permutation == permutation && is_known(c, t, d))
                err = add_axis(c, i, d, s);
    }
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
    return inner_product(c->spec, c->a, c->b, c->p, permutation, c->room, product);
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
    c->known[permutation] = true;
out:
    free(best);
    return err;
}

/* ---- all ---- */

static struct error *sweep(struct ascent *c, uint64_t *random, bool *improved)
{
    struct error *err = NULL;
    *improved = false;
    permutations_shuffle(c->order, c->p->count, random);
    for (size_t k = 0; k < c->p->count && !err; k++)
        err = improve(c, c->order[k], improved);
    return err;
}

struct error *match_ascend(const struct spec *spec, match_network a, match_network b, bool known,
                           uint64_t *random, double least, struct permutations *p, size_t *sweeps)
{
    struct ascent c = {.spec = spec, .a = a, .b = b, .p = p, .least = least};
    struct error *err;
    bool improved;
    TRY(ascent_new(&c, known));
    do {
        TRY(sweep(&c, random, &improved));
        ++*sweeps;
    } while (improved);
out:
    ascent_free(&c);
    return err;
}
