#include "checkpoint/choice/left_out.h"

#include "base/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- collecting ---- */

static bool is_left_out(enum tensor_verdict verdict)
{
    return verdict == TENSOR_OUT_TIED || trained_reason(verdict);
}

/* What stands beside the state_dict as a column is not lost, but does not move either. */
static bool is_said(const struct left_out *l, enum tensor_verdict verdict)
{
    return is_left_out(verdict) && (l->moved || verdict != TENSOR_OUT_BESIDE_COLUMN);
}

static bool can_move(const struct tensor *t)
{
    return !t->unreadable && dtype_is_float(t->place.type);
}

static struct error *make_room(struct left_out *l)
{
    struct left_out_tensor *at = array_grown(l->at, &l->room, l->count, sizeof *at);
    if (!at)
        return error_memory("the names of tensors");
    l->at = at;
    return NULL;
}

static struct error *insert(struct left_out *l, size_t at, const struct checkpoint *c,
                            const enum tensor_verdict *verdicts, size_t index)
{
    struct error *err = make_room(l);
    if (err)
        return err;
    bool tied = verdicts[index] == TENSOR_OUT_TIED;
    const char *twin = tied ? tensor_choice_twin(c, verdicts, index)->name : NULL;
    struct left_out_tensor new = {.name = strdup(c->tensors[index].name),
                                  .verdict = verdicts[index],
                                  .twin = twin ? strdup(twin) : NULL};
    memmove(l->at + at + 1, l->at + at, (l->count - at) * sizeof *l->at);
    l->at[at] = new;
    l->count++;
    return new.name && !twin == !new.twin ? NULL : error_memory("the names of tensors");
}

/* Both lists are sorted by name, so one pass finds what is new. */
struct error *left_out_add(struct left_out *l, const struct tensor_choice *choice,
                           const struct checkpoint *c, const enum tensor_verdict *verdicts)
{
    struct error *err = NULL;
    TRY(matched_add(&l->matched, choice, c, verdicts));
    for (size_t i = 0, at = 0; i < c->count; i++) {
        int order = 1;
        if (!is_said(l, verdicts[i]) || (l->moved && !can_move(&c->tensors[i])))
            continue;
        while (at < l->count && (order = strcmp(l->at[at].name, c->tensors[i].name)) < 0)
            at++;
        if (at == l->count || order != 0)
            TRY(insert(l, at, c, verdicts, i));
    }
out:
    return err;
}

static int compare_names(const void *a, const void *b)
{
    const struct left_out_tensor *s = a, *t = b;
    return strcmp(s->name, t->name);
}

const struct left_out_tensor *left_out_find(const struct left_out *l, const char *name)
{
    const struct left_out_tensor key = {.name = (char *)(uintptr_t)name}; /* never written to */
    return l->count ? bsearch(&key, l->at, l->count, sizeof key, compare_names) : NULL;
}

void left_out_free(struct left_out *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->at[i].name);
        free(l->at[i].twin);
    }
    free(l->at);
    matched_free(&l->matched);
    *l = (struct left_out){0};
}

/* ---- saying ---- */

enum { SHOWN = 4, ROOM = 512 };

/* Prints the first names of one verdict, and how many more there are. Returns the number of all. */
static size_t print_names(const struct left_out *l, enum tensor_verdict verdict, char text[ROOM])
{
    size_t found = 0, used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < l->count; i++) {
        const struct left_out_tensor *t = &l->at[i];
        if (t->verdict != verdict || found++ >= SHOWN || used >= ROOM)
            continue;
        used += (size_t)snprintf(text + used, ROOM - used, "%s%s%s%s", found > 1 ? ", " : "",
                                 t->name, t->twin ? " is " : "", t->twin ? t->twin : "");
    }
    if (found > SHOWN && used < ROOM)
        snprintf(text + used, ROOM - used, " and %zu more", found - SHOWN);
    return found;
}

struct error *left_out_report(const struct left_out *l, struct report *report)
{
    char names[ROOM];
    for (enum tensor_verdict verdict = TENSOR_IN; verdict < TENSOR_VERDICTS; verdict++) {
        if (!is_left_out(verdict) || print_names(l, verdict, names) == 0)
            continue;
        if (verdict == TENSOR_OUT_TIED)
            report_line(report, REPORT_NOTE, "%s: tied weights, counted once", names);
        else
            report_line(report, REPORT_NOTE, "%s: %s, %s: %ssnapcat -l lists them", names,
                        l->moved ? "not moved" : "left out", trained_reason_plural(verdict),
                        verdict == TENSOR_OUT_NO_NUMBERS ? "" : "--all takes them in, ");
    }
    return matched_report(&l->matched, report);
}
