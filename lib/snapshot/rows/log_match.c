#include "snapshot/rows/log_match.h"

#include "base/size.h"
#include "snapshot/rows/log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool both_have(const struct log_match *m, enum log_key key)
{
    return m->keys.own[key] != TABLE_NONE && m->keys.its[key] != TABLE_NONE;
}

/* ---- the snapshots that a log is of ---- */

/* Whether two snapshots have the same run, where runs are compared, and the same fields. */
static bool is_one_training(const struct log_match *m, size_t snapshot, size_t other)
{
    const struct log_keys *k = &m->keys;
    return (!k->by_run || strcmp(table_cell(k->rows, snapshot, k->own[LOG_RUN]),
                                 table_cell(k->rows, other, k->own[LOG_RUN])) == 0) &&
           log_fields_agree(&k->fields, snapshot, other);
}

/* Whether the log has the snapshot's run and fields. All rows of a log are searched for that, so it
 * is done once for a training, whose snapshots mostly stand close together. */
static bool is_concerned(const struct log_match *m, size_t snapshot)
{
    size_t count;
    for (size_t before = snapshot; before-- > 0;)
        if (is_one_training(m, before, snapshot))
            return m->concerned[before];
    log_keys_find(&m->keys, snapshot, &count);
    return count > 0;
}

