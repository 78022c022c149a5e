#include "snapshot/rows/log_join.h"

#include "base/memstream.h"
#include "base/size.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/log_match.h"
#include "stream/table/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Logs on their way into the rows of snapshots. */
struct join {
    struct table *rows;
    const struct strlist *fields; /* of the template of names */
    bool *joined;                 /* one per snapshot */
    struct strlist columns;       /* of logs for all runs */
    struct strlist keys;          /* by which logs are told apart: run, fields */
    struct report *report;
};

/* ---- merging rows ---- */

/* A column of the log. */
struct value {
    size_t from, to; /* its columns in the log and in the rows of snapshots */
    const char *run; /* only for snapshots of this run, unless NULL */
    bool fills;      /* a key, or a field of names: a snapshot keeps its own */
};

/* Values of one snapshot that differ. */
struct conflicts {
    size_t count;
    size_t column, row; /* of the first, in the rows of snapshots */
};

static struct error *plan_value(const struct join *j, const struct log_match *m, size_t column,
                                struct value *value)
{
    const char *name = m->keys.log->columns.at[column];
    *value = (struct value){.from = column};
    for (int key = 0; key < LOG_KEYS; key++)
        if (m->keys.its[key] == column) {
            name = log_keys_kinds[key];
            value->fills = true;
        }
    for (size_t i = 0; i < m->keys.fields.count; i++)
        if (m->keys.fields.at[i].its == column)
            name = m->keys.fields.at[i].name;
    if (!value->fills)
        value->run = log_column_run(j->rows, name, &name);
    value->fills |= strlist_find(j->fields, name) != TABLE_NONE;
    if (strcmp(name, "file") == 0)
        return error_new("column '%s': would take the place of the snapshots' paths: call the "
                         "column, or the table, otherwise",
                         m->keys.log->columns.at[column]);
    return table_column_add(j->rows, name, &value->to);
}

/* The last value of the log's rows that belong to a snapshot; NULL where all are gaps. */
static const char *last_value(const struct log_match *m, const struct log_entry *entries,
                              size_t count, const struct value *value, bool *conflict)
{
    const char *last = NULL;
    *conflict = false;
    for (size_t i = 0; i < count; i++) {
        const char *cell = table_cell(m->keys.log, entries[i].row, value->from);
        if (log_is_gap(cell))
            continue;
        *conflict |= last && log_differ(last, cell);
        last = cell;
    }
    return last;
}

static bool takes(const struct table *rows, const struct log_match *m, size_t row,
                  const struct value *value)
{
    if (value->run && strcmp(value->run, table_cell(rows, row, m->keys.own[LOG_RUN])) != 0)
        return false;
    return !value->fills || log_is_gap(table_cell(rows, row, value->to));
}

static struct error *merge(struct table *rows, const struct log_match *m, size_t row,
                           const struct value *value, struct conflicts *conflicts)
{
    size_t count;
    bool conflict;
    const struct log_entry *entries = log_keys_find(&m->keys, row, &count);
    const char *last = last_value(m, entries, count, value, &conflict);
    if (!last || !takes(rows, m, row, value))
        return NULL;
    if (conflict && !value->fills && conflicts->count++ == 0) {
        conflicts->column = value->to;
        conflicts->row = row;
    }
    return table_set(rows, row, value->to, last);
}

static struct error *merge_all(const struct join *j, const struct log_match *m,
                               struct conflicts *conflicts)
{
    struct error *err = NULL;
    *conflicts = (struct conflicts){0};
    for (size_t column = 0; column < m->keys.log->columns.count; column++) {
        struct value value;
        TRY(plan_value(j, m, column, &value));
        for (size_t row = 0; row < j->rows->rows; row++)
            if (m->concerned[row])
                TRY(merge(j->rows, m, row, &value, conflicts));
    }
out:
    return err;
}

/* ---- telling ---- */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void tell_conflicts(FILE *f, const struct table *rows, const struct log_match *m,
                           const struct conflicts *c)
{
    char name[COLUMN_ROW_NAME_MAX];
    size_t keys = log_keys_count(&m->keys, m->keys.by);
    column_row_name(rows, c->row, name);
    fprintf(f, "; of %zu value%s that differ%s within one %s the last counts, first %s of %s",
            c->count, plural(c->count), c->count == 1 ? "s" : "",
            log_keys_name(&m->keys, m->keys.by, keys - 1), rows->columns.at[c->column], name);
}

static struct error *report_match(const struct table *rows, const struct log_match *m,
                                  const char *path, const struct conflicts *conflicts,
                                  struct report *report)
{
    struct memstream text;
    char keys[LOG_KEYS_MAX];
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("a note");
    log_keys_print(&m->keys, m->keys.by, keys);
    fprintf(f, "%s: joined by %s: %zu of %zu snapshots, %zu of %zu rows", path, keys,
            m->snapshots - m->starts, rows->rows, m->taken, m->keys.log->rows);
    if (m->starts)
        fprintf(f, "; none of %s 0, before training", log_keys_kinds[m->keys.by]);
    if (m->from_zero)
        fputs("; the log counts from 0: do the names count from 1?", f);
    if (conflicts->count)
        tell_conflicts(f, rows, m, conflicts);
    if (m->runs > 1)
        fprintf(f, "; for all %zu runs, since the table has no column run", m->runs);
    if (m->refused[0])
        fprintf(f, "; not %s", m->refused);
    if (!memstream_close(&text))
        return error_memory("a note");
    report_line(report, REPORT_NOTE, "%s", text.text);
    free(text.text);
    return NULL;
}

