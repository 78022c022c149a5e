#include "alignment/followers.h"

#include "alignment/states.h"
#include "base/text/name.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

/* Where `name` is in `text` as whole parts, or NULL. */
static const char *find_name(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at++) {
        char after = at[length];
        if ((at == text || name_is_separator(at[-1])) &&
            (after == '\0' || after == ':' || name_is_separator(after)))
            return at;
    }
    return NULL;
}

/* The specification's tensor whose name, the longest, is in the name. */
static size_t named_in(const struct spec *spec, const struct checkpoint *c, const size_t *at,
                       const char *text)
{
    size_t best = FOLLOWS_NONE, longest = 0;
    for (size_t i = 0; i < spec->count; i++) {
        const char *name = c->tensors[at[i]].name;
        if (strlen(name) > longest && find_name(text, name)) {
            best = i;
            longest = strlen(name);
        }
    }
    return best;
}

static void follow_names(struct followers *f, const struct spec *spec, const struct checkpoint *c,
                         const size_t *at)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct tensor *t = &c->tensors[i];
        if (t->unreadable || t->dims == 0)
            continue;
        size_t named = named_in(spec, c, at, t->name);
        if (named != FOLLOWS_NONE && tensor_same_shape(t, &c->tensors[at[named]]))
            f->of[i] = named;
    }
}

/* Whether two names have the same parts before and behind those of the specification's tensors. */
static bool same_frame(const char *a, const char *own_a, const char *b, const char *own_b)
{
    const char *at_a = find_name(a, own_a), *at_b = find_name(b, own_b);
    return at_a - a == at_b - b && memcmp(a, b, (size_t)(at_a - a)) == 0 &&
           strcmp(at_a + strlen(own_a), at_b + strlen(own_b)) == 0;
}

/* A critic beside its actor has some tensors of the same names and shapes, and some of other
 * shapes: where one of a frame does not fit, all are of another network, and none follows. */
static void drop_other_networks(struct followers *f, const struct spec *spec,
                                const struct checkpoint *c, const size_t *at)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct tensor *t = &c->tensors[i];
        size_t named = t->dims > 0 ? named_in(spec, c, at, t->name) : FOLLOWS_NONE;
        if (named == FOLLOWS_NONE || tensor_same_shape(t, &c->tensors[at[named]]))
            continue;
        for (size_t k = 0; k < c->count; k++)
            if (f->of[k] != FOLLOWS_NONE &&
                same_frame(t->name, c->tensors[at[named]].name, c->tensors[k].name,
                           c->tensors[at[f->of[k]]].name))
                f->of[k] = FOLLOWS_NONE;
    }
}

/* ---- tied weights ---- */

static void follow_ties(struct followers *f, const struct spec *spec, const struct checkpoint *c,
                        const size_t *at)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; c->tensors[i].tie && k < spec->count; k++)
            if (c->tensors[at[k]].tie == c->tensors[i].tie &&
                tensor_same_shape(&c->tensors[at[k]], &c->tensors[i]))
                f->of[i] = k;
}

/* ---- doubts ---- */

/* Whether a tensor is numbered by units for all we know: a state of the optimiser or an average,
 * of several numbers, or one with a parameter's name, but of another shape. */
static bool is_doubtful(const struct followers *f, const struct spec *spec,
                        const struct checkpoint *c, const enum tensor_verdict *verdicts,
                        const size_t *at, size_t i)
{
    const struct tensor *t = &c->tensors[i];
    if (f->of[i] != FOLLOWS_NONE || t->count < 2 || t->unreadable || !dtype_is_float(t->place.type))
        return false;
    return verdicts[i] == TENSOR_OUT_OPTIMISER || verdicts[i] == TENSOR_OUT_AVERAGE ||
           named_in(spec, c, at, t->name) != FOLLOWS_NONE;
}

struct error *followers_find(struct followers *f, const struct spec *spec,
                             const struct checkpoint *c, const enum tensor_verdict *verdicts,
                             const size_t *at)
{
    struct error *err = NULL;
    *f = (struct followers){
        .of = malloc((c->count + 1) * sizeof *f->of), .count = c->count, .doubtful = FOLLOWS_NONE};
    if (!f->of)
        return error_memory("the tensors that follow permutations");
    for (size_t i = 0; i < c->count; i++)
        f->of[i] = FOLLOWS_NONE;
    follow_names(f, spec, c, at);
    drop_other_networks(f, spec, c, at);
    follow_ties(f, spec, c, at);
    for (size_t i = 0; i < spec->count; i++)
        f->of[at[i]] = i;
    TRY(states_follow(f, c, verdicts));
    for (size_t i = c->count; i-- > 0;)
        if (is_doubtful(f, spec, c, verdicts, at, i))
            f->doubtful = i;
out:
    if (err)
        followers_free(f);
    return err;
}

void followers_free(struct followers *f)
{
    free(f->of);
    *f = (struct followers){0};
}
