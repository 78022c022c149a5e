#include "audit/course.h"

#include "audit/path.h"
#include "audit/usual.h"
#include "base/size.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_LEAST = 64 /* of a tensor: fewer swing back by chance */ };

static const double better_place = 0.6; /* of the detour */

/* The work on a run. */
struct course {
    const struct audit_measure *m;
    const struct audit_cell *whole;
    const size_t *order; /* the run's rows */
    size_t count;
    struct audit_path path; /* what is left of them */
    double *ratio;          /* log r, of each place on the path */
    double *room;
    bool *is_out; /* of each row of the subject: it holds a copy, or has been reported */
    struct audit_usual usual;
};

/* Exact, of three rows that stand side by side in the run. */
static double exact_ratio(const struct audit_cell *of_b, const struct audit_cell *of_c)
{
    return audit_usual_log_ratio(sqrt(of_b->one), sqrt(of_c->one), sqrt(of_c->two));
}

/* ---- the path ---- */

static double ratio_at(const struct course *c, size_t place)
{
    const struct audit_path *p = &c->path;
    if (place == 0 || place + 1 >= p->count)
        return NAN;
    size_t b = p->rows[place], after = p->rows[place + 1];
    const struct audit_before *before = c->m->subject->before;
    if (before[after].one == b && before[b].one == p->rows[place - 1])
        return exact_ratio(&c->whole[b], &c->whole[after]);
    return audit_usual_log_ratio(audit_path_apart(p, place - 1, place),
                                 audit_path_apart(p, place, place + 1),
                                 audit_path_apart(p, place - 1, place + 1));
}

/* Rows that are not finite are nowhere. */
static void begin_path(struct course *c)
{
    struct audit_path *p = &c->path;
    p->count = 0;
    for (size_t i = 0; i < c->count; i++)
        if (!c->is_out[c->order[i]] && isfinite(c->whole[c->order[i]].length))
            p->rows[p->count++] = c->order[i];
    for (size_t i = 0; i < p->count; i++)
        c->ratio[i] = ratio_at(c, i);
    c->usual = audit_usual_of(c->ratio, p->count, c->room);
}

/* Takes places [first, end) off the path. */
static void take_out(struct course *c, size_t first, size_t end)
{
    struct audit_path *p = &c->path;
    for (size_t i = first; i < end; i++)
        c->is_out[p->rows[i]] = true;
    memmove(p->rows + first, p->rows + end, (p->count - end) * sizeof *p->rows);
    memmove(c->ratio + first, c->ratio + end, (p->count - end) * sizeof *c->ratio);
    p->count -= end - first;
    for (size_t i = size_max(first, 1) - 1; i <= first && i < p->count; i++)
        c->ratio[i] = ratio_at(c, i);
}

/* ---- single snapshots ---- */

static struct error *report_order(struct table *out, const struct course *c, size_t place,
                                  size_t best, double share)
{
    const size_t *rows = c->path.rows;
    return audit_findings_add(out, c->m->subject, AUDIT_ORDER,
                              (struct audit_place){rows[place], NULL, rows[best]},
                              "out of order: fits better right after the other, with %.2g of the "
                              "detour that it is here",
                              fmax(share, 0));
}

static struct error *report_return(struct table *out, const struct course *c, size_t place)
{
    const size_t *rows = c->path.rows;
    return audit_findings_add(out, c->m->subject, AUDIT_RETURNS,
                              (struct audit_place){rows[place], NULL, rows[place + 1]},
                              "leaves the path, which returns in the other: the way over it is "
                              "%.3g times as long as past it, and usually %.3g",
                              exp(c->ratio[place]), exp(c->usual.median));
}

/* Reports the snapshot and takes it off the path, or finds nothing wrong with it. */
static struct error *judge(struct table *out, struct course *c, size_t place)
{
    struct error *err = NULL;
    double there, here = audit_path_detour(&c->path, place - 1, place, place + 1);
    size_t best = audit_path_best(&c->path, place, &there);
    if (there < better_place * here) {
        TRY(report_order(out, c, place, best, there / here));
    } else if (c->ratio[place] > audit_usual_far_above(&c->usual)) {
        TRY(report_return(out, c, place));
    } else {
        c->ratio[place] = NAN;
        return NULL;
    }
    take_out(c, place, place + 1);
out:
    return err;
}

static size_t highest(const struct course *c)
{
    size_t most = 0;
    for (size_t i = 0; i < c->path.count; i++)
        if (!isnan(c->ratio[i]) && !(c->ratio[i] <= c->ratio[most]))
            most = i;
    return most;
}

/* The one that stands out most comes first: beside it, others may seem to. */
static struct error *find_single(struct table *out, struct course *c)
{
    struct error *err = NULL;
    double limit = audit_usual_above(&c->usual);
    for (size_t i = highest(c); c->ratio[i] > limit && !err; i = highest(c))
        err = judge(out, c, i);
    return err;
}

/* ---- stretches ---- */

