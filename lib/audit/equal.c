#include "audit/equal.h"

#include "audit/median.h"
#include "audit/rounding.h"
#include "base/size.h"

#include <math.h>
#include <stdlib.h>

static const double bits_least = 30;

/* A snapshot in a sequence of a run. */
struct item {
    struct audit_digest digest;
    size_t row, place; /* its place in the sequence */
    size_t first;      /* the first place with this digest */
};

/* The sequence that is looked at: a run's snapshots, or one tensor of them. */
struct sequence {
    struct item *items, *sorted;
    size_t count;
    const char *tensor; /* NULL: whole snapshots */
};

static int by_digest(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = audit_digest_compare(&x->digest, &y->digest);
    return order ? order : size_compare(&x->place, &y->place);
}

static bool is_equal(const struct item *a, const struct item *b)
{
    return audit_digest_compare(&a->digest, &b->digest) == 0;
}

static void find_first_places(struct sequence *q)
{
    for (size_t i = 0; i < q->count; i++)
        q->sorted[i] = q->items[i];
    if (q->count > 0)
        qsort(q->sorted, q->count, sizeof *q->sorted, by_digest);
    for (size_t i = 0, first = 0; i < q->count; i++) {
        if (i == 0 || !is_equal(&q->sorted[i], &q->sorted[i - 1]))
            first = q->sorted[i].place;
        q->items[q->sorted[i].place].first = first;
    }
}

/* ---- the findings of a sequence ---- */

/* Snapshots [begin, end) are equal. */
static struct error *report_stretch(struct table *out, const struct audit_subject *s,
                                    const struct sequence *q, size_t begin, size_t end)
{
    struct error *err = NULL;
    const struct item *item = &q->items[begin];
    size_t length = end - begin;
    if (item->first < begin)
        TRY(audit_findings_add(
            out, s, AUDIT_COPY,
            (struct audit_place){item->row, q->tensor, q->items[item->first].row},
            "equal to the other, but not to what lies between"));
    if (length > 1)
        TRY(audit_findings_add(out, s, AUDIT_NO_STEP,
                               (struct audit_place){q->items[begin + 1].row, q->tensor, item->row},
                               "equal to the one before (snapshots in a row: %zu)", length));
out:
    return err;
}

static size_t stretch_end(const struct sequence *q, size_t begin)
{
    size_t end = begin + 1;
    while (end < q->count && q->items[end].first == q->items[begin].first)
        end++;
    return end;
}

static struct error *report_stretches(struct table *out, const struct audit_subject *s,
                                      const struct sequence *q)
{
    struct error *err = NULL;
    for (size_t begin = 0, end; begin < q->count && !err; begin = end) {
        end = stretch_end(q, begin);
        err = report_stretch(out, s, q, begin, end);
    }
    return err;
}

/* ---- chance ---- */

/* The median of the squared steps of a tensor over its squared lengths; room for q->count. */
static double median_step(const struct audit_measure *m, const struct sequence *q, size_t tensor,
                          double *room)
{
    size_t count = 0;
    for (size_t i = 1; i < q->count; i++) {
        const struct audit_cell *cell = audit_cell(m, q->items[i].row, tensor);
        if (cell->one > 0 && isfinite(cell->length) && cell->length > 0)
            room[count++] = cell->one / cell->length;
    }
    double median = audit_median(room, count, &count);
    return count > 0 ? median : 0;
}

static bool is_chance(const struct audit_measure *m, const struct sequence *q, size_t tensor,
                      double *room)
{
    const struct audit_tensor *t = &m->subject->tensors[tensor];
    double spacing = audit_rounding_spacing(t->type);
    double moved = sqrt(median_step(m, q, tensor, room)) / spacing;
    return (double)t->columns.count * log2(fmax(moved, 2)) < bits_least;
}

/* ---- runs ---- */

/* What the search in a run needs; room for the longest run. */
struct search {
    const struct audit_measure *m;
    struct sequence q;
    double *room;
};

static struct error *find_whole(struct table *out, struct search *f, const struct run *run,
                                const struct audit_cell *whole, enum audit_copied *copies)
{
    const struct audit_subject *s = f->m->subject;
    struct sequence *q = &f->q;
    q->count = run->count;
    q->tensor = NULL;
    for (size_t i = 0; i < run->count; i++) {
        size_t row = s->runs.order[run->first + i];
        q->items[i] = (struct item){whole[row].digest, row, i, i};
    }
    find_first_places(q);
    for (size_t i = 0; i < run->count; i++)
        copies[q->items[i].row] = q->items[i].first < i ? AUDIT_COPIED_WHOLE : AUDIT_COPIED_NONE;
    return report_stretches(out, s, q);
}

static void note_parts(const struct sequence *q, enum audit_copied *copies)
{
    for (size_t begin = 0, end; begin < q->count; begin = end) {
        end = stretch_end(q, begin);
        for (size_t i = begin; i < end && q->items[begin].first < begin; i++)
            copies[q->items[i].row] = AUDIT_COPIED_PART;
    }
}

/* Of the snapshots that are not copies of earlier ones. */
static struct error *find_tensor(struct table *out, struct search *f, const struct run *run,
                                 size_t tensor, enum audit_copied *copies)
{
    const struct audit_subject *s = f->m->subject;
    struct sequence *q = &f->q;
    q->count = 0;
    q->tensor = s->tensors[tensor].name;
    for (size_t i = 0; i < run->count; i++) {
        size_t row = s->runs.order[run->first + i];
        if (copies[row] != AUDIT_COPIED_WHOLE) {
            q->items[q->count] =
                (struct item){audit_cell(f->m, row, tensor)->digest, row, q->count, 0};
            q->count++;
        }
    }
    find_first_places(q);
    if (q->count > 1 && stretch_end(q, 0) == q->count)
        return audit_findings_add(out, s, AUDIT_FROZEN,
                                  (struct audit_place){q->items[0].row, q->tensor, AUDIT_NONE},
                                  "this tensor never changes in %zu snapshots", q->count);
    if (is_chance(f->m, q, tensor, f->room))
        return NULL;
    note_parts(q, copies);
    return report_stretches(out, s, q);
}

static struct error *search_begin(struct search *f, const struct audit_measure *m)
{
    size_t rows = size_max(m->subject->row_count, 1);
    *f = (struct search){.m = m};
    f->q.items = calloc(rows, sizeof *f->q.items);
    f->q.sorted = calloc(rows, sizeof *f->q.sorted);
    f->room = calloc(rows, sizeof *f->room);
    return f->q.items && f->q.sorted && f->room ? NULL : error_memory("a search for copies");
}

static void search_free(struct search *f)
{
    free(f->q.items);
    free(f->q.sorted);
    free(f->room);
}

struct error *audit_equal_find(struct table *out, const struct audit_measure *m,
                               const struct audit_cell *whole, enum audit_copied *copies)
{
    struct error *err;
    struct search f;
    const struct audit_subject *s = m->subject;
    TRY(search_begin(&f, m));
    for (size_t k = 0; k < s->runs.count; k++) {
        TRY(find_whole(out, &f, &s->runs.at[k], whole, copies));
        for (size_t tensor = 0; s->tensor_count > 1 && tensor < s->tensor_count; tensor++)
            TRY(find_tensor(out, &f, &s->runs.at[k], tensor, copies));
    }
out:
    search_free(&f);
    return err;
}
