/* Which rows of a log belong to which snapshot; log_join.h says by what rules. */
#ifndef PHATE_SNAPSHOT_ROWS_LOG_MATCH_H
#define PHATE_SNAPSHOT_ROWS_LOG_MATCH_H

#include "snapshot/rows/log_keys.h"

enum { LOG_REFUSED_MAX = LOG_KEYS_MAX + 64 };

struct log_match {
    struct log_keys keys;
    bool *concerned;  /* one per snapshot: its training is in the log; all have rows, but for */
    size_t starts;    /* those of step or epoch 0, before the log begins */
    size_t snapshots; /* how many are concerned */
    size_t runs;      /* of these, where the log does not tell runs apart; else 0 */
    size_t taken;     /* how many of the log's rows belong to a snapshot */
    bool from_zero;   /* joined by an epoch of names: the log has epoch 0, and no snapshot has */
    char refused[LOG_REFUSED_MAX]; /* "by step, where ...": why steps are not compared, though both
                                      tables have them; else empty */
};

/* `path` is the log's in messages, `fields` those of the template of names. All must outlive the
 * match; columns may be added to the rows. The caller frees it, also after a failure. */
struct error *log_match_find(struct log_match *m, const struct table *rows,
                             const struct strlist *fields, const struct table *log,
                             const char *path) MUST_CHECK;
void log_match_free(struct log_match *m);

#endif
