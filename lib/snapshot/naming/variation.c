#include "snapshot/naming/variation.h"

#include "base/memstream.h"
#include "base/size.h"
#include "snapshot/naming/several.h"

#include <stdlib.h>
#include <string.h>

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

static int compare_texts(const struct filename *a, const struct filename *b, size_t i)
{
    const struct number *m = &a->numbers.at[i], *n = &b->numbers.at[i];
    int order = memcmp(a->path + m->at, b->path + n->at, size_min(m->length, n->length));
    return order ? order : (m->length > n->length) - (m->length < n->length);
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
    return several_call(g, varying + first, count - first, *chosen);
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
            several_call_metric(g, i);
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
