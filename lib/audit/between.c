#include "audit/between.h"

#include "base/size.h"
#include "stream/table/column.h"

#include <stdlib.h>
#include <string.h>

/* ---- what runs claim of their starts ---- */

struct claim {
    size_t column;
    bool is_seed;
};

static struct error *find_claim(const struct table *rows, const char *start, struct claim *claim)
{
    static const char *const usual[] = {"start", "seed"};
    enum { USUAL = sizeof usual / sizeof *usual, SEED = USUAL - 1 };
    *claim = (struct claim){TABLE_NONE, false};
    if (start)
        return column_find(rows->columns.count ? rows : NULL, start, NULL, &claim->column);
    for (size_t i = 0; i < USUAL && claim->column == TABLE_NONE; i++)
        *claim = (struct claim){table_column(rows, usual[i]), i == SEED};
    return NULL;
}

static size_t first_row(const struct audit_subject *s, size_t run)
{
    return s->runs.order[s->runs.at[run].first];
}

static const char *claim_of(const struct audit_subject *s, const struct claim *claim, size_t run)
{
    return table_cell(s->rows, first_row(s, run), claim->column);
}

/* ---- equal snapshots ---- */

/* A snapshot, at its place in the order of all runs. */
struct entry {
    struct audit_digest digest;
    size_t place;
};

static int by_digest(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = audit_digest_compare(&x->digest, &y->digest);
    return order ? order : size_compare(&x->place, &y->place);
}

/* Twins: of each place in runs.order, the first one of another run that is equal and comes before
 * it; or AUDIT_NONE. */
static struct error *find_twins(const struct audit_subject *s, const struct audit_cell *whole,
                                size_t *twin)
{
    struct entry *sorted = calloc(size_max(s->row_count, 1), sizeof *sorted);
    if (!sorted)
        return error_memory("a search for twins");
    for (size_t i = 0; i < s->row_count; i++)
        sorted[i] = (struct entry){whole[s->runs.order[i]].digest, i};
    if (s->row_count > 0)
        qsort(sorted, s->row_count, sizeof *sorted, by_digest);
    for (size_t i = 0, first = 0; i < s->row_count; i++) {
        const struct entry *e = &sorted[i];
        if (audit_digest_compare(&e->digest, &sorted[first].digest) != 0)
            first = i;
        size_t other = sorted[first].place;
        size_t run = s->run_of[s->runs.order[e->place]];
        bool is_own = run != RUNS_NONE && run == s->run_of[s->runs.order[other]];
        twin[e->place] = first == i || is_own ? AUDIT_NONE : other;
    }
    free(sorted);
    return NULL;
}

/* Whether both are in the same runs as the ones before them. */
static bool continues(const struct audit_subject *s, const size_t *twin, size_t place)
{
    const size_t *run = s->run_of, *row = s->runs.order;
    size_t other = twin[place];
    return place > 0 && other != AUDIT_NONE && other > 0 && twin[place - 1] == other - 1 &&
           run[row[place]] == run[row[place - 1]] && run[row[other]] == run[row[other - 1]];
}

static bool is_start(const struct audit_subject *s, size_t place)
{
    size_t run = s->run_of[s->runs.order[place]];
    return run != RUNS_NONE && s->runs.at[run].first == place;
}

/* Whether both snapshots are the first of their runs, which claim to share them; or claim, by more
 * than a seed, that they differ, which is a finding about starts. */
static bool is_claimed(const struct audit_subject *s, const struct claim *claim, size_t place,
                       size_t other)
{
    if (claim->column == TABLE_NONE || !is_start(s, place) || !is_start(s, other))
        return false;
    const char *mine = claim_of(s, claim, s->run_of[s->runs.order[place]]);
    const char *others = claim_of(s, claim, s->run_of[s->runs.order[other]]);
    return strcmp(mine, others) == 0 ? *mine != '\0' : *mine && *others && !claim->is_seed;
}

