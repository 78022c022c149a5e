#include "alignment/states.h"

#include "base/text/name.h"

#include <stdlib.h>
#include <string.h>

/* A parameter, and the state that has its number. */
struct place_of {
    uint64_t offset; /* of the parameter in the file */
    size_t tensor;   /* of the file */
    uint64_t state;  /* the lowest offset of its state; 0: none found */
};

struct parameters {
    struct place_of *at; /* in the order of the file */
    size_t count;
};

/* ---- parameters ---- */

static int compare_offsets(const void *a, const void *b)
{
    const struct place_of *s = a, *t = b;
    return (s->offset > t->offset) - (s->offset < t->offset);
}

/* Whether the tensor's offset is that of its elements in the one file. */
static bool is_plain(const struct tensor *t)
{
    return !t->unreadable && !t->place.packed && !t->place.assembly && !t->place.lowrank &&
           t->place.file == 0;
}

/* Lists the trained tensors; none if their order in the file is not known. */
static struct error *list_parameters(struct parameters *p, const struct checkpoint *c,
                                     const enum tensor_verdict *verdicts)
{
    *p = (struct parameters){.at = calloc(c->count + 1, sizeof *p->at)};
    if (!p->at)
        return error_memory("the order of parameters");
    for (size_t i = 0; i < c->count; i++) {
        const struct tensor *t = &c->tensors[i];
        if (verdicts[i] != TENSOR_IN)
            continue;
        if (!is_plain(t)) {
            p->count = 0;
            return NULL;
        }
        p->at[p->count++] = (struct place_of){.offset = t->place.offset, .tensor = i};
    }
    qsort(p->at, p->count, sizeof *p->at, compare_offsets);
    return NULL;
}

/* ---- names ---- */

/* "optimizer.state.12.exp_avg": *prefix becomes the length in front of the number. */
static bool is_numbered(const char *name, size_t *prefix, size_t *number)
{
    struct name parts;
    name_split(&parts, name);
    if (parts.count < 3 || !name_part_is(&parts.at[parts.count - 3], "state"))
        return false;
    const struct name_part *part = &parts.at[parts.count - 2];
    *prefix = (size_t)(part->text - name);
    *number = 0;
    for (size_t i = 0; i < part->length; i++) {
        if (part->text[i] < '0' || part->text[i] > '9' || *number > SIZE_MAX / 100)
            return false;
        *number = 10 * *number + (size_t)(part->text[i] - '0');
    }
    return true;
}

/* Whether tensor i of the file belongs to the states that begin with tensor `first`. */
static bool is_of_group(const struct checkpoint *c, size_t first, size_t i, size_t *number)
{
    size_t length, prefix;
    return i < c->count && is_numbered(c->tensors[i].name, &prefix, number) &&
           is_numbered(c->tensors[first].name, &length, &(size_t){0}) && length == prefix &&
           memcmp(c->tensors[first].name, c->tensors[i].name, length) == 0;
}

/* ---- groups ---- */

/* Notes the state of a parameter; false if tensor i of the file cannot be that. A number of no
 * dimension, a step count, can. */
static bool note_state(struct parameters *p, const struct checkpoint *c, const struct tensor *t,
                       size_t number)
{
    if (number >= p->count || !is_plain(t))
        return false;
    struct place_of *of = &p->at[number];
    const struct tensor *own = &c->tensors[of->tensor];
    if (t->dims == 0 && own->dims > 0)
        return true;
    if (!tensor_same_shape(t, own))
        return false;
    if (of->state == 0 || t->place.offset < of->state)
        of->state = t->place.offset;
    return true;
}

/* Whether each parameter has a state, in the order of the parameters. */
static bool is_complete(const struct parameters *p)
{
    for (size_t k = 0; k < p->count; k++)
        if (p->at[k].state == 0 || (k > 0 && p->at[k].state < p->at[k - 1].state))
            return false;
    return p->count > 0;
}

/* Sets `of` for the group of states that begins with tensor `first` of the file, if all of it fits.
 * Returns the end of the group. */
static size_t follow_group(struct followers *f, struct parameters *p, const struct checkpoint *c,
                           size_t first)
{
    size_t end = first, number;
    bool fits = true;
    for (size_t k = 0; k < p->count; k++)
        p->at[k].state = 0;
    for (; is_of_group(c, first, end, &number); end++)
        fits = fits && note_state(p, c, &c->tensors[end], number);
    fits = fits && is_complete(p);
    for (size_t i = first; fits && is_of_group(c, first, i, &number); i++)
        if (c->tensors[i].dims > 0) {
            f->of[i] = f->of[p->at[number].tensor];
            f->states++;
        }
    return end;
}

struct error *states_follow(struct followers *f, const struct checkpoint *c,
                            const enum tensor_verdict *verdicts)
{
    struct parameters p;
    struct error *err = list_parameters(&p, c, verdicts);
    for (size_t i = 0, number; !err && i < c->count;)
        i = is_of_group(c, i, i, &number) ? follow_group(f, &p, c, i) : i + 1;
    free(p.at);
    return err;
}
