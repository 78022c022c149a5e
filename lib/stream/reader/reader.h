/* Reading streams of phm records, with every check.
 *
 * A reader also takes a NumPy .npy array in place of any record (a Fortran-ordered array becomes a
 * record of panels one column wide), so that a script can replace a stage: it passes on the records
 * before, and then writes its result as numpy does.
 *
 * End records (record/end.h) are read and checked, and never handed out. */
#ifndef PHATE_STREAM_READER_READER_H
#define PHATE_STREAM_READER_READER_H

#include "matrix/csr.h"
#include "matrix/matrix.h"
#include "stream/record/panel.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

struct reader;

/* path NULL or "-": standard input. npy_kind is the kind that a .npy array is taken for. */
struct error *reader_open(struct reader **reader, const char *path,
                          const char *npy_kind) MUST_CHECK;
/* From a descriptor, which stays open, and the caller's. */
struct error *reader_open_fd(struct reader **reader, int fd, const char *npy_kind) MUST_CHECK;
void reader_close(struct reader *reader);
const char *reader_name(const struct reader *reader); /* for messages */

/* The next record's header. The rest of the record before is read and checked first. *got is false
 * at the end of the stream. Where it is true, `r` is the caller's, to free with record_free; else
 * `r` is empty. A stream without any record is an error, and so is one that has lost records. */
struct error *reader_next(struct reader *reader, struct record *r, bool *got) MUST_CHECK;

/* Whether the current record is used up and nothing follows it. Fails where something should. */
struct error *reader_at_end(struct reader *reader, bool *end) MUST_CHECK;

/* One of these functions takes the payload of the current record, once. Each checks the trailer
 * before it hands out anything that the caller could trust. */

/* Any numeric layout as a dense float64 matrix; the caller frees it. */
struct error *reader_matrix(struct reader *reader, const struct record *r,
                            struct matrix *m) MUST_CHECK;

/* Any numeric layout as a sparse float64 matrix; the caller frees it. Only a csr payload needs no
 * dense matrix in between. */
struct error *reader_csr(struct reader *reader, const struct record *r, struct csr *m) MUST_CHECK;

/* A text payload, NUL-terminated; the caller frees it. Fails where it has a NUL, or is not a table
 * of the shape that the header tells. */
struct error *reader_text(struct reader *reader, const struct record *r, char **text) MUST_CHECK;

/* A text payload as a table, which replaces the contents of `t`, and as it stands there: the caller
 * frees *text, unless text is NULL. On failure `t` is empty, and there is no text. */
struct error *reader_table(struct reader *reader, const struct record *r, struct table *t,
                           char **text) MUST_CHECK;

/* Numeric dense or panel payloads as successive blocks of whole columns, about `cols_wanted` wide
 * (0: as the stream has them). *got is false after the last block, when the trailer has been
 * checked. The arrays belong to the reader and live until the next call. */
struct error *reader_panel(struct reader *reader, const struct record *r, size_t cols_wanted,
                           struct panel *panel, bool *got) MUST_CHECK;

/* The same into the caller's buffer, which is all zero before the first call and whose bytes the
 * caller frees: so that one panel can be used while the next is read. */
struct panel_buffer {
    unsigned char *bytes;
    size_t room;
};
struct error *reader_panel_into(struct reader *reader, const struct record *r, size_t cols_wanted,
                                struct panel_buffer *buffer, struct panel *panel,
                                bool *got) MUST_CHECK;

/* From here on these two hand out only `count` columns of the record, from `first` on, counted from
 * there; r->cols becomes `count`. To be called before the first panel. Of a file only these columns
 * are read, and so the trailer is not checked; of a pipe all, with the trailer. The columns must be
 * there, and the record dense or of panels. */
void reader_narrow(struct reader *reader, struct record *r, size_t first, size_t count);

/* The payload's bytes in sequence, at most `room` (8 or more); *length is 0 at the end, when the
 * trailer has been checked. The bytes of a .npy array are converted to what the record's header
 * describes. */
struct error *reader_bytes(struct reader *reader, void *buffer, size_t room,
                           size_t *length) MUST_CHECK;

/* Whether the rest of the input cannot turn out to be damaged: the current record is a .npy array,
 * which has no checksum, and is the last in a file that is long enough for it. */
bool reader_is_safe(const struct reader *reader);

/* Reads and checks the rest of the current record; reader_jump jumps over it, unchecked, where the
 * input is seekable. */
struct error *reader_skip(struct reader *reader) MUST_CHECK;
struct error *reader_jump(struct reader *reader) MUST_CHECK;

#endif
