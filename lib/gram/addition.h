/* The sum of Gram matrices of the same snapshots, chosen by their names (attr name). */
#ifndef PHATE_GRAM_ADDITION_H
#define PHATE_GRAM_ADDITION_H

#include "base/text/regex_list.h"
#include "stream/reader/reader.h"

struct gram_addition {
    struct matrix g;                    /* the sum so far */
    struct record first;                /* the first summand's header */
    size_t count;                       /* summands */
    size_t params;                      /* columns, of those summands that tell */
    size_t params_known;                /* how many do */
    struct strlist names;               /* of the summands that have one */
    struct strlist names_met;           /* also of those that were not chosen */
    struct regex_list include, exclude; /* on names */
};

/* Regular expressions on names; *sum is all zero before the first. A Gram matrix is chosen where
 * one to include matches its name, or there are none, and none to exclude does. Fail where the
 * expression is malformed. */
struct error *gram_addition_include(struct gram_addition *sum, const char *regex) MUST_CHECK;
struct error *gram_addition_exclude(struct gram_addition *sum, const char *regex) MUST_CHECK;

/* Adds the reader's current record, of kind gram, if it is chosen. Fails where it is no Gram
 * matrix, or not one of as many snapshots as those before. */
struct error *gram_addition_add(struct gram_addition *sum, struct reader *in,
                                const struct record *r) MUST_CHECK;

/* The header of the sum, for the caller to free: that of the first summand, with attributes
 * summands (how many), params (added, if all tell), name (all of them, joined by '+' and abridged,
 * if all have one). Fails where an expression matches no name that was met, and where nothing was
 * chosen, and lists the names. */
struct error *gram_addition_record(const struct gram_addition *sum, const char *provenance,
                                   struct record *r) MUST_CHECK;
void gram_addition_free(struct gram_addition *sum);

#endif
