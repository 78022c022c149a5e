#include "snapshot/sketch/log_set.h"

#include "base/array.h"
#include "snapshot/rows/row_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char file_column[] = "file", row_prefix[] = "row.";

/* ---- facts ---- */

/* Sets the cell of an attribute "row.NAME VALUE". */
static struct error *add_fact(struct table *rows, const char *attr)
{
    struct error *err = NULL;
    char key[PHM_LINE_MAX];
    size_t column, length = strcspn(attr, " ");
    if (strncmp(attr, row_prefix, sizeof row_prefix - 1) != 0)
        goto out;
    snprintf(key, sizeof key, "%.*s", (int)length, attr);
    const char *name = key + sizeof row_prefix - 1;
    if (!*name || strcmp(name, file_column) == 0)
        goto out;
    TRY(table_column_add(rows, name, &column));
    TRY(table_set(rows, rows->rows - 1, column, attr + length + 1));
out:
    return err;
}

static struct error *add_row(struct table *rows, const struct log_record *record, const char *path)
{
    struct error *err;
    size_t column;
    TRY(table_column_add(rows, file_column, &column));
    TRY(table_row_add(rows));
    TRY(table_set(rows, rows->rows - 1, column, path));
    for (size_t i = 0; i < record->header.attrs.count; i++)
        TRY(add_fact(rows, record->header.attrs.at[i]));
out:
    return err;
}

/* ---- checks ---- */

static const char *step_of(const struct log_record *record)
{
    const char *step = record_attr(&record->header, "row.step");
    return step ? step : "unknown";
}

static struct error *check_finite(const struct log_scan *scan, const struct log_record *record)
{
    const float *number = (const float *)(const void *)scan->payload;
    for (size_t i = 0; i < record->numbers; i++)
        if (!isfinite(number[i]))
            return error_new("%s: step %s: number %zu is %g: whatever logs must leave such a step "
                             "out",
                             scan->path, step_of(record), i, (double)number[i]);
    return NULL;
}

static struct error *error_other(const struct log_set *set, const char *path, const char *what,
                                 size_t own, size_t first)
{
    return error_new("%s: sketches with %s %zu, but %s has %zu: they cannot be compared: give the "
                     "logs of one sort",
                     path, what, own, set->files.at[0], first);
}

/* Networks of one size may have other names, such as a prefix: their numbers are then added to
 * other sums. */
static struct error *check_tensors(struct log_set *set, const struct log_record *record,
                                   const char *path)
{
    set->tensors_given = record->tensors_given && (set->count == 0 || set->tensors_given);
    if (!record->tensors_given)
        return NULL;
    if (set->tensors_met && record->tensors != set->tensors)
        return error_new("%s: step %s: sketches of other tensors than those of %s, though of as "
                         "many parameters: they cannot be compared: log the same tensors, under "
                         "the same names",
                         path, step_of(record), set->files.at[0]);
    set->tensors = record->tensors;
    set->tensors_met = true;
    return NULL;
}

/* The first record tells what all are to be. */
static struct error *check_sort(struct log_set *set, const struct log_record *record,
                                const char *path)
{
    const struct part_share *share = &record->share;
    size_t params = share->part.count ? share->whole : share->held;
    if (set->count == 0) {
        set->numbers = record->numbers;
        set->seed = record->seed;
        set->params = params;
    }
    if (record->numbers != set->numbers)
        return error_other(set, path, "sketch", record->numbers, set->numbers);
    if (record->seed != set->seed)
        return error_other(set, path, "seed", record->seed, set->seed);
    if (params != set->params)
        return error_other(set, path, "parameters", params, set->params);
    return check_tensors(set, record, path);
}

/* ---- one log ---- */

static struct error *add_item(struct log_set *set, const struct log_record *record, size_t log)
{
    struct log_item *items = array_grown(set->items, &set->room, set->count, sizeof *items);
    if (!items)
        return error_memory("a list of sketches");
    set->items = items;
    items[set->count++] = (struct log_item){log, record->payload, record->share, record->times};
    return NULL;
}

