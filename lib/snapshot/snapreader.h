/* Reads a set of snapshots as successive panels of columns, ahead of whoever takes them: while one
 * panel is written, threads read the next. Each element is read from its file once. Memory is two
 * panels, and what a format keeps for a file; of the files as many are kept open as the limit of
 * the process allows (it is raised as far as it can be), and the others are opened anew for each
 * panel.
 *
 * The order of columns and rows does not depend on the threads, nor does the error: it is that of
 * the first snapshot of the first panel in which there is one. */
#ifndef PHATE_SNAPSHOT_SNAPREADER_H
#define PHATE_SNAPSHOT_SNAPREADER_H

#include "snapshot/snapshots.h"

struct snapreader;

/* Panels are `width` columns wide, the last what is left. The set must outlive the reader. */
struct error *snapreader_new(struct snapreader **reader, const struct snapshots *s,
                             size_t width) MUST_CHECK;

/* The next panel: s->count x *cols elements of s->type, row-major, that live until the next call.
 * *panel is NULL after the last. Fails where a file cannot be read, has changed since it was
 * described, or holds a NaN or an infinity. */
struct error *snapreader_next(struct snapreader *reader, const void **panel,
                              size_t *cols) MUST_CHECK;

void snapreader_free(struct snapreader *reader); /* NULL is allowed */

#endif
