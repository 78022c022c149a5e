#include "snapshot/naming/several.h"

#include "base/size.h"
#include "base/text/shell.h"

#include <stdlib.h>
#include <string.h>

static double value_of(const struct filename *name, size_t i)
{
    return strtod(name->path + name->numbers.at[i].at, NULL);
}

struct pair {
    double one, other;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int order = (x->one > y->one) - (x->one < y->one);
    return order ? order : (x->other > y->other) - (x->other < y->other);
}

/* Whether two of the numbers put the names in the same order. */
static struct error *grow_together(const struct group *g, size_t i, size_t j, bool *together)
{
    struct pair *pairs = calloc(g->count, sizeof *pairs);
    if (!pairs)
        return error_memory("the names of checkpoints");
    for (size_t k = 0; k < g->count; k++)
        pairs[k] = (struct pair){value_of(g->at[k].name, i), value_of(g->at[k].name, j)};
    qsort(pairs, g->count, sizeof *pairs, compare_pairs);
    *together = true;
    for (size_t k = 1; k < g->count && *together; k++)
        *together = pairs[k].one > pairs[k - 1].one && pairs[k].other > pairs[k - 1].other;
    free(pairs);
    return NULL;
}

/* The end of the name, from the component in which numbers i < j are, as the template in which they
 * are these fields, quoted. */
static struct error *choice(const struct filename *name, size_t i, size_t j, const char *first,
                            const char *second, char **word)
{
    struct error *err;
    const struct number *m = &name->numbers.at[i], *n = &name->numbers.at[j];
    const char *path = name->path;
    size_t end = m->at + m->length;
    char *text;
    *word = NULL;
    if (asprintf(&text, "%.*s{%s}%.*s{%s}%s", (int)(m->at - m->component), path + m->component,
                 first, (int)(n->at - end), path + end, second, path + n->at + n->length) < 0)
        return error_memory("the names of checkpoints");
    err = shell_word(text, word);
    free(text);
    return err;
}

static struct error *error_open(const struct filename *name, size_t i, size_t j)
{
    struct error *err;
    char *last = NULL, *first = NULL;
    TRY(choice(name, i, j, "run", "step", &last));
    TRY(choice(name, i, j, "step", "run", &first));
    err = error_new("%s: two numbers vary, and nothing says which is the step: say so: -n %s or "
                    "-n %s",
                    name->path, last, first);
out:
    free(last);
    free(first);
    return err;
}

/* Fails unless numbers i < j grow together. */
static struct error *check_together(const struct group *g, size_t i, size_t j)
{
    bool together = false;
    struct error *err = grow_together(g, i, j, &together);
    return err || together ? err : error_open(g->at[0].name, i, j);
}

void several_call_metric(const struct group *g, size_t i)
{
    for (size_t k = 0; k < g->count; k++)
        g->at[k].name->numbers.at[i].kind = WORD_METRIC;
}

struct error *several_call(const struct group *g, const size_t *varying, size_t count, size_t step)
{
    for (size_t i = 0; i < count; i++) {
        if (varying[i] == step)
            continue;
        struct error *err =
            check_together(g, size_min(varying[i], step), size_max(varying[i], step));
        if (err)
            return err;
        several_call_metric(g, varying[i]);
    }
    return NULL;
}
