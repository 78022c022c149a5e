/* The choice of one record of a stream: by kind, by number, or the last one that is not a
 * companion. */
#ifndef PHATE_STREAM_SELECTION_H
#define PHATE_STREAM_SELECTION_H

#include "stream/record/record.h"

#include <stdbool.h>
#include <stddef.h>

struct selection {
    /* set by the caller */
    const char *kind; /* NULL: any */
    size_t index;     /* from 1, among the records of the kind; 0: the last of them */
    bool numeric;     /* where neither is given, text is left out */
    /* kept by selection_takes */
    size_t seen;           /* records of the kind */
    struct strlist others; /* the kinds of all other records */
};

/* Whether this record, the next of the stream, is the chosen one, unless a later one is taken too.
 */
struct error *selection_takes(struct selection *s, const struct record *r, bool *takes) MUST_CHECK;

/* The error that no record of the stream `name` was taken. */
struct error *selection_missing(const struct selection *s, const char *name) MUST_CHECK;
void selection_free(struct selection *s);

#endif
