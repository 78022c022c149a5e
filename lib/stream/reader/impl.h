/* What the files of the reader share. */
#ifndef PHATE_STREAM_READER_IMPL_H
#define PHATE_STREAM_READER_IMPL_H

#include "base/dtype.h"
#include "base/file/identity.h"
#include "stream/reader/reader.h"
#include "stream/record/digest.h"

#include <stdint.h>

enum { READER_BUFFER = 1 << 16, READER_CHUNK = 1 << 18 };

struct reader {
    int fd;
    char *name;
    char *npy_kind;
    bool regular; /* a seekable file of known size */
    uint64_t size;
    struct file_identity identity; /* as it was opened */
    unsigned char buffer[READER_BUFFER];
    size_t at, end;  /* buffered bytes that are not yet taken */
    uint64_t offset; /* of buffer[at] in the stream */

    size_t index; /* of the current record, from 1; 0 before the first */
    bool open;    /* the current record is not yet used up */
    char kind[PHM_WORD_MAX];
    enum phm_type type;
    bool npy; /* a .npy array: without a trailer, and with elements of this type: */
    enum dtype source;
    bool swapped;
    size_t bytes, left;   /* of the payload: in all, and not yet taken */
    struct digest digest; /* of the payload so far */

    /* What the stream owes since its start, or its last end record (next.c): */
    size_t since, promised; /* records, and those that promise an end record, not companions */
    bool owes_end;          /* the last record does */

    size_t next_col;           /* the first column that is not yet handed out */
    size_t first_col;          /* of a range (range.c): where it begins, and */
    size_t all_cols;           /* how many columns the payload has; 0: there is no range */
    struct panel_buffer block; /* the current panel, converted */
    struct panel_buffer raw;   /* the same panel before conversion */
};

/* ---- the stream (input.c) ---- */

/* Takes up to `length` bytes; fewer only at the end of the stream. */
struct error *reader_input(struct reader *rd, void *to, size_t length, size_t *taken) MUST_CHECK;

/* Whether the stream is at its end; if not, its next byte is in the buffer. */
struct error *reader_at_eof(struct reader *rd, bool *eof) MUST_CHECK;

/* Whether the stream goes on with these bytes, which are not taken. */
struct error *reader_goes_on_with(struct reader *rd, const char *bytes, bool *yes) MUST_CHECK;

struct error *reader_error_read(const struct reader *rd); /* by errno */

/* ---- headers (header.c) ---- */

/* Takes the header of the next record, which must exist, and sets what the reader knows of its
 * payload: npy, source, swapped, bytes. On failure `r` must not be freed. */
struct error *reader_header(struct reader *rd, struct record *r) MUST_CHECK;

/* ---- records and payloads (reader.c) ---- */

/* Begins the next record, which must exist. */
struct error *reader_begin(struct reader *rd, struct record *r) MUST_CHECK;

/* Takes exactly `length` bytes of the payload; after the payload's last byte the trailer is
 * checked. */
struct error *reader_take(struct reader *rd, void *to, size_t length) MUST_CHECK;

struct error *reader_error_cut_short(const struct reader *rd); /* within the payload */

/* ---- a range of the columns (range.c) ---- */

/* How many of the range's next columns to take at once, of about so many that are wanted. */
size_t reader_range_cols(const struct reader *rd, const struct record *r, size_t cols_wanted);

/* Takes them, converted to the record's type; after the last of the range the record is used up. */
struct error *reader_take_range(struct reader *rd, const struct record *r, size_t cols,
                                unsigned char *out) MUST_CHECK;

/* ---- pieces of a payload (pieces.c) ---- */

/* Room for so many bytes, whose content is not kept. */
struct error *reader_grow(struct panel_buffer *buffer, size_t needed) MUST_CHECK;

/* Makes stored elements those of the type. */
void reader_convert(const struct reader *rd, void *to, enum phm_type type, const void *from,
                    size_t count);

/* Reads bytes at a place of the file, where nothing has been taken of the payload. */
struct error *reader_read_at(const struct reader *rd, void *to, size_t length,
                             uint64_t offset) MUST_CHECK;

/* Fails where a .npy array's file is not as it was opened: no checksum tells that it was written
 * while it was read. */
struct error *reader_check_unchanged(const struct reader *rd) MUST_CHECK;

#endif
