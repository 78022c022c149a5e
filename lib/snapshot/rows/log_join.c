#include "snapshot/rows/log_join.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/decimal.h"
#include "snapshot/rows/log.h"
#include "snapshot/rows/log_match.h"
#include "stream/table/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- merging rows ---- */

/* A column of the log. */
struct value {
    size_t from, to; /* its columns in the log and in the rows of snapshots */
    const char *run; /* only for snapshots of this run, unless NULL */
    bool fills;      /* a key: a snapshot keeps its own */
};

/* Values of one snapshot that differ. */
struct conflicts {
    size_t count;
    size_t column, row; /* of the first, in the rows of snapshots */
};

static struct error *plan_value(struct table *rows, const struct log_match *m, size_t column,
                                struct value *value)
{
    const char *name = m->log->columns.at[column];
    *value = (struct value){.from = column};
    for (int key = 0; key < LOG_KEYS; key++)
        if (m->its[key] == column) {
            name = log_match_keys[key];
            value->fills = true;
        }
    if (!value->fills)
        value->run = log_column_run(rows, name, &name);
    return table_column_add(rows, name, &value->to);
}

static bool differ(const char *a, const char *b)
{
    double x, y;
    return strcmp(a, b) != 0 && !(decimal_read(a, &x) && decimal_read(b, &y) && x == y);
}

/* The last value of the log's rows that belong to a snapshot; NULL where all are gaps. */
static const char *last_value(const struct log_match *m, const struct log_entry *entries,
                              size_t count, const struct value *value, bool *conflict)
{
    const char *last = NULL;
    *conflict = false;
    for (size_t i = 0; i < count; i++) {
        const char *cell = table_cell(m->log, entries[i].row, value->from);
        if (log_is_gap(cell))
            continue;
        *conflict |= last && differ(last, cell);
        last = cell;
    }
    return last;
}

static bool takes(const struct table *rows, const struct log_match *m, size_t row,
                  const struct value *value)
{
    if (value->run && strcmp(value->run, table_cell(rows, row, m->own[LOG_RUN])) != 0)
        return false;
    return !value->fills || log_is_gap(table_cell(rows, row, value->to));
}

static struct error *merge(struct table *rows, const struct log_match *m, size_t row,
                           const struct value *value, struct conflicts *conflicts)
{
    size_t count;
    bool conflict;
    const struct log_entry *entries = log_match_of(m, row, &count);
    const char *last = last_value(m, entries, count, value, &conflict);
    if (!last || !takes(rows, m, row, value))
        return NULL;
    if (conflict && !value->fills && conflicts->count++ == 0) {
        conflicts->column = value->to;
        conflicts->row = row;
    }
    return table_set(rows, row, value->to, last);
}

static struct error *merge_all(struct table *rows, const struct log_match *m,
                               struct conflicts *conflicts)
{
    struct error *err = NULL;
    *conflicts = (struct conflicts){0};
    for (size_t column = 0; column < m->log->columns.count; column++) {
        struct value value;
        TRY(plan_value(rows, m, column, &value));
        for (size_t row = 0; row < rows->rows; row++)
            if (m->concerned[row])
                TRY(merge(rows, m, row, &value, conflicts));
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
    column_row_name(rows, c->row, name);
    fprintf(f, "; of %zu value%s that differ%s within one %s the last counts, first %s of %s",
            c->count, plural(c->count), c->count == 1 ? "s" : "", log_match_keys[m->by],
            rows->columns.at[c->column], name);
}

static struct error *report_match(const struct table *rows, const struct log_match *m,
                                  const char *path, const struct conflicts *conflicts,
                                  struct report *report)
{
    struct memstream text;
    FILE *f = memstream_open(&text);
    if (!f)
        return error_memory("a note");
    fprintf(f, "%s: joined by %s%s: %zu of %zu snapshots, %zu of %zu rows", path,
            m->by_run && m->by != LOG_RUN ? "run and " : "", log_match_keys[m->by],
            m->snapshots - m->starts, rows->rows, m->taken, m->log->rows);
    if (m->starts)
        fprintf(f, "; none of %s 0, before training", log_match_keys[m->by]);
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
    for (size_t i = 0; m->runs > 1 && i < m->log->columns.count; i++) {
        const char *name = m->log->columns.at[i];
        if (i == m->its[LOG_STEP] || i == m->its[LOG_EPOCH])
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

/* `joined` has a flag per snapshot, `columns` the names of columns of logs for all runs. */
static struct error *join_one(struct table *rows, struct join_table *table, bool *joined,
                              struct strlist *columns, struct report *report)
{
    struct error *err;
    struct log_match m = {0};
    struct conflicts conflicts;
    TRY(log_complete(&table->t, table->path, rows));
    TRY(log_match_find(&m, rows, &table->t, table->path));
    TRY(check_single(&m, table->path, columns));
    TRY(merge_all(rows, &m, &conflicts));
    TRY(report_match(rows, &m, table->path, &conflicts, report));
    for (size_t row = 0; row < rows->rows; row++)
        joined[row] |= m.concerned[row];
out:
    log_match_free(&m);
    return err;
}

static struct error *check_joined(const struct table *rows, const bool *joined, const char *path,
                                  bool several)
{
    for (size_t row = 0; row < rows->rows; row++)
        if (!joined[row])
            return error_new("%s%s: no row of run '%s', which %s belongs to: add rows, or leave "
                             "the file out",
                             path, several ? " and the other tables" : "",
                             table_cell(rows, row, table_column(rows, "run")),
                             table_cell(rows, row, table_column(rows, "file")));
    return NULL;
}

struct error *log_join(struct table *rows, struct join_table *tables, size_t count,
                       struct report *report)
{
    struct error *err = NULL;
    struct strlist columns = {0};
    const char *first = NULL;
    size_t logs = 0;
    bool *joined = calloc(size_max(rows->rows, 1), sizeof *joined);
    if (!joined)
        return error_memory("a list of snapshots");
    for (size_t i = 0; i < count; i++) {
        if (tables[i].file != TABLE_NONE)
            continue;
        TRY(join_one(rows, &tables[i], joined, &columns, report));
        if (logs++ == 0)
            first = tables[i].path;
    }
    if (logs)
        TRY(check_joined(rows, joined, first, logs > 1));
out:
    free(joined);
    strlist_free(&columns);
    return err;
}
