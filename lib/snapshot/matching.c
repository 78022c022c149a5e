#include "snapshot/matching.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t none = (size_t)-1;

static struct error *error_names(void)
{
    return error_memory("the names of tensors");
}

/* ---- pairs ---- */

/* Pairs of compared tensors, by index from both sides; `none` where a tensor has no partner. */
struct pairs {
    size_t *of_first, *of_other;
    size_t first_count, other_count;
};

static struct error *pairs_new(struct pairs *p, size_t first_count, size_t other_count)
{
    *p = (struct pairs){calloc(first_count + 1, sizeof *p->of_first),
                        calloc(other_count + 1, sizeof *p->of_other), first_count, other_count};
    return p->of_first && p->of_other ? NULL : error_names();
}

static void pairs_free(struct pairs *p)
{
    free(p->of_first);
    free(p->of_other);
}

static void pairs_clear(struct pairs *p)
{
    memset(p->of_first, 0xff, p->first_count * sizeof *p->of_first); /* none */
    memset(p->of_other, 0xff, p->other_count * sizeof *p->of_other);
}

/* Pairs the tensors that have a name in common; a tensor keeps the first partner that it gets. */
static void pairs_join(struct pairs *p, const struct matching_names *first,
                       const struct matching_names *other)
{
    pairs_clear(p);
    for (size_t i = 0, k = 0; i < first->count && k < other->count;) {
        int order = strcmp(first->at[i].name, other->at[k].name);
        size_t a = first->at[i].index, b = other->at[k].index;
        if (order == 0 && p->of_first[a] == none && p->of_other[b] == none) {
            p->of_first[a] = b;
            p->of_other[b] = a;
        }
        i += order <= 0;
        k += order >= 0;
    }
}

/* The first tensor without a partner, from `at` on; `count` if there is none. */
static size_t next_alone(const size_t *partners, size_t count, size_t at)
{
    while (at < count && partners[at] != none)
        at++;
    return at;
}

static bool pairs_complete(const struct pairs *p)
{
    return next_alone(p->of_first, p->first_count, 0) == p->first_count &&
           next_alone(p->of_other, p->other_count, 0) == p->other_count;
}

/* ---- differences ---- */

/* A file's compared tensors, in the order of their names. */
struct side {
    const char *path;
    const struct tensor **at;
    size_t count;
    const struct matching_names *names;
};

/* Whether the tensors without a partner have the same shapes in both files, in the same order. */
static bool differ_in_names_only(const struct side *first, const struct side *other,
                                 const struct pairs *p)
{
    for (size_t i = 0, k = 0;; i++, k++) {
        i = next_alone(p->of_first, first->count, i);
        k = next_alone(p->of_other, other->count, k);
        if (i == first->count || k == other->count)
            return i == first->count && k == other->count;
        if (!tensor_same_shape(first->at[i], other->at[k]))
            return false;
    }
}

/* A tensor that one file has, but not the other. */
static struct error *error_lacks(const struct side *with, const struct side *without,
                                 const struct tensor *t, bool names_only)
{
    const struct matching_name *twin = matching_names_find(without->names, t->name);
    if (twin)
        return error_new("%s: tensor %s: is tied to %s, but a tensor by itself in %s: leave it out "
                         "(--exclude)",
                         without->path, t->name, without->at[twin->index]->name, with->path);
    return error_new("%s: has no tensor %s, but %s has it: %s, or leave the tensor out (--exclude)",
                     without->path, t->name, with->path,
                     names_only ? "the shapes agree, so make the names agree (--rename)"
                                : "compare networks of one shape");
}

static struct error *error_shapes_differ(const struct side *first, const struct side *other,
                                         const struct tensor *a, const struct tensor *b)
{
    char shape[128], other_shape[128];
    tensor_shape_text(a, shape, sizeof shape);
    tensor_shape_text(b, other_shape, sizeof other_shape);
    if (strcmp(a->name, b->name) == 0)
        return error_new("%s: tensor %s: is %s, but %s in %s: compare networks of one shape, or "
                         "leave the tensor out (--exclude)",
                         other->path, b->name, other_shape, shape, first->path);
    return error_new("%s: tensor %s: is %s, but %s, which has its place in %s, is %s: compare "
                     "networks of one shape, or make the names agree (--rename)",
                     other->path, b->name, other_shape, a->name, first->path, shape);
}

