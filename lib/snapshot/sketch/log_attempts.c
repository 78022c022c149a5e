#include "snapshot/sketch/log_attempts.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An item with what it shares with those of its course. */
struct course_item {
    size_t log, part, item;
    const char *run;
    double step; /* NAN: not a number */
};

static bool is_of_course(const struct course_item *a, const struct course_item *b)
{
    return a->log == b->log && a->part == b->part && strcmp(a->run, b->run) == 0;
}

static int compare_items(const void *a, const void *b)
{
    const struct course_item *p = a, *q = b;
    int order =
        size_compare(&q->log, &p->log); /* the walk is from the end: the first is told of first */
    if (order == 0)
        order = size_compare(&p->part, &q->part);
    if (order == 0)
        order = strcmp(p->run, q->run);
    return order ? order : size_compare(&p->item, &q->item);
}

static struct course_item *sorted_items(const struct log_set *set)
{
    struct course_item *items = calloc(set->count, sizeof *items);
    size_t run = table_column(&set->rows, "run"), step = table_column(&set->rows, "step");
    for (size_t i = 0; items && i < set->count; i++) {
        items[i] =
            (struct course_item){set->items[i].log, set->items[i].share.part.index, i,
                                 table_cell(&set->rows, i, run), column_value(&set->rows, i, step)};
    }
    if (items)
        qsort(items, set->count, sizeof *items, compare_items);
    return items;
}

/* What a log's note tells. */
struct telling {
    size_t count;
    const struct course_item *first; /* that was given up, */
    double resumed;                  /* and the step that the training went back to */
};

static void tell(const struct log_set *set, struct telling *t, struct report *report)
{
    if (t->count > 0)
        report_line(report, REPORT_NOTE,
                    "%s: goes back from step %g to step %g%s%.80s: %zu record%s of the earlier "
                    "attempt %s left out",
                    set->files.at[t->first->log], t->first->step, t->resumed,
                    *t->first->run ? ", run " : "", t->first->run, t->count,
                    t->count > 1 ? "s" : "", t->count > 1 ? "are" : "is");
    *t = (struct telling){0};
}

struct error *log_attempts_find(const struct log_set *set, bool *given_up, struct report *report)
{
    struct course_item *items = sorted_items(set);
    struct telling telling = {0};
    double least = INFINITY;
    if (!items && set->count > 0)
        return error_memory("a list of steps");
    for (size_t i = set->count; i-- > 0;) {
        const struct course_item *now = &items[i];
        if (i + 1 == set->count || !is_of_course(now, now + 1)) {
            if (i + 1 < set->count && now->log != now[1].log)
                tell(set, &telling, report);
            least = INFINITY;
        }
        given_up[now->item] = now->step >= least;
        if (given_up[now->item] && telling.count++ == 0) {
            telling.first = now;
            telling.resumed = least;
        }
        least = fmin(least, now->step);
    }
    tell(set, &telling, report);
    free(items);
    return NULL;
}