/* Marks the snapshots whose runs and fields the log has. */
static void find_concerned(struct log_match *m)
{
    bool all = log_keys_count(&m->keys, LOG_RUN) == 0;
    log_keys_sort(&m->keys, LOG_RUN);
    for (size_t row = 0; row < m->keys.rows->rows; row++) {
        m->concerned[row] = all || is_concerned(m, row);
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

/* Of the snapshots that are concerned. */
static size_t count_runs(const struct log_match *m)
{
    size_t runs = 0;
    for (size_t row = 0; row < m->keys.rows->rows; row++) {
        size_t before = 0;
        if (!m->concerned[row])
            continue;
        while (!m->concerned[before] ||
               strcmp(table_cell(m->keys.rows, before, m->keys.own[LOG_RUN]),
                      table_cell(m->keys.rows, row, m->keys.own[LOG_RUN])) != 0)
            before++;
        runs += before == row;
    }
    return runs;
}

static struct error *match_runs(struct log_match *m, const char *path)
{
    size_t its = m->keys.its[LOG_RUN], own = m->keys.own[LOG_RUN];
    m->keys.by_run = both_have(m, LOG_RUN);
    size_t other = its == TABLE_NONE ? 0 : first_other(m->keys.log, its);
    if (its != TABLE_NONE && own == TABLE_NONE && other < m->keys.log->rows)
        return error_new("%s: has runs '%s' and '%s', but the snapshots have no column run: make "
                         "one of the files' names (-n)",
                         path, table_cell(m->keys.log, 0, its),
                         table_cell(m->keys.log, other, its));
    find_concerned(m);
    if (own != TABLE_NONE && !m->keys.by_run)
        m->runs = count_runs(m);
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
    if (m->keys.by != LOG_STEP || !both_have(m, LOG_EPOCH) ||
        !table_number(m->keys.rows, snapshot, m->keys.own[LOG_EPOCH], &own))
        return false;
    for (size_t i = 0; i < count; i++)
        if (table_number(m->keys.log, entries[i].row, m->keys.its[LOG_EPOCH], &its) &&
            fabs(own - its) >= 1)
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
    if (!log_keys_of(&m->keys, snapshot, &own) || own.number != 0)
        return false;
    for (size_t row = 0; row < m->keys.rows->rows; row++)
        if (log_keys_of(&m->keys, row, &key) && is_one_training(m, snapshot, row))
            last = fmax(last, key.number);
    for (size_t i = 0; i < m->keys.count; i++)
        if (strcmp(m->keys.entries[i].run, own.run) == 0 &&
            log_fields_say(&m->keys.fields, snapshot, m->keys.entries[i].row) != LOG_SAYS_OTHER)
            logged = fmax(logged, m->keys.entries[i].number);
    return logged > 0 && logged <= last;
}

static struct way try_way(struct log_match *m, enum log_key by)
{
    struct way way = {.by = by, .missing = m->keys.rows->rows};
    m->starts = 0;
    log_keys_sort(&m->keys, by);
    for (size_t row = 0; row < m->keys.rows->rows; row++) {
        size_t count;
        const struct log_entry *entries = log_keys_find(&m->keys, row, &count);
        if (!m->concerned[row])
            continue;
        bool start = count == 0 && by != LOG_RUN && is_start(m, row);
        m->starts += start;
        way.found += count > 0 || start;
        way.contradicted |= contradicts(m, row, entries, count);
        if (count == 0 && !start && way.missing == m->keys.rows->rows)
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
    char keys[LOG_KEYS_MAX];
    log_keys_print(&m->keys, way->by, keys);
    if (way->found == m->snapshots)
        snprintf(text, room, "by %s, where epochs differ", keys);
    else
        snprintf(text, room, "by %s, where %zu of %zu snapshots have a row", keys, way->found,
                 m->snapshots);
}

static struct error *error_unmatched(const struct log_match *m, const struct way *way,
                                     const char *path)
{
    char why[LOG_REFUSED_MAX];
    const char *file = table_cell(m->keys.rows, way->missing, table_column(m->keys.rows, "file"));
    describe(m, way, why, sizeof why);
    return error_new("%s: does not fit %s%s%s: %s %s of %s has none: add a row for it, or leave "
                     "the file out",
                     path, m->refused, m->refused[0] ? ", nor " : "", why, log_keys_kinds[way->by],
                     table_cell(m->keys.rows, way->missing, m->keys.own[way->by]), file);
}

/* ---- no common key ---- */

static struct error *error_no_key(const struct log_match *m, const char *path)
{
    char *headings;
    for (int key = LOG_STEP; key < LOG_KEYS; key++)
        if (m->keys.its[key] != TABLE_NONE)
            return error_new("%s: is by %s, but the snapshots have no column %s: write {%s} for "
                             "the number in the files' names, such as -n '{run}_{%s}.pt'",
                             path, log_keys_kinds[key], log_keys_kinds[key], log_keys_kinds[key],
                             log_keys_kinds[key]);
    struct error *err = table_headings(m->keys.log, &headings);
    if (err)
        return err;
    err = error_new("%s: no column 'file': the columns are %s, and none is a run, step or epoch "
                    "that the snapshots have too: rename the column that counts to step or epoch, "
                    "and write it in the files' names, such as -n '{run}_{step}.pt'",
                    path, headings);
    free(headings);
    return err;
}

/* Steps and epochs are in neither table, or in one alone: runs and fields must do. */
static struct error *match_by_run(struct log_match *m, const char *path)
{
    if (log_keys_count(&m->keys, LOG_RUN) == 0 || m->keys.its[LOG_STEP] != TABLE_NONE ||
        m->keys.its[LOG_EPOCH] != TABLE_NONE)
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
    bool *taken = calloc(size_max(m->keys.log->rows, 1), sizeof *taken);
    if (!taken)
        return error_memory("a table's rows");
    for (size_t row = 0; row < m->keys.rows->rows; row++) {
        size_t count;
        const struct log_entry *entries = log_keys_find(&m->keys, row, &count);
        for (size_t i = 0; i < count; i++)
            taken[entries[i].row] = true;
    }
    for (size_t row = 0; row < m->keys.log->rows; row++)
        m->taken += taken[row];
    free(taken);
    return NULL;
}

/* Whether epochs may be shifted against each other, as where names count from 1. */
static bool counts_from_zero(const struct log_match *m)
{
    struct log_entry key;
    bool found = false;
    for (size_t row = 0; row < m->keys.rows->rows; row++) {
        if (!m->concerned[row] || !log_keys_of(&m->keys, row, &key))
            continue;
        if (key.number == 0)
            return false;
        key.number = 0;
        found |= log_keys_has(&m->keys, row, &key);
    }
    return found;
}

struct error *log_match_find(struct log_match *m, const struct table *rows,
                             const struct strlist *fields, const struct table *log,
                             const char *path)
{
    struct error *err;
    *m = (struct log_match){0};
    m->concerned = calloc(size_max(rows->rows, 1), sizeof *m->concerned);
    if (!m->concerned)
        return error_memory("a table's rows");
    TRY(log_keys_new(&m->keys, rows, fields, log));
    TRY(match_runs(m, path));
    TRY(match_by_number(m, path));
    TRY(count_taken(m));
    m->from_zero = m->keys.by == LOG_EPOCH &&
                   strlist_find(fields, log_keys_kinds[LOG_EPOCH]) != TABLE_NONE &&
                   counts_from_zero(m);
out:
    return err;
}

void log_match_free(struct log_match *m)
{
    log_keys_free(&m->keys);
    free(m->concerned);
    *m = (struct log_match){0};
}
