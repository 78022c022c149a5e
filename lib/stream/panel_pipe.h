/* Reads a record's panels ahead: a thread reads the next while the caller uses one. Memory is two
 * panels. */
#ifndef PHATE_STREAM_PANEL_PIPE_H
#define PHATE_STREAM_PANEL_PIPE_H

#include "base/report.h"
#include "stream/reader/reader.h"

/* Uses a panel, whose arrays live until it returns. Must leave the reader alone. */
typedef struct error *panel_take(void *context, const struct panel *panel);

/* Hands all columns of the reader's current record, r, to `take` panel by panel, until it fails;
 * panels are those of reader_panel, of about 8 MB. Progress is that of `doing`. Fails as
 * reader_panel and `take` do, and where memory is short. */
struct error *panel_pipe_run(struct reader *reader, const struct record *r, panel_take *take,
                             void *context, const char *doing, struct report *report) MUST_CHECK;

/* The memory that takes at most, but where the record's own panels are wider than 8 MB. */
size_t panel_pipe_bytes(const struct record *r);

#endif
