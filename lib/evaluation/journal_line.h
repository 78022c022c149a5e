/* The lines of a journal. Each is a text with a check behind it, an XXH3-64 of the text: a line
 * that was torn, damaged, or put there from the journal of another request is known as such. */
#ifndef PHATE_EVALUATION_JOURNAL_LINE_H
#define PHATE_EVALUATION_JOURNAL_LINE_H

#include "base/memstream.h"
#include "evaluation/answer.h"
#include "evaluation/answers.h"

#include <stdint.h>

/* Prints the check of all that `m` holds, and a newline. `seed` is 0 for the first line, and
 * journal_line_seed of the first line for all others. */
void journal_line_end(struct memstream *m, uint64_t seed);

/* Whether the `length` bytes of a line, without its newline, end in their check. If so, the text
 * before that is ended with a NUL. */
bool journal_line_check(char *line, size_t length, uint64_t seed);

/* `head`: the first line, without its newline. */
uint64_t journal_line_seed(const char *head);

/* Prints the line of a known point, without its end. */
void journal_line_print(const struct answers *answers, size_t point, FILE *f);

/* What a line says of a point. */
struct journal_point {
    uint64_t name; /* the point's key, or its number */
    size_t count;
    double numbers[ANSWER_NUMBERS_MAX];
    struct prediction_words words;
};

/* False if the text, behind which is a NUL, is anything else. */
bool journal_line_parse(struct journal_point *p, const char *text, bool has_key);

#endif
