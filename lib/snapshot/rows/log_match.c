#include "snapshot/rows/log_match.h"

#include "base/size.h"
#include "base/text/decimal.h"
#include "snapshot/rows/log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const log_match_keys[LOG_KEYS] = {"run", "step", "epoch"};

static bool both_have(const struct log_match *m, enum log_key key)
{
    return m->own[key] != TABLE_NONE && m->its[key] != TABLE_NONE;
}

/* ---- the log's rows by their keys ---- */

static int compare_keys(const struct log_entry *a, const struct log_entry *b)
{
    int order = strcmp(a->run, b->run);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static int compare_entries(const void *a, const void *b)
{
    const struct log_entry *x = a, *y = b;
    int order = compare_keys(x, y);
    return order ? order : size_compare(&x->row, &y->row);
}

/* The key of a row of either table; false where the number is missing. */
static bool key_of(const struct log_match *m, const struct table *t, const size_t columns[LOG_KEYS],
                   size_t row, struct log_entry *key)
{
    *key = (struct log_entry){.run = "", .row = row};
    if (m->by_run)
        key->run = table_cell(t, row, columns[LOG_RUN]);
    if (m->by == LOG_RUN)
        return true;
    return table_number(t, row, columns[m->by], &key->number) && isfinite(key->number);
}

/* Sorts the log's rows by run and by m->by. */
static void sort_entries(struct log_match *m)
{
    m->count = 0;
    for (size_t row = 0; row < m->log->rows; row++)
        if (key_of(m, m->log, m->its, row, &m->entries[m->count]))
            m->count++;
    qsort(m->entries, m->count, sizeof *m->entries, compare_entries);
}

const struct log_entry *log_match_of(const struct log_match *m, size_t snapshot, size_t *count)
{
    struct log_entry key;
    size_t low = 0, high = m->count;
    *count = 0;
    if (!key_of(m, m->rows, m->own, snapshot, &key))
        return m->entries;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&m->entries[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *count < m->count && compare_keys(&m->entries[low + *count], &key) == 0)
        ++*count;
    return m->entries + low;
}

/* ---- the snapshots that a log is of ---- */

/* Marks the snapshots whose runs the log has. */
static void find_concerned(struct log_match *m)
{
    size_t count;
    m->by = LOG_RUN;
    sort_entries(m);
    for (size_t row = 0; row < m->rows->rows; row++) {
        log_match_of(m, row, &count);
        m->concerned[row] = !m->by_run || count > 0;
        m->snapshots += m->concerned[row];
    }
}

/* The first row whose cell in the column differs from those before it; t->rows where all agree. */
static size_t first_other(const struct table *t, size_t column)
{
    size_t row = 1;
    while (row < t->rows && strcmp(table_cell(t, row, column), table_cell(t, 0, column)) == 0)
        row++;
    return size_min(row, t->rows);
}

static size_t count_runs(const struct table *rows, size_t column)
{
    size_t runs = 0;
    for (size_t row = 0; row < rows->rows; row++) {
        size_t before = 0;
        while (strcmp(table_cell(rows, before, column), table_cell(rows, row, column)) != 0)
            before++;
        runs += before == row;
    }
    return runs;
}

static struct error *match_runs(struct log_match *m, const char *path)
{
    size_t its = m->its[LOG_RUN], own = m->own[LOG_RUN];
    m->by_run = both_have(m, LOG_RUN);
    size_t other = its == TABLE_NONE ? 0 : first_other(m->log, its);
    if (its != TABLE_NONE && own == TABLE_NONE && other < m->log->rows)
        return error_new("%s: has runs '%s' and '%s', but the snapshots have no column run: make "
                         "one of the files' names (-n)",
                         path, table_cell(m->log, 0, its), table_cell(m->log, other, its));
    if (own != TABLE_NONE && !m->by_run)
        m->runs = count_runs(m->rows, own);
    find_concerned(m);
    return NULL;
}

/* ---- ways to match ---- */

/* How well one key does. */
struct way {
    enum log_key by;
    size_t found;      /* snapshots */
    size_t missing;    /* the first snapshot that finds no row */
    bool contradicted; /* a snapshot finds a row of another epoch */
};

static bool contradicts(const struct log_match *m, size_t snapshot, const struct log_entry *entries,
                        size_t count)
{
    double own, its;
    if (m->by != LOG_STEP || !both_have(m, LOG_EPOCH) ||
        !table_number(m->rows, snapshot, m->own[LOG_EPOCH], &own))
        return false;
    for (size_t i = 0; i < count; i++)
        if (table_number(m->log, entries[i].row, m->its[LOG_EPOCH], &its) && fabs(own - its) >= 1)
            return true;
    return false;
}

/* Whether a snapshot that finds no row was taken before training, when there is nothing to log: its
 * number is 0. A log that is counted from 1 where snapshots are counted from 0 looks so too, but
 * goes on behind the last snapshot. */
static bool is_start(const struct log_match *m, size_t snapshot)
{
    double last = 0, logged = 0;
    struct log_entry own, key;
    if (!key_of(m, m->rows, m->own, snapshot, &own) || own.number != 0)
        return false;
    for (size_t row = 0; row < m->rows->rows; row++)
        if (key_of(m, m->rows, m->own, row, &key) && strcmp(key.run, own.run) == 0)
            last = fmax(last, key.number);
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->entries[i].run, own.run) == 0)
            logged = fmax(logged, m->entries[i].number);
    return logged > 0 && logged <= last;
}

