#include "snapshot/sketch/log_processes.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An item with what it shares with those of its process. */
struct written {
    const char *run;
    struct part part;
    double begun;
    size_t item;
};

static int compare_parts(const struct written *a, const struct written *b)
{
    int order = strcmp(a->run, b->run);
    if (order == 0)
        order = size_compare(&a->part.count, &b->part.count);
    return order ? order : size_compare(&a->part.index, &b->part.index);
}

static int compare_written(const void *a, const void *b)
{
    const struct written *p = a, *q = b;
    int order = compare_parts(p, q);
    return order ? order : (p->begun > q->begun) - (p->begun < q->begun);
}

/* The items that tell times, in the order of their processes. */
static size_t list_written(const struct log_set *set, struct written *list)
{
    size_t run = table_column(&set->rows, "run"), count = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct log_item *item = &set->items[i];
        if (!isnan(item->times.begun) && !isnan(item->times.written))
            list[count++] = (struct written){table_cell(&set->rows, i, run), item->share.part,
                                             item->times.begun, i};
    }
    qsort(list, count, sizeof *list, compare_written);
    return count;
}

struct error *log_processes_find(const struct log_set *set, struct log_processes *p)
{
    struct written *list = calloc(set->count, sizeof *list);
    p->at = calloc(set->count, sizeof *p->at);
    p->of = malloc(set->count * sizeof *p->of);
    if (!list || !p->at || !p->of) {
        free(list);
        return error_memory("a list of processes");
    }
    for (size_t i = 0; i < set->count; i++)
        p->of[i] = LOG_PROCESSES_NONE;
    size_t found = 0;
    for (size_t i = 0, count = list_written(set, list); i < count; i++) {
        const struct written *now = &list[i];
        bool same_part = i > 0 && compare_parts(now - 1, now) == 0;
        double written = set->items[now->item].times.written;
        if (!same_part || now[-1].begun < now->begun) {
            size_t earlier = same_part ? p->at[found - 1].earlier + 1 : 0;
            p->at[found++] = (struct log_process){now->begun, written, earlier};
        }
        p->of[now->item] = found - 1;
        p->at[found - 1].last = fmax(p->at[found - 1].last, written);
    }
    free(list);
    return NULL;
}

void log_processes_free(struct log_processes *p)
{
    free(p->at);
    free(p->of);
    *p = (struct log_processes){0};
}

bool log_processes_differ(const struct log_processes *p, const struct log_set *set, size_t item,
                          size_t other)
{
    if (p->of[item] == LOG_PROCESSES_NONE || p->of[other] == LOG_PROCESSES_NONE)
        return false;
    const struct log_process *own = &p->at[p->of[item]], *others = &p->at[p->of[other]];
    if (set->items[item].times.written >= others->begun)
        return false;
    for (const struct log_process *before = others - others->earlier; before < others; before++)
        if (own->begun <= before->last && before->begun <= own->last)
            return true;
    return false;
}
