/* Reads a record's panels ahead: while one is used, a thread reads the next. Memory is two panels.
 */
#ifndef PHATE_PANELPIPE_H
#define PHATE_PANELPIPE_H

#include "stream/reader/reader.h"

struct panelpipe;

/* `r` is the reader's current record. Until the pipe is freed, the reader is the pipe's alone. */
struct error *panelpipe_new(struct panelpipe **pipe, struct reader *reader, const struct record *r,
                            size_t cols_wanted) MUST_CHECK;

/* As reader_panel; the arrays live until the next call. */
struct error *panelpipe_next(struct panelpipe *pipe, struct panel *panel, bool *got) MUST_CHECK;

/* Waits for the panel that is being read. NULL is allowed. */
void panelpipe_free(struct panelpipe *pipe);

#endif
