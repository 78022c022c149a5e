#include "snapshot/naming/variation.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/shell.h"

#include <stdlib.h>
#include <string.h>

/* A name that does not say its step, and its text with the numbers taken out. */
struct blank {
    struct filename *name;
    char *skeleton;
};

/* ---- skeletons ---- */

static struct error *skeleton_of(const struct filename *name, char **skeleton)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    size_t at = 0;
    if (!f)
        return error_memory("the names of checkpoints");
    for (size_t i = 0; i < name->numbers.count; i++) {
        const struct number *n = &name->numbers.at[i];
        if (n->kind != WORD_OTHER)
            continue;
        fwrite(name->path + at, 1, n->at - at, f);
        fputc('\n', f);
        at = n->at + n->length;
    }
    fputs(name->path + at, f);
    if (!memstream_close(&text))
        return error_memory("the names of checkpoints");
    *skeleton = text.text;
    return NULL;
}

static int compare_blanks(const void *a, const void *b)
{
    const struct blank *x = a, *y = b;
    int order = strcmp(x->skeleton, y->skeleton);
    return order ? order : strcmp(x->name->path, y->name->path);
}

/* ---- one skeleton ---- */

/* The names of one skeleton: number i of one corresponds to number i of all. */
struct group {
    struct blank *at;
    size_t count;
};

static int compare_texts(const struct filename *a, const struct filename *b, size_t i)
{
    const struct number *m = &a->numbers.at[i], *n = &b->numbers.at[i];
    int order = memcmp(a->path + m->at, b->path + n->at, size_min(m->length, n->length));
    return order ? order : (m->length > n->length) - (m->length < n->length);
}

static double value_of(const struct filename *name, size_t i)
{
    return strtod(name->path + name->numbers.at[i].at, NULL);
}

static bool varies(const struct group *g, size_t i)
{
    for (size_t k = 1; k < g->count; k++)
        if (compare_texts(g->at[0].name, g->at[k].name, i) != 0)
            return true;
    return false;
}

/* "0.51": what training measures, or is set to; no count of steps. */
static bool is_fraction(const struct filename *name, size_t i)
{
    const struct number *n = &name->numbers.at[i];
    return memchr(name->path + n->at, '.', n->length) != NULL;
}

static bool is_alone(const struct filename *name, const struct number *n)
{
    char behind = name->path[n->at + n->length];
    return n->at == n->component && (behind == '/' || behind == '.' || behind == '\0');
}

/* ---- several numbers that vary ---- */

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

/* Number i becomes a column. */
static void call_metric(const struct group *g, size_t i)
{
    for (size_t k = 0; k < g->count; k++)
        g->at[k].name->numbers.at[i].kind = WORD_METRIC;
}

/* The numbers `varying` other than the step become columns; fails unless they grow with it. */
static struct error *call_others(const struct group *g, const size_t *varying, size_t count,
                                 size_t step)
{
    for (size_t i = 0; i < count; i++) {
        if (varying[i] == step)
            continue;
        struct error *err =
            check_together(g, size_min(varying[i], step), size_max(varying[i], step));
        if (err)
            return err;
        call_metric(g, varying[i]);
    }
    return NULL;
}

/* ---- one skeleton ---- */

static size_t find_varying(const struct group *g, size_t *varying)
{
    const struct numbers *numbers = &g->at[0].name->numbers;
    size_t count = 0;
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->at[i].kind == WORD_OTHER && !is_fraction(g->at[0].name, i) && varies(g, i))
            varying[count++] = i;
    return count;
}

/* The place among those that vary of the only one that is alone in its component; `count` where
 * there is none, or several. */
static size_t find_alone(const struct filename *name, const size_t *varying, size_t count)
{
    size_t alone = count;
    for (size_t i = 0; i < count; i++)
        if (is_alone(name, &name->numbers.at[varying[i]])) {
            if (alone < count)
                return count;
            alone = i;
        }
    return alone;
}

