/* The sum of Gram matrices of the same snapshots, chosen by their names (attr name). */
#ifndef PHATE_GRAM_ADDITION_H
#define PHATE_GRAM_ADDITION_H

#include "base/text/regex_list.h"
#include "gram/form.h"
#include "stream/reader/reader.h"
#include "stream/repeats.h"

struct gram_addition {
    struct matrix g;                    /* the sum so far, */
    enum gram_form form;                /* products as long as all summands are, else squares */
    struct record first;                /* the first summand's header */
    size_t count;                       /* summands */
    size_t params;                      /* columns, of the summands that tell how many they have */
    size_t params_known;                /* how many summands tell */
    bool of_parts;                      /* a summand is of a part (stream/record/part.h) */
    size_t named;                       /* summands that have a name */
    struct strlist names;               /* of these; of parts each once */
    struct strlist names_met;           /* of all Gram matrices, chosen or not */
    struct regex_list include, exclude; /* on names */
    struct repeats met;                 /* the summands */
};

/* Add regular expressions on names; *sum is all zero before the first. A Gram matrix is chosen
 * where an expression to include matches its name, or there are none, and no expression to exclude
 * does. Fail where the expression is malformed. */
struct error *gram_addition_include(struct gram_addition *sum, const char *regex) MUST_CHECK;
struct error *gram_addition_exclude(struct gram_addition *sum, const char *regex) MUST_CHECK;

/* Adds the reader's current record, of a Gram matrix of either form, if it is chosen. Fails where
 * it is not a Gram matrix, or has another number of snapshots than those before. */
struct error *gram_addition_add(struct gram_addition *sum, struct reader *in,
                                const struct record *r) MUST_CHECK;

/* The header of the sum, which the caller frees: that of the first summand, with the attributes
 * summands (how many), params (the total, if all summands tell), name (all names, joined by '+' and
 * abridged, if all summands have one), and what sketch_attr_add makes of sketches. The sum of parts
 * takes the form that the whole would have (snapgram.h). Fails, listing the names, where an
 * expression matches no name, and where no Gram matrix was chosen. */
struct error *gram_addition_record(struct gram_addition *sum, const char *provenance,
                                   struct record *r) MUST_CHECK;
void gram_addition_free(struct gram_addition *sum);

#endif
