/* What is found in a journal, line by line. A line that is damaged, or has no end, costs that line
 * alone. */
#ifndef PHATE_EVALUATION_JOURNAL_READING_H
#define PHATE_EVALUATION_JOURNAL_READING_H

#include "evaluation/answers.h"

#include <stdbool.h>

struct journal_reading {
    const char *head; /* the first line of this request, with its check */
    struct answers *answers;
    size_t *order;         /* the points by their keys, while it is read */
    bool has_head;         /* the journal has this first line; */
    const char *other;     /* or one of another request, without its check, within the text */
    size_t points;         /* lines of this request's points */
    size_t lines;          /* of any kind */
    size_t bad, first_bad; /* those that do not count, and the number of the first */
    size_t end;            /* of the last line that has one, in bytes */
};

/* Reads `length` bytes, which are changed, and adds points to `answers`. The first line of a point
 * counts, and another that says otherwise is bad. Fails, with the line, where a point does not fit
 * to `answers`, as answers_put does. */
struct error *journal_reading_take(struct journal_reading *r, const char *head, char *text,
                                   size_t length, struct answers *answers) MUST_CHECK;

#endif