static struct error *report_twins(struct table *out, const struct audit_subject *s,
                                  const struct claim *claim, const size_t *twin, size_t place,
                                  size_t count)
{
    size_t row = s->runs.order[place], other = s->runs.order[twin[place]];
    if (count == 1 && is_claimed(s, claim, place, twin[place]))
        return NULL;
    return audit_findings_add(out, s, AUDIT_TWIN, (struct audit_place){row, NULL, other},
                              "equal to the other, of another run (snapshots in a row: %zu)",
                              count);
}

struct error *audit_between_find_twins(struct table *out, const struct audit_measure *m,
                                       const struct audit_cell *whole, const char *start)
{
    struct error *err;
    struct claim claim;
    const struct audit_subject *s = m->subject;
    size_t *twin = calloc(size_max(s->row_count, 1), sizeof *twin);
    if (!twin)
        return error_memory("a search for twins");
    TRY(find_claim(s->rows, start, &claim));
    TRY(find_twins(s, whole, twin));
    for (size_t place = 0, end; place < s->row_count; place = end) {
        end = place + 1;
        if (twin[place] == AUDIT_NONE)
            continue;
        while (end < s->row_count && continues(s, twin, end))
            end++;
        TRY(report_twins(out, s, &claim, twin, place, end - place));
    }
out:
    free(twin);
    return err;
}

/* ---- starts ---- */

/* Of runs that claim nothing nothing follows, nor of seeds where training may have begun. */
static bool tells(const struct audit_subject *s, const struct claim *claim, size_t run)
{
    size_t step = s->runs.step_column;
    bool is_untrained = column_value(s->rows, first_row(s, run), step) <= 0;
    return *claim_of(s, claim, run) && (!claim->is_seed || is_untrained);
}

static struct error *compare_starts(struct table *out, const struct audit_subject *s,
                                    const struct audit_cell *whole, const struct claim *claim,
                                    size_t run, size_t other)
{
    size_t a = first_row(s, run), b = first_row(s, other);
    const char *name = s->rows->columns.at[claim->column];
    const char *mine = claim_of(s, claim, run), *others = claim_of(s, claim, other);
    bool same_claim = strcmp(mine, others) == 0;
    bool same = audit_digest_compare(&whole[a].digest, &whole[b].digest) == 0;
    if (same_claim && !same)
        return audit_findings_add(out, s, AUDIT_START, (struct audit_place){a, NULL, b},
                                  "%s is %s, as of the other, but the first snapshots differ", name,
                                  mine);
    if (!same_claim && same && !claim->is_seed)
        return audit_findings_add(
            out, s, AUDIT_START, (struct audit_place){a, NULL, b},
            "%s is %s, and %s of the other, but the first snapshots are equal", name, mine, others);
    return NULL;
}

/* The first earlier run that tells, and has the same claim, or else the same start; or
 * AUDIT_NONE. */
static size_t find_other(const struct audit_subject *s, const struct audit_cell *whole,
                         const struct claim *claim, size_t run)
{
    size_t same_start = AUDIT_NONE;
    const struct audit_digest *mine = &whole[first_row(s, run)].digest;
    for (size_t other = 0; other < run; other++) {
        if (!tells(s, claim, other))
            continue;
        if (strcmp(claim_of(s, claim, run), claim_of(s, claim, other)) == 0)
            return other;
        if (same_start == AUDIT_NONE &&
            audit_digest_compare(mine, &whole[first_row(s, other)].digest) == 0)
            same_start = other;
    }
    return same_start;
}

struct error *audit_between_find_starts(struct table *out, const struct audit_measure *m,
                                        const struct audit_cell *whole, const char *start)
{
    struct error *err;
    struct claim claim;
    const struct audit_subject *s = m->subject;
    TRY(find_claim(s->rows, start, &claim));
    for (size_t run = 0; claim.column != TABLE_NONE && run < s->runs.count; run++) {
        size_t other = tells(s, &claim, run) ? find_other(s, whole, &claim, run) : AUDIT_NONE;
        if (other != AUDIT_NONE)
            TRY(compare_starts(out, s, whole, &claim, run, other));
    }
out:
    return err;
}
