/* An evaluator's answer for a snapshot: numbers, and perhaps predictions. It is a line of numbers
 * with blanks between; a last field may tell of predictions: "file:PATH", where PATH is the rest of
 * the line, or "block:BYTES", whereupon so many bytes follow the line's newline at once. */
#ifndef PHATE_EVALUATION_ANSWER_H
#define PHATE_EVALUATION_ANSWER_H

#include "base/error.h"

#include <stddef.h>

enum { ANSWER_NUMBERS_MAX = 64 };

struct answer {
    size_t evaluator;
    size_t count;                       /* 1 or more */
    double numbers[ANSWER_NUMBERS_MAX]; /* every NaN has a clear sign bit */
    char *file;                         /* that holds predictions, or NULL; */
    unsigned char *block;               /* or the predictions themselves, or NULL */
    size_t block_bytes;
};

/* Parses a line of `length` bytes, at whose end is a NUL. Sets block_bytes, but not the block. The
 * caller frees the answer. Fails, without a place, if the line is anything else. */
struct error *answer_parse(struct answer *a, const char *line, size_t length) MUST_CHECK;
void answer_free(struct answer *a);

/* An error about `length` bytes that an evaluator has printed: "WHAT: "...": REMEDY". */
struct error *answer_error(const char *what, const char *said, size_t length) MUST_CHECK;

#endif
