/* The tensors of a pickle: those of the state_dict, and all others. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The budget of a walk, in proportion to the pickle: enough for a few names per tensor, and some
 * megabytes for small pickles. */
enum { BUDGET_FLOOR = 1 << 24, BUDGET_PER_BYTE = 64 };

/* By name; of one name, the tensors of the state_dict first. */
static int by_name(const void *a, const void *b)
{
    const struct torch_tensor *s = a, *t = b;
    int order = strcmp(s->name, t->name);
    return order ? order : torch_is_beside(s->role) - torch_is_beside(t->role);
}

static void sort_names(struct torch_state *s)
{
    if (s->count > 0)
        qsort(s->tensors, s->count, sizeof *s->tensors, by_name);
}

/* A name that begins at the root of the file may be that of a tensor in the state_dict, whose names
 * begin there: a number tells them apart. */
static struct error *tell_apart(struct torch_state *s)
{
    char name[TORCH_NAME_ROOM];
    const char *last = NULL;
    for (size_t i = 0; i < s->count; i++) {
        struct torch_tensor *t = &s->tensors[i];
        if (!last || strcmp(last, t->name) != 0 || !torch_is_beside(t->role)) {
            last = t->name;
            continue;
        }
        int length = snprintf(name, sizeof name, "%.4000s (beside, %zu)", t->name, i);
        t->name = arena_text(&s->arena, name, (size_t)length);
        if (!t->name)
            return error_memory("the tensors of a file");
    }
    return NULL;
}

/* Sorts the tensors. No two of the state_dict may have one name. */
static struct error *settle_names(struct torch_state *s)
{
    sort_names(s);
    struct error *err = tell_apart(s);
    if (err)
        return err;
    sort_names(s);
    for (size_t i = 1; i < s->count; i++)
        if (strcmp(s->tensors[i - 1].name, s->tensors[i].name) == 0)
            return error_new("tensor %.200s: appears twice: rename one", s->tensors[i].name);
    return NULL;
}

struct error *torch_state_find(struct torch_state *s, const struct pickle *p, const char *key)
{
    struct torch_names names = {.state = s};
    struct error *err = NULL;
    *s = (struct torch_state){0};
    if (!size_mul(p->consumed, BUDGET_PER_BYTE, &names.budget) ||
        !size_add(names.budget, BUDGET_FLOOR, &names.budget)) {
        err = error_memory("the tensors of a file");
        goto out;
    }
    names.seen = calloc(p->count + 1, sizeof *names.seen);
    names.is_column = calloc(p->count + 1, sizeof *names.is_column);
    if (!names.seen || !names.is_column) {
        err = error_memory("the tensors of a file");
        goto out;
    }
    TRY(torch_search(&names, p, key));
    if (s->count > 0)
        TRY(torch_collect_beside(&names, p->root));
    if (names.exhausted) {
        err = error_new("pickle: the tensors' names repeat each other more often than a real "
                        "file's: write the file again");
        goto out;
    }
    if (s->count == 0) {
        err = error_new("the state_dict has no tensors: save a model that has some");
        goto out;
    }
    TRY(settle_names(s));
out:
    free(names.seen);
    free(names.is_column);
    if (err)
        torch_state_free(s);
    return err;
}

void torch_state_free(struct torch_state *s)
{
    free(s->tensors);
    free(s->columns);
    strlist_free(&s->keys);
    strlist_free(&s->values);
    arena_free(&s->arena);
    *s = (struct torch_state){0};
}