static struct audit_stretch longest_stretch(const struct course *c, struct audit_stretch *room)
{
    struct audit_stretch most = {.ratio = -INFINITY};
#pragma omp parallel for schedule(dynamic, 8)
    for (size_t i = 0; i < c->path.count; i++)
        room[i] = audit_path_stretch(&c->path, i);
    for (size_t i = 0; i < c->path.count; i++)
        if (room[i].ratio > most.ratio)
            most = room[i];
    return most;
}

static struct error *report_stretch(struct table *out, const struct course *c,
                                    const struct audit_stretch *w)
{
    const size_t *rows = c->path.rows;
    return audit_findings_add(out, c->m->subject, AUDIT_RETURNS,
                              (struct audit_place){rows[w->leave + 1], NULL, rows[w->back]},
                              "%zu snapshots from this one on leave the path, which returns in the "
                              "other: the way there and back is %.3g times as long as past them",
                              w->back - w->leave - 1, exp(w->ratio));
}

static struct error *find_stretches(struct table *out, struct course *c)
{
    struct error *err = NULL;
    struct audit_stretch w, *room = calloc(size_max(c->path.count, 1), sizeof *room);
    if (!room)
        return error_memory("stretches of a run");
    for (w = longest_stretch(c, room); w.ratio > audit_usual_far_above(&c->usual);
         w = longest_stretch(c, room)) {
        TRY(report_stretch(out, c, &w));
        take_out(c, w.leave + 1, w.back);
    }
out:
    free(room);
    return err;
}

/* ---- tensors ---- */

/* Whether three successive snapshots of the run, the second at `place`, are all on the path. */
static bool is_whole(const struct course *c, size_t place)
{
    return place > 0 && place + 1 < c->count && !c->is_out[c->order[place - 1]] &&
           !c->is_out[c->order[place]] && !c->is_out[c->order[place + 1]];
}

static struct error *find_in_tensor(struct table *out, struct course *c, size_t tensor)
{
    struct error *err = NULL;
    const struct audit_subject *s = c->m->subject;
    const size_t *row = c->order;
    for (size_t i = 0; i < c->count; i++)
        c->ratio[i] = is_whole(c, i) ? exact_ratio(audit_cell(c->m, row[i], tensor),
                                                   audit_cell(c->m, row[i + 1], tensor))
                                     : NAN;
    struct audit_usual u = audit_usual_of(c->ratio, c->count, c->room);
    for (size_t i = 0; i < c->count && u.triples >= AUDIT_TRIPLES_FEW && !err; i++)
        if (c->ratio[i] > audit_usual_far_above(&u))
            err = audit_findings_add(
                out, s, AUDIT_RETURNS,
                (struct audit_place){row[i], s->tensors[tensor].name, row[i + 1]},
                "leaves the path, which returns in the other: the way over it is %.3g times as "
                "long as past it, and usually %.3g",
                exp(c->ratio[i]), exp(u.median));
    return err;
}

static struct error *find_in_tensors(struct table *out, struct course *c)
{
    struct error *err = NULL;
    const struct audit_subject *s = c->m->subject;
    for (size_t k = 0; s->tensor_count > 1 && k < s->tensor_count && !err; k++)
        if (s->tensors[k].columns.count >= NUMBERS_LEAST)
            err = find_in_tensor(out, c, k);
    return err;
}

/* ---- runs ---- */

static struct error *course_begin(struct course *c, const enum audit_copied *copies)
{
    size_t rows = size_max(c->m->subject->row_count, 1);
    c->path.rows = calloc(rows, sizeof *c->path.rows);
    c->ratio = calloc(rows, sizeof *c->ratio);
    c->room = calloc(rows, sizeof *c->room);
    c->is_out = calloc(rows, sizeof *c->is_out);
    if (!c->path.rows || !c->ratio || !c->room || !c->is_out)
        return error_memory("the course of a run");
    for (size_t i = 0; i < c->m->subject->row_count; i++)
        c->is_out[i] = copies[i] != AUDIT_COPIED_NONE;
    return NULL;
}

static void course_free(struct course *c)
{
    free(c->path.rows);
    free(c->ratio);
    free(c->room);
    free(c->is_out);
}

static struct error *find_in_run(struct table *out, struct course *c, const struct run *run)
{
    struct error *err;
    c->order = c->m->subject->runs.order + run->first;
    c->count = run->count;
    begin_path(c);
    TRY(find_single(out, c));
    TRY(find_stretches(out, c));
    TRY(find_in_tensors(out, c));
out:
    return err;
}

struct error *audit_course_find(struct table *out, const struct audit_measure *m,
                                const struct audit_cell *whole, const struct audit_sketch *sketch,
                                const enum audit_copied *copies)
{
    struct error *err;
    struct course c = {.m = m, .whole = whole, .path.sketch = sketch};
    TRY(course_begin(&c, copies));
    for (size_t k = 0; k < m->subject->runs.count; k++)
        TRY(find_in_run(out, &c, &m->subject->runs.at[k]));
out:
    course_free(&c);
    return err;
}
