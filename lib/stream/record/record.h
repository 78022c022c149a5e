/* The header of a phm record, in memory and as text; phm(5) describes the format. */
#ifndef PHATE_STREAM_RECORD_RECORD_H
#define PHATE_STREAM_RECORD_RECORD_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "stream/record/phm_type.h"

#include <stdbool.h>
#include <stddef.h>

enum { PHM_ALIGN = 64, PHM_WORD_MAX = 32, PHM_LINE_MAX = 65536, PHM_HEADER_MAX = 1 << 20 };

enum phm_layout { PHM_DENSE, PHM_PANEL, PHM_CSR };

struct record {
    char kind[PHM_WORD_MAX]; /* "snapshots", "gram", ... */
    enum phm_type type;
    size_t rows, cols; /* of a text record: lines below the heading, and columns */
    enum phm_layout layout;
    size_t panel;         /* panel: columns per panel; the last panel may have fewer */
    size_t nonzeros;      /* csr: stored entries */
    size_t bytes;         /* of the payload */
    struct strlist attrs; /* "key value" */
    struct strlist from;  /* provenance, oldest first */
    bool promises_end;    /* an end record follows (end.h) */
    bool crc32;           /* as it was read: its digests are CRC-32 (digest.h) */
};

/* A record without attributes and provenance. `bytes` follows from the rest (for text the caller
 * sets it). Fails where `kind` is not a word of letters, digits, '_', '-' and '.', is too long, or
 * is that of end records, and where the product of the shape overflows. */
struct error *record_init(struct record *r, const char *kind, enum phm_type type, size_t rows,
                          size_t cols) MUST_CHECK;
struct error *record_init_panel(struct record *r, const char *kind, enum phm_type type, size_t rows,
                                size_t cols, size_t panel) MUST_CHECK;

struct error *record_init_csr(struct record *r, const char *kind, enum phm_type type, size_t rows,
                              size_t cols, size_t nonzeros) MUST_CHECK;

/* Copies to `r`, which has none yet, the attributes and provenance of the record that it was made
 * from. On failure `r` is freed. */
struct error *record_inherit(struct record *r, const struct record *source) MUST_CHECK;

/* Initialises `r` as a dense float64 record that was made from `source`. */
struct error *record_derive(struct record *r, const struct record *source, const char *kind,
                            size_t rows, size_t cols) MUST_CHECK;
void record_free(struct record *r);

bool record_is(const struct record *r, const char *kind);
bool record_is_one_of(const struct record *r, const char *const kinds[]); /* NULL-terminated */

/* Whether it is a companion: it has the attribute `of`, which names what the records after it were
 * made from, and is for programs that ask for it. */
bool record_is_companion(const struct record *r);

/* Attributes: one value per key. A value is one line; the getter returns NULL where the record
 * lacks the attribute, and its text lives as long as the record. A key is a word like a kind;
 * setting fails where it is not, or where the value has 4096 bytes or more. Control characters
 * become spaces. */
const char *record_attr(const struct record *r, const char *key);
struct error *record_attr_set(struct record *r, const char *key, const char *format, ...)
    PRINTF_LIKE(3, 4) MUST_CHECK;
/* The value of an attribute as a number; *value is unchanged where the record lacks the attribute.
 * Fails where the value is anything but a finite decimal number; or (size) but a whole number in
 * digits, from `least` on. */
struct error *record_attr_number(const struct record *r, const char *key, double *value) MUST_CHECK;
struct error *record_attr_size(const struct record *r, const char *key, size_t least,
                               size_t *value) MUST_CHECK;
/* Sets every attribute that `source` has. */
struct error *record_attrs_copy(struct record *r, const struct record *source) MUST_CHECK;
void record_attr_remove(struct record *r, const char *key); /* if the record has it */

/* Appends one line of provenance, abridged where it is long; control characters become spaces. The
 * number of lines is bounded: beyond it the oldest line but the first is removed. */
struct error *record_from_add(struct record *r, const char *line) MUST_CHECK;

/* The header as a stream has it, padded. The caller frees *text. */
struct error *record_format(const struct record *r, char **text, size_t *length) MUST_CHECK;

/* The reverse: `text` is a whole header, from "phm 1" to the blank line. Fails, naming the line and
 * what was expected, on anything that record_format would not write (unknown keys, keys out of
 * order, sizes that overflow or disagree, a damaged head checksum). On failure there is nothing to
 * free. */
struct error *record_parse(struct record *r, const char *text, size_t length) MUST_CHECK;

#endif
