/* Reads a set of snapshots as successive panels of columns, ahead of the caller: while the caller
 * uses one panel, threads read the next. Each element is read from its file once. Memory is two
 * panels, and what a format keeps per file. As many files stay open as the process's limit allows
 * (the limit is raised as far as possible); the others are reopened for each panel.
 *
 * The order of columns and rows does not depend on the threads. Nor does the error: of the first
 * panel with an error, it is the first snapshot's. */
#ifndef PHATE_SNAPSHOT_SNAPREADER_H
#define PHATE_SNAPSHOT_SNAPREADER_H

#include "snapshot/snapshots.h"

struct snapreader;

/* The panels are of the columns [s->begin, s->end), in order, each `width` columns wide; the last
 * has the remaining columns. The set must outlive the reader. */
struct error *snapreader_new(struct snapreader **reader, const struct snapshots *s,
                             size_t width) MUST_CHECK;

/* The next panel: s->count x *cols elements of s->type, row-major, valid until the next call.
 * *panel is NULL after the last. Fails if a file cannot be read, has changed since it was
 * described, or, unless the set takes them, holds a NaN or an infinity. */
struct error *snapreader_next(struct snapreader *reader, const void **panel,
                              size_t *cols) MUST_CHECK;

void snapreader_free(struct snapreader *reader); /* accepts NULL */

#endif