static struct way try_way(struct log_match *m, enum log_key by)
{
    struct way way = {.by = by, .missing = m->rows->rows};
    m->starts = 0;
    m->by = by;
    sort_entries(m);
    for (size_t row = 0; row < m->rows->rows; row++) {
        size_t count;
        const struct log_entry *entries = log_match_of(m, row, &count);
        if (!m->concerned[row])
            continue;
        bool start = count == 0 && by != LOG_RUN && is_start(m, row);
        m->starts += start;
        way.found += count > 0 || start;
        way.contradicted |= contradicts(m, row, entries, count);
        if (count == 0 && !start && way.missing == m->rows->rows)
            way.missing = row;
    }
    return way;
}

static bool serves(const struct log_match *m, const struct way *way)
{
    return way->found == m->snapshots && !way->contradicted;
}

/* "by step, which 2 of 3 snapshots have": why a way does not serve. */
static void describe(const struct log_match *m, const struct way *way, char *text, size_t room)
{
    if (way->found == m->snapshots)
        snprintf(text, room, "by %s, where epochs differ", log_match_keys[way->by]);
    else
        snprintf(text, room, "by %s, where %zu of %zu snapshots have a row",
                 log_match_keys[way->by], way->found, m->snapshots);
}

static struct error *error_unmatched(const struct log_match *m, const struct way *way,
                                     const char *path)
{
    char why[LOG_REFUSED_MAX];
    const char *file = table_cell(m->rows, way->missing, table_column(m->rows, "file"));
    describe(m, way, why, sizeof why);
    return error_new("%s: does not fit %s%s%s: %s %s of %s has none: add a row for it, or leave "
                     "the file out",
                     path, m->refused, m->refused[0] ? ", nor " : "", why, log_match_keys[way->by],
                     table_cell(m->rows, way->missing, m->own[way->by]), file);
}

/* ---- no common key ---- */

static struct error *error_no_key(const struct log_match *m, const char *path)
{
    char *headings;
    for (int key = LOG_STEP; key < LOG_KEYS; key++)
        if (m->its[key] != TABLE_NONE)
            return error_new("%s: is by %s, but the snapshots have no column %s: make one of the "
                             "files' names (-n)",
                             path, log_match_keys[key], log_match_keys[key]);
    struct error *err = table_headings(m->log, &headings);
    if (err)
        return err;
    err = error_new("%s: no column 'file': the columns are %s, and none is a run, step or epoch "
                    "that the snapshots have too: name one so, or give the snapshots one (-n)",
                    path, headings);
    free(headings);
    return err;
}

/* Steps and epochs are in neither table, or in one alone: runs must do. */
static struct error *match_by_run(struct log_match *m, const char *path)
{
    if (!m->by_run || m->its[LOG_STEP] != TABLE_NONE || m->its[LOG_EPOCH] != TABLE_NONE)
        return error_no_key(m, path);
    (void)try_way(m, LOG_RUN);
    return NULL;
}

static struct error *match_by_number(struct log_match *m, const char *path)
{
    struct way way = {0};
    for (enum log_key key = LOG_STEP; key < LOG_KEYS; key++) {
        if (!both_have(m, key))
            continue;
        if (way.by == LOG_STEP)
            describe(m, &way, m->refused, sizeof m->refused);
        way = try_way(m, key);
        if (serves(m, &way))
            return NULL;
    }
    return way.by == LOG_RUN ? match_by_run(m, path) : error_unmatched(m, &way, path);
}

/* ---- the whole ---- */

static struct error *count_taken(struct log_match *m)
{
    bool *taken = calloc(size_max(m->log->rows, 1), sizeof *taken);
    if (!taken)
        return error_memory("a table's rows");
    for (size_t row = 0; row < m->rows->rows; row++) {
        size_t count;
        const struct log_entry *entries = log_match_of(m, row, &count);
        for (size_t i = 0; i < count; i++)
            taken[entries[i].row] = true;
    }
    for (size_t row = 0; row < m->log->rows; row++)
        m->taken += taken[row];
    free(taken);
    return NULL;
}

struct error *log_match_find(struct log_match *m, const struct table *rows, const struct table *log,
                             const char *path)
{
    struct error *err;
    *m = (struct log_match){.rows = rows, .log = log};
    for (int key = 0; key < LOG_KEYS; key++) {
        m->own[key] = table_column(rows, log_match_keys[key]);
        m->its[key] = log_key(log, log_match_keys[key]);
    }
    m->entries = calloc(size_max(log->rows, 1), sizeof *m->entries);
    m->concerned = calloc(size_max(rows->rows, 1), sizeof *m->concerned);
    if (!m->entries || !m->concerned) {
        err = error_memory("a table's rows");
        goto out;
    }
    TRY(match_runs(m, path));
    TRY(match_by_number(m, path));
    TRY(count_taken(m));
out:
    return err;
}

void log_match_free(struct log_match *m)
{
    free(m->entries);
    free(m->concerned);
    *m = (struct log_match){0};
}