/* ---- joining ---- */

/* Logs that do not say of which of several runs they are would overwrite each other: fails where a
 * log has a column in common with an earlier one. */
static struct error *check_single(const struct log_match *m, const char *path,
                                  struct strlist *columns)
{
    struct error *err = NULL;
    for (size_t i = 0; m->runs > 1 && i < m->keys.log->columns.count; i++) {
        const char *name = m->keys.log->columns.at[i];
        if (i == m->keys.its[LOG_STEP] || i == m->keys.its[LOG_EPOCH])
            continue;
        if (strlist_find(columns, name) != TABLE_NONE)
            return error_new(
                "%s: has a column %s, as a table before: of which of the %zu runs "
                "each is is not known: add a column run, or call the file after the run",
                path, name, m->runs);
        TRY(strlist_add(columns, name, strlen(name)));
    }
out:
    return err;
}

/* Rows of one step that differ are of several runs, where there are several and no field of the
 * names tells them apart. */
static struct error *check_conflicts(const struct join *j, const struct log_match *m,
                                     const struct conflicts *c)
{
    char name[COLUMN_ROW_NAME_MAX];
    if (m->runs <= 1 || m->keys.fields.count > 0 || c->count == 0)
        return NULL;
    column_row_name(j->rows, c->row, name);
    return error_new("rows of one %s differ, first in %s for %s, and of which of the %zu runs each "
                     "is is not known: add a column run, or make fields of the names (-n, --name) "
                     "of the columns that tell runs apart",
                     log_keys_name(&m->keys, m->keys.by, log_keys_count(&m->keys, m->keys.by) - 1),
                     j->rows->columns.at[c->column], name, m->runs);
}

static struct error *note_keys(struct join *j, const struct log_match *m)
{
    struct error *err = NULL;
    for (size_t i = 0; i < log_keys_count(&m->keys, LOG_RUN); i++) {
        const char *name = log_keys_name(&m->keys, LOG_RUN, i);
        if (strlist_find(&j->keys, name) == TABLE_NONE)
            TRY(strlist_add(&j->keys, name, strlen(name)));
    }
out:
    return err;
}

static struct error *join_one(struct join *j, struct join_table *table)
{
    struct error *err;
    struct log_match m = {0};
    struct conflicts conflicts;
    TRY(log_complete(&table->t, table->path, j->rows));
    TRY(log_match_find(&m, j->rows, j->fields, &table->t, table->path));
    TRY(check_single(&m, table->path, &j->columns));
    TRY(error_prefix(merge_all(j, &m, &conflicts), "%s", table->path));
    TRY(error_prefix(check_conflicts(j, &m, &conflicts), "%s", table->path));
    TRY(report_match(j->rows, &m, table->path, &conflicts, j->report));
    TRY(note_keys(j, &m));
    for (size_t row = 0; row < j->rows->rows; row++)
        j->joined[row] |= m.concerned[row];
out:
    log_match_free(&m);
    return err;
}

/* "run 'a' and lr '0.1'" */
static struct error *describe_keys(const struct join *j, size_t row, char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a message");
    for (size_t i = 0; i < j->keys.count; i++)
        fprintf(f, "%s%s '%s'", i > 0 ? " and " : "", j->keys.at[i],
                table_cell(j->rows, row, table_column(j->rows, j->keys.at[i])));
    if (!memstream_close(&m))
        return error_memory("a message");
    *text = m.text;
    return NULL;
}

static struct error *error_not_joined(const struct join *j, size_t row, const char *path,
                                      bool several)
{
    char *keys;
    struct error *err = describe_keys(j, row, &keys);
    if (err)
        return err;
    bool by_run = strlist_find(&j->keys, log_keys_kinds[LOG_RUN]) != TABLE_NONE;
    err = error_new("%s%s: no row of %s, which %s belongs to: add rows, %s", path,
                    several ? " and the other tables" : "", keys,
                    table_cell(j->rows, row, table_column(j->rows, "file")),
                    j->keys.count > by_run ? "leave the file out, or call the field otherwise (-n)"
                                           : "or leave the file out");
    free(keys);
    return err;
}

static struct error *check_joined(const struct join *j, const char *path, bool several)
{
    for (size_t row = 0; row < j->rows->rows; row++)
        if (!j->joined[row])
            return error_not_joined(j, row, path, several);
    return NULL;
}

struct error *log_join(struct table *rows, const struct strlist *fields, struct join_table *tables,
                       size_t count, struct report *report)
{
    struct error *err = NULL;
    struct join j = {.rows = rows, .fields = fields, .report = report};
    const char *first = NULL;
    size_t logs = 0;
    j.joined = calloc(size_max(rows->rows, 1), sizeof *j.joined);
    if (!j.joined)
        return error_memory("a list of snapshots");
    for (size_t i = 0; i < count; i++) {
        if (tables[i].file != TABLE_NONE)
            continue;
        TRY(join_one(&j, &tables[i]));
        if (logs++ == 0)
            first = tables[i].path;
    }
    if (logs)
        TRY(check_joined(&j, first, logs > 1));
out:
    free(j.joined);
    strlist_free(&j.columns);
    strlist_free(&j.keys);
    return err;
}
