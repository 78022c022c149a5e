/* Reads a record's panels ahead: a thread reads the next while the caller uses one. Memory is two
 * panels. */
#ifndef PHATE_STREAM_PANEL_PIPE_H
#define PHATE_STREAM_PANEL_PIPE_H

#include "stream/reader/reader.h"

struct panel_pipe;

/* `r` is the reader's current record. Until the pipe is freed, only the pipe may use the reader. */
struct error *panel_pipe_new(struct panel_pipe **pipe, struct reader *reader,
                             const struct record *r, size_t cols_wanted) MUST_CHECK;

/* As reader_panel; the arrays live until the next call. */
struct error *panel_pipe_next(struct panel_pipe *pipe, struct panel *panel, bool *got) MUST_CHECK;

/* Waits for the panel that is being read. NULL is allowed. */
void panel_pipe_free(struct panel_pipe *pipe);

#endif