/* The first difference by name: NULL if there is none. */
static struct error *compare(const struct side *first, const struct side *other,
                             const struct pairs *p)
{
    size_t lost = next_alone(p->of_first, p->first_count, 0);
    size_t extra = next_alone(p->of_other, p->other_count, 0), i = 0;
    const struct tensor *missing = lost < first->count ? first->at[lost] : NULL;
    bool is_extra =
        extra < other->count && (!missing || strcmp(other->at[extra]->name, missing->name) < 0);
    if (is_extra)
        missing = other->at[extra];
    while (i < lost && tensor_same_shape(first->at[i], other->at[p->of_first[i]]))
        i++;
    if (i < lost && (!missing || strcmp(first->at[i]->name, missing->name) < 0))
        return error_shapes_differ(first, other, first->at[i], other->at[p->of_first[i]]);
    if (!missing)
        return NULL;
    bool names_only = differ_in_names_only(first, other, p);
    return is_extra ? error_lacks(other, first, missing, names_only)
                    : error_lacks(first, other, missing, names_only);
}

/* ---- matching ---- */

static struct error *note_order(const struct side *first, const struct side *other, char **by_order)
{
    struct error *err;
    char *parts = NULL;
    TRY(counted_names_compare(&first->names->counted, &other->names->counted, &parts));
    if (asprintf(by_order, "%s: %s of %s, by order", other->path, parts, first->path) < 0) {
        *by_order = NULL;
        err = error_names();
    }
out:
    free(parts);
    return err;
}

/* Pairs by order; if that does not match all tensors, by name again. */
static struct error *join_by_order(struct pairs *p, const struct side *first,
                                   const struct side *other, char **by_order)
{
    struct error *err;
    struct matching_names ranked = {0}, other_ranked = {0};
    TRY(matching_names_rank(first->names, &ranked));
    TRY(matching_names_rank(other->names, &other_ranked));
    pairs_join(p, &ranked, &other_ranked);
    if (pairs_complete(p))
        TRY(note_order(first, other, by_order));
    else
        pairs_join(p, first->names, other->names);
out:
    matching_names_free(&ranked);
    matching_names_free(&other_ranked);
    return err;
}

static struct error *match(const struct side *first, const struct side *other, struct pairs *p,
                           char **by_order)
{
    struct error *err;
    TRY(pairs_new(p, first->count, other->count));
    pairs_join(p, first->names, other->names);
    if (!pairs_complete(p))
        TRY(join_by_order(p, first, other, by_order));
    TRY(compare(first, other, p));
out:
    return err;
}

/* Lists the compared tensors: all where `verdicts` is NULL. */
static struct error *side_new(struct side *s, const char *path, const struct tensor *tensors,
                              size_t count, const enum tensor_verdict *verdicts)
{
    const struct tensor **at = calloc(count + 1, sizeof(const struct tensor *));
    *s = (struct side){.path = path, .at = at};
    if (!at)
        return error_names();
    for (size_t i = 0; i < count; i++)
        if (!verdicts || verdicts[i] == TENSOR_IN)
            at[s->count++] = &tensors[i];
    return NULL;
}

/* Whether all names are equal, as in most files; of[i] is then set. */
static bool match_alike(const struct matching *m, const struct checkpoint *c,
                        const enum tensor_verdict *verdicts, size_t *of)
{
    size_t at = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (verdicts[i] != TENSOR_IN)
            continue;
        if (at == m->count || strcmp(m->tensors[at].name, c->tensors[i].name) != 0 ||
            !tensor_same_shape(&m->tensors[at], &c->tensors[i]))
            return false;
        of[at++] = i;
    }
    return at == m->count;
}

struct error *matching_find(const struct matching *m, const struct checkpoint *c,
                            const enum tensor_verdict *verdicts, size_t *of, char **by_order)
{
    struct error *err;
    struct matching_names names = {0};
    struct side first = {0}, other = {0};
    struct pairs p = {0};
    *by_order = NULL;
    if (match_alike(m, c, verdicts, of))
        return NULL;
    TRY(matching_names_of(&names, c, verdicts));
    TRY(side_new(&first, m->path, m->tensors, m->count, NULL));
    TRY(side_new(&other, c->path, c->tensors, c->count, verdicts));
    first.names = &m->names;
    other.names = &names;
    TRY(match(&first, &other, &p, by_order));
    for (size_t i = 0; i < m->count; i++)
        of[i] = (size_t)(other.at[p.of_first[i]] - c->tensors);
out:
    if (err) {
        free(*by_order);
        *by_order = NULL;
    }
    matching_names_free(&names);
    free(first.at);
    free(other.at);
    pairs_free(&p);
    return err;
}
