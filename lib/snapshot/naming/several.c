#include "snapshot/naming/several.h"

#include "base/text/shell.h"

#include <stdlib.h>
#include <string.h>

static double value_of(const struct filename *name, size_t i)
{
    return strtod(name->path + name->numbers.at[i].at, NULL);
}

/* ---- numbers that grow together ---- */

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

/* Number i, which is beside the step, becomes a column too. */
static void call_metric(const struct group *g, size_t i)
{
    for (size_t k = 0; k < g->count; k++)
        g->at[k].name->numbers.at[i].kind = WORD_METRIC;
}

/* ---- whole numbers beside fractions ---- */

/* How many of the group's names have a fraction there. */
static size_t count_fractions(const struct group *g, size_t i)
{
    size_t count = 0;
    for (size_t k = 0; k < g->count; k++) {
        const struct number *n = &g->at[k].name->numbers.at[i];
        count += memchr(g->at[k].name->path + n->at, '.', n->length) != NULL;
    }
    return count;
}

/* The only one of the numbers that is whole in all names, where all others are fractions in all;
 * else FILENAME_NONE. */
static size_t find_whole(const struct group *g, const size_t *varying, size_t count)
{
    size_t whole = FILENAME_NONE;
    for (size_t i = 0; i < count; i++) {
        size_t fractions = count_fractions(g, varying[i]);
        if (fractions == g->count)
            continue;
        if (fractions > 0 || whole != FILENAME_NONE)
            return FILENAME_NONE;
        whole = varying[i];
    }
    return whole;
}

/* A number of a name, and the folder that the name is in: what stands before its last component. */
struct place {
    const char *path;
    size_t folder;
    double number;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = (x->folder > y->folder) - (x->folder < y->folder);
    if (order == 0)
        order = memcmp(x->path, y->path, x->folder);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* Whether no two names of one folder have the same number there. */
static struct error *is_single(const struct group *g, size_t i, bool *single)
{
    struct place *places = calloc(g->count, sizeof *places);
    if (!places)
        return error_memory("the names of checkpoints");
    for (size_t k = 0; k < g->count; k++) {
        const struct filename *name = g->at[k].name;
        places[k] = (struct place){name->path, name->numbers.at[i].component, value_of(name, i)};
    }
    qsort(places, g->count, sizeof *places, compare_places);
    *single = true;
    for (size_t k = 1; k < g->count && *single; k++)
        *single = compare_places(&places[k - 1], &places[k]) != 0;
    free(places);
    return NULL;
}

/* The number that counts in "weights.01-1.33.h5", beside a metric; else FILENAME_NONE. */
static struct error *find_counting(const struct group *g, const size_t *varying, size_t count,
                                   size_t *chosen)
{
    bool single = false;
    struct error *err = NULL;
    *chosen = count > 1 ? find_whole(g, varying, count) : FILENAME_NONE;
    if (*chosen != FILENAME_NONE)
        err = is_single(g, *chosen, &single);
    if (!single)
        *chosen = FILENAME_NONE;
    return err;
}

/* The last, where all grow with it. */
static struct error *find_last(const struct group *g, const size_t *varying, size_t count,
                               size_t *chosen)
{
    *chosen = varying[count - 1];
    for (size_t i = 0; i + 1 < count; i++) {
        bool together = false;
        struct error *err = grow_together(g, varying[i], *chosen, &together);
        if (err)
            return err;
        if (!together)
            return error_open(g->at[0].name, varying[i], *chosen);
    }
    return NULL;
}

struct error *several_choose(const struct group *g, const size_t *varying, size_t count,
                             size_t *chosen)
{
    struct error *err;
    TRY(find_counting(g, varying, count, chosen));
    if (*chosen == FILENAME_NONE)
        TRY(find_last(g, varying, count, chosen));
    for (size_t i = 0; i < count; i++)
        if (varying[i] != *chosen)
            call_metric(g, varying[i]);
out:
    return err;
}
