/* Powers of an operator: the powers asked for, and the power that a record notes. */
#ifndef PHATE_OPERATOR_POWERS_H
#define PHATE_OPERATOR_POWERS_H

#include "base/error.h"
#include "stream/record/record.h"

#include <stdbool.h>
#include <stddef.h>

enum { POWERS_MAX = 100, POWERS_TEXT_MAX = POWERS_MAX * 12, POWERS_LARGEST = 1000000000 };

struct powers {
    size_t t[POWERS_MAX]; /* ascending, each once, up to POWERS_LARGEST */
    size_t count;         /* 0: one is to be chosen, */
    enum powers_choice {
        POWERS_KNEE,      /* by the entropy's knee, */
        POWERS_RELAXATION /* or as the relaxation time */
    } choice;
};

/* "auto", "relaxation", or "5,10,20". Fails on other texts, too many powers, and equal ones. */
struct error *powers_read(const char *text, struct powers *p) MUST_CHECK;

bool powers_have(const struct powers *p, size_t t);

/* "22", or "5,10,20". */
void powers_print(const struct powers *p, char text[POWERS_TEXT_MAX]);

/* The power of an operator that a record holds; 1 of other records. Fails where the attribute t is
 * not a whole number. */
struct error *powers_before(const struct record *in, size_t *t) MUST_CHECK;

/* Notes in `r` that it is the power t of the record `in`, which may already be a power of an
 * operator. Fails where the product is too large. */
struct error *powers_note(struct record *r, const struct record *in, size_t t) MUST_CHECK;

#endif
