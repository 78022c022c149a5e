/* A table of a stream that is written later, when it is known what is to stand in it. */
#ifndef PHATE_WAITING_TABLE_H
#define PHATE_WAITING_TABLE_H

#include "stream/intake.h"
#include "stream/writer.h"

/* All zero: none waits. */
struct waiting_table {
    struct table t;
    struct record record; /* its header; without a kind: none waits */
};

/* Takes over the header of the current record, whose table `t` is; the one that waits is written
 * first. Both end the program on failure. */
void waiting_table_take(struct waiting_table *w, struct intake *in, const struct table *t,
                        struct writer *out);

/* Writes the table that waits, if there is one and it has columns. */
void waiting_table_put(struct waiting_table *w, struct writer *out);

#endif
