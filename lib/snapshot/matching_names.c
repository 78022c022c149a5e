#include "snapshot/matching_names.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

static struct error *error_names(void)
{
    return error_memory("the names of tensors");
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct matching_name *)a)->name, ((const struct matching_name *)b)->name);
}

static void sort_names(struct matching_name *at, size_t count)
{
    if (count > 1)
        qsort(at, count, sizeof *at, compare_names);
}

/* A compared tensor that is tied to others. */
struct tied {
    size_t tie, index;
};

static int compare_ties(const void *a, const void *b)
{
    return size_compare(&((const struct tied *)a)->tie, &((const struct tied *)b)->tie);
}

static struct error *add_name(struct matching_names *n, const char *name, size_t index)
{
    n->at[n->count] = (struct matching_name){strdup(name), index};
    return n->at[n->count++].name ? NULL : error_names();
}

/* Adds each compared tensor's own name, and lists those that are tied. */
static struct error *add_own(struct matching_names *n, const struct checkpoint *c,
                             const enum tensor_verdict *verdicts, struct tied *tied,
                             size_t *tied_count)
{
    struct error *err = NULL;
    for (size_t i = 0, index = 0; i < c->count && !err; i++) {
        if (verdicts[i] != TENSOR_IN)
            continue;
        if (c->tensors[i].tie)
            tied[(*tied_count)++] = (struct tied){c->tensors[i].tie, index};
        err = add_name(n, c->tensors[i].name, index++);
    }
    return err;
}

/* Adds the names of tensors that are not compared, but tied to one that is. */
static struct error *add_others(struct matching_names *n, const struct checkpoint *c,
                                const enum tensor_verdict *verdicts, const struct tied *tied,
                                size_t tied_count)
{
    struct error *err = NULL;
    for (size_t i = 0; i < c->count && tied_count > 0 && !err; i++) {
        const struct tied key = {.tie = c->tensors[i].tie};
        const struct tied *twin = verdicts[i] == TENSOR_IN
                                      ? NULL
                                      : bsearch(&key, tied, tied_count, sizeof key, compare_ties);
        if (twin)
            err = add_name(n, c->tensors[i].name, twin->index);
    }
    return err;
}

struct error *matching_names_of(struct matching_names *n, const struct checkpoint *c,
                                const enum tensor_verdict *verdicts)
{
    struct error *err;
    size_t tied_count = 0;
    struct tied *tied = calloc(c->count + 1, sizeof *tied);
    *n = (struct matching_names){.at = calloc(c->count + 1, sizeof *n->at)};
    if (!tied || !n->at)
        TRY(error_names());
    TRY(add_own(n, c, verdicts, tied, &tied_count));
    if (tied_count > 1)
        qsort(tied, tied_count, sizeof *tied, compare_ties);
    TRY(add_others(n, c, verdicts, tied, tied_count));
    sort_names(n->at, n->count);
    TRY(counted_names_of(&n->counted, c));
out:
    free(tied);
    return err;
}

const struct matching_name *matching_names_find(const struct matching_names *n, const char *name)
{
    const struct matching_name key = {.name = (char *)(uintptr_t)name}; /* only compared */
    return n->count ? bsearch(&key, n->at, n->count, sizeof key, compare_names) : NULL;
}

void matching_names_free(struct matching_names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->at[i].name);
    free(n->at);
    counted_names_free(&n->counted);
    *n = (struct matching_names){0};
}

struct error *matching_names_rank(const struct matching_names *n, struct matching_names *ranked)
{
    struct error *err = NULL;
    *ranked = (struct matching_names){.at = calloc(n->count + 1, sizeof *ranked->at)};
    if (!ranked->at)
        return error_names();
    for (size_t i = 0; i < n->count; i++) {
        struct matching_name *to = &ranked->at[ranked->count++];
        to->index = n->at[i].index;
        TRY(counted_names_rank(&n->counted, n->at[i].name, &to->name));
    }
    sort_names(ranked->at, ranked->count);
out:
    return err;
}
