/* The fields of the snapshots' names (name_template.h) that a log has columns of too: keys, as runs
 * are. A row of the log that says otherwise is of another training. */
#ifndef PHATE_SNAPSHOT_ROWS_LOG_FIELDS_H
#define PHATE_SNAPSHOT_ROWS_LOG_FIELDS_H

#include "stream/table/table.h"

struct log_field {
    const char *name; /* the template's */
    size_t own, its;  /* its columns in the rows of snapshots and in the log */
};

struct log_fields {
    const struct table *rows, *log;
    struct log_field *at;
    size_t count;
};

/* Those of the template's fields `names` that are neither of the log's columns `others`, its keys
 * of other kinds. Rows, log and names must outlive the fields, which the caller frees. */
struct error *log_fields_find(struct log_fields *f, const struct strlist *names,
                              const struct table *rows, const struct table *log,
                              const size_t *others, size_t other_count) MUST_CHECK;
void log_fields_free(struct log_fields *f);

/* What a row of the log says of a snapshot's fields: another value of one; the same of all; or the
 * same of some, with gaps. Cells are compared as numbers where both are numbers, else as text; a
 * number of two decimals or more in a name may be the log's, rounded by two digits or more. */
enum log_says { LOG_SAYS_OTHER, LOG_SAYS_SAME, LOG_SAYS_PART };
enum log_says log_fields_say(const struct log_fields *f, size_t snapshot, size_t log_row);

/* Whether two snapshots have the same fields. */
bool log_fields_agree(const struct log_fields *f, size_t snapshot, size_t other);

#endif
