#include "alignment/followers.h"

#include "alignment/states.h"
#include "base/text/name.h"

#include <stdlib.h>
#include <string.h>

/* ---- tied weights ---- */

static void follow_ties(struct followers *f, const struct checkpoint *c)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; c->tensors[i].tie && f->of[i] == FOLLOWS_NONE && k < c->count; k++)
            if (c->tensors[k].tie == c->tensors[i].tie &&
                tensor_same_shape(&c->tensors[k], &c->tensors[i]))
                f->of[i] = f->of[k];
}

/* ---- names ---- */

/* Whether `name` is in `text` as whole parts. */
static bool contains(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at++) {
        char after = at[length];
        if ((at == text || name_is_separator(at[-1])) &&
            (after == '\0' || after == ':' || name_is_separator(after)))
            return true;
    }
    return false;
}

/* The specification's tensor whose name, the longest, is in the name. */
static size_t named_in(const struct spec *spec, const struct checkpoint *c, const size_t *at,
                       const char *text)
{
    size_t best = FOLLOWS_NONE, longest = 0;
    for (size_t i = 0; i < spec->count; i++) {
        const char *name = c->tensors[at[i]].name;
        if (strlen(name) > longest && contains(text, name)) {
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
        if (f->of[i] != FOLLOWS_NONE || t->unreadable || t->dims == 0)
            continue;
        size_t named = named_in(spec, c, at, t->name);
        if (named != FOLLOWS_NONE && tensor_same_shape(t, &c->tensors[at[named]]))
            f->of[i] = named;
    }
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
    for (size_t i = 0; i < spec->count; i++)
        f->of[at[i]] = i;
    follow_ties(f, c);
    follow_names(f, spec, c, at);
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
