/* The keys by which a log's rows are found for a snapshot: its run, the fields of its name, and its
 * step or epoch. */
#ifndef PHATE_SNAPSHOT_ROWS_LOG_KEYS_H
#define PHATE_SNAPSHOT_ROWS_LOG_KEYS_H

#include "snapshot/rows/log_fields.h"

enum log_key { LOG_RUN, LOG_STEP, LOG_EPOCH, LOG_KEYS };
extern const char *const log_keys_kinds[LOG_KEYS]; /* "run", "step", "epoch" */

/* A row of the log, and its key. */
struct log_entry {
    const char *run; /* "" where runs are not compared */
    double number;   /* step or epoch; 0 where neither is compared */
    size_t row;
};

struct log_keys {
    const struct table *rows, *log;
    size_t own[LOG_KEYS], its[LOG_KEYS]; /* the keys' columns in both, or TABLE_NONE */
    bool by_run;                         /* runs are compared; */
    enum log_key by;                     /* and steps, or epochs, or, with LOG_RUN, neither; */
    struct log_fields fields;            /* and these */
    struct log_entry *entries;           /* sorted by run, number and row */
    size_t count;
    struct log_entry *found; /* the last answer */
};

/* Neither runs nor steps nor epochs are compared yet. `fields` are those of the template of names.
 * All must outlive the keys; columns may be added to the rows. The caller frees them, also after a
 * failure. */
struct error *log_keys_new(struct log_keys *k, const struct table *rows,
                           const struct strlist *fields, const struct table *log) MUST_CHECK;
void log_keys_free(struct log_keys *k);

/* Sorts the log's rows by run and by the key `by`, which is then compared. */
void log_keys_sort(struct log_keys *k, enum log_key by);

/* How many keys are compared if `by` is the last, and their names. */
size_t log_keys_count(const struct log_keys *k, enum log_key by);
const char *log_keys_name(const struct log_keys *k, enum log_key by, size_t index);

/* "run, lr and step" */
enum { LOG_KEYS_MAX = 128 };
void log_keys_print(const struct log_keys *k, enum log_key by, char text[LOG_KEYS_MAX]);

/* The key of a snapshot, but for its fields; false where the number is missing. */
bool log_keys_of(const struct log_keys *k, size_t snapshot, struct log_entry *key);

/* The log's rows that belong to a snapshot, in their order, until the next call. */
const struct log_entry *log_keys_find(const struct log_keys *k, size_t snapshot, size_t *count);

/* Whether the log has a row of that key with the snapshot's fields. */
bool log_keys_has(const struct log_keys *k, size_t snapshot, const struct log_entry *key);

#endif
