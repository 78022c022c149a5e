#include "checkpoint/choice/beside_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- one name ---- */

/* A name in three pieces: another's beginning, a word, and the other's end. */
struct spelling {
    const char *begin;
    size_t length;
    const char *word, *end;
};

static int compare_spelling(const void *key, const void *tensor)
{
    const struct spelling *s = key;
    const char *name = ((const struct tensor *)tensor)->name;
    size_t word = strlen(s->word);
    int order = strncmp(s->begin, name, s->length);
    if (order == 0)
        order = strncmp(s->word, name + s->length, word);
    return order != 0 ? order : strcmp(s->end, name + s->length + word);
}

bool beside_instead(const struct names *n, const char *name, const struct name_part *part,
                    const char *word, const char *instead)
{
    const char *end = part->text + part->length;
    const struct spelling key = {name, (size_t)(end - name) - strlen(word), instead, end};
    return bsearch(&key, n->tensors, n->count, sizeof *n->tensors, compare_spelling);
}

/* ---- normalisation ---- */

/* Whether another name, which has begun as that of t, goes on like a normalisation's. */
static bool is_norms(const struct tensor *other, const struct tensor *t, const char *word,
                     const char *end)
{
    static const char *const words[] = {"bias", "mean", "scale", "var"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(word, words[i], length) == 0 && strcmp(word + length, end) == 0)
            return tensor_same_shape(other, t);
    }
    return false;
}

static bool begin_alike(const struct tensor *a, const struct tensor *b, size_t length)
{
    return strncmp(a->name, b->name, length) == 0;
}

/* Whether all names that begin as that of t, as far as `part`, are a normalisation's. */
static bool is_norms_group(const struct names *n, const struct tensor *t,
                           const struct name_part *part)
{
    const struct tensor *end = n->tensors + n->count, *o = t;
    size_t length = (size_t)(part->text - t->name);
    while (o > n->tensors && begin_alike(o - 1, t, length))
        o--;
    for (; o < end && begin_alike(o, t, length); o++)
        if (!is_norms(o, t, o->name + length, part->text + part->length))
            return false;
    return true;
}

/* Some write Flax's variables with a part `value` behind. */
bool beside_norm(const struct names *n, const struct tensor *t, const struct name *parts,
                 const struct rule *rule)
{
    size_t last = parts->count;
    if (last > 1 && name_part_is(&parts->at[last - 1], "value"))
        last--;
    if (t->dims != 1 || last < 2)
        return false;
    const struct name_part *part = &parts->at[last - 1];
    const char *word = trained_rules_word(rule, part);
    return word && beside_instead(n, t->name, part, word, rule->is[0]) &&
           beside_instead(n, t->name, part, word, rule->is[1]) && is_norms_group(n, t, part);
}

/* ---- copies ---- */

enum { TRIED = 16 }; /* tensors of a group: if the group is a copy, one of the first shows it */

/* Whether the other tensor is what t, the rest of whose name is given, is a copy of. */
static bool is_original(const struct tensor *other, const struct tensor *t, const char *rest,
                        const struct rule *rule)
{
    size_t all = strlen(other->name), length = strlen(rest);
    if (!tensor_same_shape(other, t) || all < length)
        return false;
    const char *at = other->name + all - length;
    if (strcmp(at, rest) != 0 || (at > other->name && !name_is_separator(at[-1])))
        return false;
    const struct name_part before = name_part_before(other->name, at);
    const struct name_part front = name_part_before(other->name, before.text);
    if (!begin_alike(other, t, (size_t)(front.text + front.length - other->name)))
        return false;
    return rule->beside ? name_part_is(&before, rule->beside) : !trained_rules_word(rule, &before);
}

static bool has_original(const struct names *n, const struct tensor *t, const char *rest,
                         const struct rule *rule)
{
    for (size_t i = 0; i < n->count; i++)
        if (is_original(&n->tensors[i], t, rest, rule))
            return true;
    return false;
}

/* Whether one of the tensors from t on whose names begin alike has an original. */
static bool is_copy_group(const struct names *n, const struct tensor *t, size_t length,
                          const struct rule *rule)
{
    const struct tensor *end = n->tensors + n->count, *o = t;
    for (; o < end && o < t + TRIED && begin_alike(o, t, length); o++)
        if (has_original(n, o, name_rest(o->name + length), rule))
            return true;
    return false;
}

static bool is_possible(const struct names *n, const struct copy_group *group,
                        const struct rule *rule)
{
    bool possible = group->asked ? group->possible : !rule->beside;
    for (size_t i = 0; i < n->count && !group->asked && !possible; i++)
        possible = strstr(n->tensors[i].name, rule->beside);
    return possible;
}

/* The position of the part that fits; parts->count if none does, or if it is the last, or behind
 * what copies stand beside. */
static size_t copy_part(const struct name *parts, const struct rule *rule)
{
    for (size_t i = 0; i + 1 < parts->count; i++) {
        if (rule->beside && name_part_is(&parts->at[i], rule->beside))
            break;
        if (trained_rules_word(rule, &parts->at[i]))
            return i;
    }
    return parts->count;
}

bool beside_copy(struct names *n, const struct tensor *t, const struct name *parts,
                 const struct rule *rule)
{
    size_t at = copy_part(parts, rule);
    if (at == parts->count)
        return false;
    size_t length = (size_t)(name_rest(parts->at[at].text + parts->at[at].length) - t->name);
    struct copy_group *group = &n->groups[rule - trained_rules];
    if (!group->name || group->length != length || strncmp(group->name, t->name, length) != 0) {
        bool possible = is_possible(n, group, rule);
        *group = (struct copy_group){true, possible, t->name, length,
                                     possible && is_copy_group(n, t, length, rule)};
    }
    return group->is_copy;
}