static struct error *take_record(struct log_set *set, const struct log_scan *scan,
                                 const struct log_record *record, size_t log)
{
    struct error *err;
    TRY(check_sort(set, record, scan->path));
    TRY(check_finite(scan, record));
    TRY(add_row(&set->rows, record, scan->path));
    TRY(add_item(set, record, log));
out:
    return err;
}

/* "bytes 33000 to 49500 (step 12)", or "... (zeros)". */
enum { LOSS_TEXT_MAX = 128 };
static void print_loss(const struct log_loss *loss, char text[LOSS_TEXT_MAX])
{
    const char *about = loss->step[0] ? loss->step : loss->zeros ? "zeros" : "";
    snprintf(text, LOSS_TEXT_MAX, "bytes %" PRIu64 " to %" PRIu64 "%s%s%s%s", loss->from, loss->to,
             *about ? " (" : "", loss->step[0] ? "step " : "", about, *about ? ")" : "");
}

static void report_loss(const struct log_scan *scan, struct report *report)
{
    char text[LOSS_TEXT_MAX];
    print_loss(&scan->first, text);
    if (scan->losses == 1)
        report_line(report, REPORT_NOTE, "%s: %s are not a whole record, and are left out",
                    scan->path, text);
    else if (scan->losses > 1)
        report_line(report, REPORT_NOTE,
                    "%s: %zu stretches are not whole records, and are left out, %" PRIu64
                    " bytes in all, the first %s",
                    scan->path, scan->losses, scan->lost, text);
}

static struct error *error_none(const struct log_scan *scan)
{
    char text[LOSS_TEXT_MAX];
    if (scan->size == 0)
        return error_new("%s: an empty log: wait for the first step, or leave it out", scan->path);
    print_loss(&scan->first, text);
    return error_new("%s: a log without a whole record (%s): leave it out", scan->path, text);
}

static struct error *read_log(struct log_set *set, size_t log, struct report *report)
{
    struct error *err;
    struct log_scan scan = {0};
    struct log_record record;
    size_t before = set->count;
    bool got = true;
    TRY(log_scan_open(&scan, set->files.at[log]));
    while (got) {
        TRY(log_scan_next(&scan, &record, &got));
        if (!got)
            break;
        err = take_record(set, &scan, &record, log);
        record_free(&record.header);
        if (err)
            goto out;
    }
    if (set->count == before)
        TRY(error_none(&scan));
    report_loss(&scan, report);
out:
    log_scan_close(&scan);
    return err;
}

/* ---- all ---- */

/* With skip_bad, a log that cannot be read is left out with a note. */
static struct error *try_log(struct log_set *set, size_t log, bool skip_bad, struct report *report)
{
    size_t before = set->count;
    struct error *err = read_log(set, log, report);
    if (!err || !skip_bad || error_is_of_memory(err) || set->count > before)
        return err;
    report_line(report, REPORT_NOTE, "left out: %s", error_text(err));
    error_free(err);
    return NULL;
}

/* Logs that name no run are a run each: so a step is found once in each. */
static struct error *name_runs(struct log_set *set)
{
    struct error *err = NULL;
    size_t run = table_column(&set->rows, "run");
    for (size_t i = 0; i < set->count && set->files.count > 1; i++) {
        if (*table_cell(&set->rows, i, run) || set->items[i].share.part.count)
            continue;
        TRY(table_column_add(&set->rows, "run", &run));
        TRY(table_set(&set->rows, i, run, set->files.at[set->items[i].log]));
    }
out:
    return err;
}

struct error *log_set_read(struct log_set *set, const struct concat *work, struct report *report)
{
    struct error *err;
    size_t count = work->files.count;
    TRY(strlist_copy(&set->files, &work->files));
    for (size_t i = 0; i < count; i++) {
        TRY(try_log(set, i, work->skip_bad, report));
        report_progress(report, "reading logs", (double)(i + 1) / (double)count);
    }
    if (set->count == 0)
        TRY(error_new("no log has a whole record: all %zu are left out: name others", count));
    if (work->name_template)
        TRY(row_table_apply_template(&set->rows, work->name_template));
    TRY(name_runs(set));
out:
    return err;
}

void log_set_free(struct log_set *set)
{
    strlist_free(&set->files);
    free(set->items);
    table_free(&set->rows);
    *set = (struct log_set){0};
}
