/* Which rows of a log belong to which snapshot; log_join.h says by what rules. */
#ifndef PHATE_SNAPSHOT_ROWS_LOG_MATCH_H
#define PHATE_SNAPSHOT_ROWS_LOG_MATCH_H

#include "stream/table/table.h"

enum log_key { LOG_RUN, LOG_STEP, LOG_EPOCH, LOG_KEYS };
extern const char *const log_match_keys[LOG_KEYS];
enum { LOG_REFUSED_MAX = 96 };

/* A row of the log, and its key. */
struct log_entry {
    const char *run; /* "" where runs are not compared */
    double number;   /* step or epoch; 0 where neither is compared */
    size_t row;
};

struct log_match {
    const struct table *rows, *log;
    size_t own[LOG_KEYS], its[LOG_KEYS]; /* the keys' columns in both, or TABLE_NONE */
    bool by_run;                         /* runs are compared; */
    enum log_key by;                     /* and steps, or epochs, or, with LOG_RUN, neither */
    struct log_entry *entries;           /* sorted by run, number and row */
    size_t count;
    bool *concerned;  /* one per snapshot: the log is of its run; all of these have rows, but for */
    size_t starts;    /* those of step or epoch 0, before the log begins */
    size_t snapshots; /* how many are concerned */
    size_t runs;      /* of the snapshots, where the log does not tell them apart; else 0 */
    size_t taken;     /* how many of the log's rows belong to a snapshot */
    char refused[LOG_REFUSED_MAX]; /* "by step, where ...": why steps are not compared, though both
                                      tables have them; else empty */
};

/* `path` is the log's in messages. Rows and log must outlive the match; columns may be added to the
 * rows. The caller frees it, also after a failure. */
struct error *log_match_find(struct log_match *m, const struct table *rows, const struct table *log,
                             const char *path) MUST_CHECK;
void log_match_free(struct log_match *m);

/* The log's rows that belong to a snapshot, in their order. */
const struct log_entry *log_match_of(const struct log_match *m, size_t snapshot, size_t *count);

#endif
