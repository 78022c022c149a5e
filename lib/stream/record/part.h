/* A part of a whole: the I-th of N, which add up. Three attributes of a record tell it:
 *
 *   part I/N    the I-th, from 1, of N parts; a record without it is a whole
 *   params P    how many numbers this record holds, or stands for; of predictions: samples P
 *   whole W     how many those of all parts are together
 *
 * A part of columns that are in groups may tell by what choice they are: groups, a hash.
 *
 * part_set.h tells whether all parts are there. */
#ifndef PHATE_STREAM_RECORD_PART_H
#define PHATE_STREAM_RECORD_PART_H

#include "stream/record/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PART_COUNT_MAX = 1000000 };

struct part {
    size_t index, count; /* from 1 to count; count 0: no part, but a whole */
};

/* From "I/N"; `part` points to a struct part. Fails where it is anything else, or I is not from 1
 * to N, or N not from 1 to PART_COUNT_MAX. */
struct error *part_parse(const char *text, void *part) MUST_CHECK;

/* ---- attributes ---- */

#define PART_PARAMS "params"
#define PART_SAMPLES "samples"
#define PART_GROUPS "groups"

/* What a record says of itself. */
struct part_share {
    struct part part;
    size_t held, whole; /* the numbers of this record, and of all parts */
};

bool part_is(const struct record *r); /* whether it has the attribute part */

/* NULL, or, of a part, the error that one is not the whole, for a stage that takes only wholes;
 * `name` is the stream. */
struct error *part_refuse(const struct record *r, const char *name) MUST_CHECK;

/* `held` is the key of how many: PART_PARAMS or PART_SAMPLES. Of a whole the share is all zero.
 * Fails where one of the attributes is missing or malformed, or the part holds more than the whole.
 */
struct error *part_share_of(const struct record *r, const char *held,
                            struct part_share *share) MUST_CHECK;

/* Sets the three attributes; of a share without a part only how many. */
struct error *part_share_set(struct record *r, const char *held,
                             const struct part_share *share) MUST_CHECK;

/* Where the record is of a part, and the groups are not 0, sets by which choice they are. */
struct error *part_groups_set(struct record *r, uint64_t groups) MUST_CHECK;

/* Whether the record tells by which choice its groups are, and it is not this one. */
bool part_groups_differ(const struct record *r, uint64_t groups);

/* Makes the header of a part that of the whole, as of the sum of all parts: `held` becomes what
 * `whole` was. */
struct error *part_make_whole(struct record *r, const char *held) MUST_CHECK;

/* ---- ranges ---- */

/* Successive items of one size. */
struct part_run {
    size_t items, size;
};

/* The part's range of the items of all runs, [*first, *end): ranges of equal size, but for half an
 * item; none is empty. `what` names the items for the error that there are fewer of them than
 * parts, as "columns". Fails also where the sizes overflow. */
struct error *part_cut(const struct part *part, const struct part_run *runs, size_t count,
                       const char *what, size_t *first, size_t *end) MUST_CHECK;

#endif