/* Chooses the number that is alone, among it and those behind it; else the last of those in the
 * last component. */
static struct error *choose_among(const struct group *g, const size_t *varying, size_t count,
                                  size_t *chosen)
{
    const struct number *numbers = g->at[0].name->numbers.at;
    size_t first = find_alone(g->at[0].name, varying, count);
    *chosen = varying[first < count ? first : count - 1];
    if (first == count)
        for (first = 0; numbers[varying[first]].component != numbers[*chosen].component;)
            first++;
    return call_others(g, varying + first, count - first, *chosen);
}

static struct error *choose(const struct group *g, size_t *chosen)
{
    struct error *err = NULL;
    size_t *varying = calloc(g->at[0].name->numbers.count + 1, sizeof *varying);
    if (!varying)
        return error_memory("the names of checkpoints");
    size_t count = find_varying(g, varying);
    if (count > 0)
        err = choose_among(g, varying, count, chosen);
    free(varying);
    return err;
}

/* "1_0.51": fractions behind the step are measured at it. */
static void call_fractions(const struct group *g, size_t step)
{
    const struct numbers *numbers = &g->at[0].name->numbers;
    for (size_t i = step + 1; i < numbers->count; i++)
        if (numbers->at[i].component == numbers->at[step].component &&
            numbers->at[i].kind == WORD_OTHER && is_fraction(g->at[0].name, i) && varies(g, i))
            call_metric(g, i);
}

/* ---- all skeletons ---- */

/* The place of the step's number, counted from the last, in the largest group that tells. */
struct usual {
    size_t count, from_last;
};

static struct error *decide(const struct group *g, struct usual *usual)
{
    size_t chosen = FILENAME_NONE;
    struct error *err = choose(g, &chosen);
    if (err || chosen == FILENAME_NONE)
        return err;
    call_fractions(g, chosen);
    for (size_t k = 0; k < g->count; k++)
        g->at[k].name->step = chosen;
    if (g->count > usual->count)
        *usual = (struct usual){g->count, g->at[0].name->numbers.count - 1 - chosen};
    return NULL;
}

/* A run that has one checkpoint so far follows the others. */
static void follow(struct filename *name, const struct usual *usual)
{
    size_t count = name->numbers.count;
    if (usual->count == 0 || name->step != FILENAME_NONE || usual->from_last >= count)
        return;
    size_t index = count - 1 - usual->from_last;
    if (name->numbers.at[index].kind == WORD_OTHER)
        name->step = index;
}

static size_t group_end(const struct blank *blanks, size_t count, size_t first)
{
    size_t end = first + 1;
    while (end < count && strcmp(blanks[end].skeleton, blanks[first].skeleton) == 0)
        end++;
    return end;
}

static struct error *decide_all(struct blank *blanks, size_t count)
{
    struct error *err = NULL;
    struct usual usual = {0};
    for (size_t first = 0, end; first < count; first = end) {
        end = group_end(blanks, count, first);
        TRY(decide(&(struct group){blanks + first, end - first}, &usual));
    }
    for (size_t i = 0; i < count; i++)
        follow(blanks[i].name, &usual);
out:
    return err;
}

struct error *variation_find(struct filename *names, size_t count)
{
    struct error *err = NULL;
    size_t blank = 0;
    struct blank *blanks = calloc(count + 1, sizeof *blanks);
    if (!blanks)
        return error_memory("the names of checkpoints");
    for (size_t i = 0; i < count; i++) {
        if (filename_counts(&names[i]))
            continue;
        blanks[blank].name = &names[i];
        TRY(skeleton_of(&names[i], &blanks[blank++].skeleton));
    }
    qsort(blanks, blank, sizeof *blanks, compare_blanks);
    TRY(decide_all(blanks, blank));
out:
    for (size_t i = 0; i < blank; i++)
        free(blanks[i].skeleton);
    free(blanks);
    return err;
}
