#include "snapshot/sketch/log_steps.h"

#include "base/size.h"
#include "snapshot/sketch/log_attempts.h"
#include "snapshot/sketch/log_processes.h"
#include "stream/record/part_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An item, and what joins it to others. */
struct key {
    const char *run, *step;
    size_t item;
};

enum { STEP_TEXT_MAX = 160 };

/* What keeps a step's shards from making a whole. */
struct lack {
    size_t part, parts; /* the first that is not there, of so many; 0: all are */
    bool stale;         /* but it is an earlier attempt's */
};

/* The items in order of their steps, and what is told of them at the end. */
struct search {
    const struct log_set *set;
    struct log_processes processes;
    struct key *keys;
    size_t count; /* of the keys */
    size_t *row;
    size_t again, partial;                   /* items that are replaced; steps that are left out, */
    const struct key *again_at, *partial_at; /* the first of each, */
    struct lack lack;                        /* and what the latter lacks */
    size_t found;                            /* steps */
};

static int compare_steps(const struct key *a, const struct key *b)
{
    int by_run = strcmp(a->run, b->run);
    return by_run ? by_run : strcmp(a->step, b->step);
}

static int compare_keys(const void *a, const void *b)
{
    const struct key *p = a, *q = b;
    int by_step = compare_steps(p, q);
    return by_step ? by_step : size_compare(&p->item, &q->item);
}

/* "run sgd, step 12" */
static void print_step(const struct key *key, char text[STEP_TEXT_MAX])
{
    snprintf(text, STEP_TEXT_MAX, "%s%.80s%sstep %.40s", *key->run ? "run " : "", key->run,
             *key->run ? ", " : "", key->step);
}

static const char *path_of(const struct search *s, size_t item)
{
    return s->set->files.at[s->set->items[item].log];
}

/* ---- shards ---- */

/* The last item of each of N parts among the keys [first, end): its index + 1, or 0. */
static void find_latest(const struct search *s, size_t first, size_t end, size_t parts,
                        size_t *latest)
{
    for (size_t i = first; i < end; i++) {
        const struct part *part = &s->set->items[s->keys[i].item].share.part;
        if (part->count == parts)
            latest[part->index - 1] = s->keys[i].item + 1;
    }
}

/* The first of all parts that an earlier attempt than another's has written, or 0. Few are looked
 * at beside all others, for most were written after all processes had begun. */
static size_t find_stale(const struct search *s, size_t parts, const size_t *latest)
{
    double begun = NAN;
    for (size_t i = 0; i < parts; i++)
        begun = fmax(begun, s->set->items[latest[i] - 1].times.begun);
    for (size_t i = 0; i < parts; i++)
        if (s->set->items[latest[i] - 1].times.written < begun)
            for (size_t j = 0; j < parts; j++)
                if (log_processes_differ(&s->processes, s->set, latest[i] - 1, latest[j] - 1))
                    return i + 1;
    return 0;
}

static struct error *add_parts(const struct search *s, const size_t *latest, size_t parts,
                               struct part_set *set)
{
    struct error *err = NULL;
    for (size_t i = 0; i < parts; i++)
        if (latest[i] > 0)
            TRY(part_set_add(set, &s->set->items[latest[i] - 1].share, NULL,
                             path_of(s, latest[i] - 1)));
out:
    return err;
}

/* Where the step lacks nothing, its shards make the row. */
static struct error *join_parts(struct search *s, size_t first, size_t end, size_t parts,
                                struct lack *lack)
{
    struct error *err = NULL;
    struct part_set set = {0};
    char text[STEP_TEXT_MAX];
    size_t *latest = calloc(parts, sizeof *latest);
    if (!latest)
        return error_memory("a list of shards");
    find_latest(s, first, end, parts, latest);
    TRY(add_parts(s, latest, parts, &set));
    *lack = (struct lack){part_set_missing(&set, 1), parts, false};
    if (!lack->part)
        *lack = (struct lack){find_stale(s, parts, latest), parts, true};
    if (lack->part)
        goto out;
    TRY(part_set_check(&set));
    for (size_t i = 0; i < parts; i++)
        s->row[latest[i] - 1] = latest[0] - 1;
out:
    print_step(&s->keys[first], text);
    part_set_free(&set);
    free(latest);
    return error_prefix(err, "%s", text);
}

/* ---- steps ---- */

