/* Writing streams of phm records (and other bytes) so that no partial output ever looks whole. */
#ifndef PHATE_STREAM_WRITER_H
#define PHATE_STREAM_WRITER_H

#include "matrix/csr.h"
#include "matrix/matrix.h"
#include "stream/record/record.h"

#include <stdbool.h>

struct writer;

/* path NULL or "-": standard output. A file appears under its name only when writer_commit has
 * succeeded. Refuses to write binary to a terminal. */
struct error *writer_open(struct writer **writer, const char *path) MUST_CHECK;

/* The same in place, to a descriptor, which stays open, and the caller's. */
struct error *writer_open_fd(struct writer **writer, int fd) MUST_CHECK;

/* A writer of plain text (TSV, numbers), which may go to a terminal: there writer_raw makes it
 * printable, but for line ends and tabs. */
struct error *writer_open_text(struct writer **writer, const char *path) MUST_CHECK;

/* Whether the output appears under its name at writer_commit, all at once: in a file, but not in a
 * pipe or on a terminal. */
bool writer_is_atomic(const struct writer *writer);

/* While the writer is held, output is kept back (in memory, then in an unnamed temporary file), so
 * that bad input later on leaves no output at all. */
void writer_hold(struct writer *writer);
struct error *writer_release(struct writer *writer) MUST_CHECK;

/* Forgets all output so far; for a writer that has been held since it was opened. */
struct error *writer_restart(struct writer *writer) MUST_CHECK;

/* A record: begin, exactly r->bytes of data in any pieces, end. */
struct error *writer_begin(struct writer *writer, const struct record *r) MUST_CHECK;
struct error *writer_data(struct writer *writer, const void *data, size_t length) MUST_CHECK;
struct error *writer_end(struct writer *writer) MUST_CHECK;

/* The three in one call. writer_text sets r->bytes. */
struct error *writer_matrix(struct writer *writer, const struct record *r,
                            const struct matrix *m) MUST_CHECK;
struct error *writer_csr(struct writer *writer, const struct record *r,
                         const struct csr *m) MUST_CHECK; /* r is float64 */
struct error *writer_text(struct writer *writer, struct record *r, const char *text) MUST_CHECK;

/* Bytes outside any record, for formats other than phm; of text whole characters. */
struct error *writer_raw(struct writer *writer, const void *data, size_t length) MUST_CHECK;

/* Writes the end record (record/end.h) where there are records, flushes, closes (a full disk is
 * noticed here at the latest) and gives the file its name. The writer is freed whether or not this
 * succeeds. */
struct error *writer_commit(struct writer *writer) MUST_CHECK;

/* Closes without a result: a temporary file is removed. NULL is allowed. */
void writer_discard(struct writer *writer);

#endif
