#include "snapshot/rows/log_keys.h"

#include "base/size.h"
#include "snapshot/rows/log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const log_keys_kinds[LOG_KEYS] = {"run", "step", "epoch"};

struct error *log_keys_new(struct log_keys *k, const struct table *rows,
                           const struct strlist *fields, const struct table *log)
{
    size_t room = size_max(log->rows, 1);
    *k = (struct log_keys){.rows = rows, .log = log};
    for (int key = 0; key < LOG_KEYS; key++) {
        k->own[key] = table_column(rows, log_keys_kinds[key]);
        k->its[key] = log_key(log, log_keys_kinds[key]);
    }
    k->entries = calloc(room, sizeof *k->entries);
    k->found = calloc(room, sizeof *k->found);
    if (!k->entries || !k->found)
        return error_memory("a table's rows");
    return log_fields_find(&k->fields, fields, rows, log, k->its, LOG_KEYS);
}

void log_keys_free(struct log_keys *k)
{
    log_fields_free(&k->fields);
    free(k->entries);
    free(k->found);
    *k = (struct log_keys){0};
}

/* ---- the keys' names ---- */

size_t log_keys_count(const struct log_keys *k, enum log_key by)
{
    return k->by_run + k->fields.count + (by != LOG_RUN);
}

const char *log_keys_name(const struct log_keys *k, enum log_key by, size_t index)
{
    size_t field = index - k->by_run;
    if (k->by_run && index == 0)
        return log_keys_kinds[LOG_RUN];
    return field < k->fields.count ? k->fields.at[field].name : log_keys_kinds[by];
}

void log_keys_print(const struct log_keys *k, enum log_key by, char text[LOG_KEYS_MAX])
{
    size_t count = log_keys_count(k, by), used = 0;
    for (size_t i = 0; i < count && used < LOG_KEYS_MAX; i++)
        used += (size_t)snprintf(text + used, LOG_KEYS_MAX - used, "%s%s",
                                 i == 0          ? ""
                                 : i + 1 < count ? ", "
                                                 : " and ",
                                 log_keys_name(k, by, i));
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

static bool key_of_row(const struct log_keys *k, const struct table *t,
                       const size_t columns[LOG_KEYS], size_t row, struct log_entry *key)
{
    *key = (struct log_entry){.run = "", .row = row};
    if (k->by_run)
        key->run = table_cell(t, row, columns[LOG_RUN]);
    if (k->by == LOG_RUN)
        return true;
    return table_number(t, row, columns[k->by], &key->number) && isfinite(key->number);
}

void log_keys_sort(struct log_keys *k, enum log_key by)
{
    k->by = by;
    k->count = 0;
    for (size_t row = 0; row < k->log->rows; row++)
        if (key_of_row(k, k->log, k->its, row, &k->entries[k->count]))
            k->count++;
    qsort(k->entries, k->count, sizeof *k->entries, compare_entries);
}

bool log_keys_of(const struct log_keys *k, size_t snapshot, struct log_entry *key)
{
    return key_of_row(k, k->rows, k->own, snapshot, key);
}

/* The first entry whose key is not less. */
static size_t lower_bound(const struct log_keys *k, const struct log_entry *key)
{
    size_t low = 0, high = k->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&k->entries[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Puts the entries of that key that fit the snapshot's fields into k->found; returns how many. Rows
 * with gaps count only beside one without: a training that is not in the log would have the gaps of
 * others. */
static size_t lookup(const struct log_keys *k, size_t snapshot, const struct log_entry *key)
{
    size_t count = 0;
    bool said = false;
    for (size_t i = lower_bound(k, key); i < k->count && compare_keys(&k->entries[i], key) == 0;
         i++) {
        enum log_says says = log_fields_say(&k->fields, snapshot, k->entries[i].row);
        said |= says == LOG_SAYS_SAME;
        if (says != LOG_SAYS_OTHER)
            k->found[count++] = k->entries[i];
    }
    return said ? count : 0;
}

const struct log_entry *log_keys_find(const struct log_keys *k, size_t snapshot, size_t *count)
{
    struct log_entry key;
    *count = log_keys_of(k, snapshot, &key) ? lookup(k, snapshot, &key) : 0;
    return k->found;
}

bool log_keys_has(const struct log_keys *k, size_t snapshot, const struct log_entry *key)
{
    return lookup(k, snapshot, key) > 0;
}