/* How many of the keys [first, end) before `end` are of the last one's division. */
static size_t division(const struct search *s, size_t first, size_t end)
{
    size_t at = end, parts = s->set->items[s->keys[end - 1].item].share.part.count;
    while (at > first && s->set->items[s->keys[at - 1].item].share.part.count == parts)
        at--;
    return end - at;
}

/* Items of one step: those of the last division that is all there. */
static struct error *join_step(struct search *s, size_t first, size_t end)
{
    struct error *err = NULL;
    struct lack lack = {.part = 1};
    for (size_t at = end; at > first && lack.part; at -= division(s, first, at)) {
        size_t item = s->keys[at - 1].item, parts = s->set->items[item].share.part.count;
        struct lack own = {0};
        if (parts == 0)
            s->row[item] = item;
        else
            TRY(join_parts(s, first, end, parts, &own));
        lack = at == end || own.part == 0 ? own : lack;
    }
    if (lack.part && s->partial++ == 0) {
        s->partial_at = &s->keys[first];
        s->lack = lack;
    }
    s->found += lack.part == 0;
    for (size_t i = first; i < end && !lack.part; i++)
        if (s->row[s->keys[i].item] == LOG_STEPS_NONE && s->again++ == 0)
            s->again_at = &s->keys[i];
out:
    return err;
}

/* Behind the items of the step of keys[first]. A whole that tells no step is a row of its own. */
static size_t end_of_step(const struct search *s, size_t first)
{
    size_t end = first + 1;
    if (!*s->keys[first].step)
        return end;
    while (end < s->count && compare_steps(&s->keys[first], &s->keys[end]) == 0)
        end++;
    return end;
}

static struct error *join_all(struct search *s)
{
    struct error *err = NULL;
    for (size_t at = 0, end; at < s->count; at = end) {
        size_t item = s->keys[at].item;
        end = end_of_step(s, at);
        if (!*s->keys[at].step && s->set->items[item].share.part.count > 1)
            return error_new("%s: a shard without its step (attribute row.step): write logs as "
                             "phm(5) says",
                             path_of(s, item));
        TRY(join_step(s, at, end));
    }
out:
    return err;
}

/* ---- telling ---- */

static struct error *tell(const struct search *s, struct report *report)
{
    char step[STEP_TEXT_MAX], list[STEP_TEXT_MAX + 64];
    if (s->partial) {
        print_step(s->partial_at, step);
        snprintf(list, sizeof list, "%s: shard %zu of %zu is %s", step, s->lack.part, s->lack.parts,
                 s->lack.stale ? "an earlier attempt's, by its time" : "missing");
    }
    if (s->found == 0)
        return error_new("no step has all its shards: the first is %s: name the logs of all ranks",
                         list);
    if (s->partial)
        report_line(report, REPORT_NOTE, "%zu step%s left out for want of shards: the first is %s",
                    s->partial, s->partial > 1 ? "s are" : " is", list);
    if (s->again) {
        print_step(s->again_at, step);
        report_line(report, REPORT_NOTE, "%s: %s was logged again%s: the later record counts",
                    path_of(s, s->again_at->item), step, s->again > 1 ? ", as others were" : "");
    }
    return NULL;
}

/* The items that count, in the order of their steps. */
static struct error *sort_steps(struct search *s, struct report *report)
{
    struct error *err;
    const struct log_set *set = s->set;
    bool *given_up = calloc(set->count, sizeof *given_up);
    s->keys = calloc(set->count, sizeof *s->keys);
    s->row = calloc(set->count, sizeof *s->row);
    if (!given_up || !s->keys || !s->row) {
        err = error_memory("a list of steps");
        goto out;
    }
    TRY(log_attempts_find(set, given_up, report));
    size_t run = table_column(&set->rows, "run"), step = table_column(&set->rows, "step");
    for (size_t i = 0; i < set->count; i++) {
        s->row[i] = LOG_STEPS_NONE;
        if (!given_up[i])
            s->keys[s->count++] =
                (struct key){table_cell(&set->rows, i, run), table_cell(&set->rows, i, step), i};
    }
    qsort(s->keys, s->count, sizeof *s->keys, compare_keys);
out:
    free(given_up);
    return err;
}

struct error *log_steps_find(const struct log_set *set, size_t **row, struct report *report)
{
    struct error *err;
    struct search s = {.set = set};
    TRY(log_processes_find(set, &s.processes));
    TRY(sort_steps(&s, report));
    TRY(join_all(&s));
    TRY(tell(&s, report));
    *row = s.row;
    s.row = NULL;
out:
    log_processes_free(&s.processes);
    free(s.keys);
    free(s.row);
    return err;
}
