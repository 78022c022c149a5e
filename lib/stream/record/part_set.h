/* Parts that are to make a whole: told of one after another, the set says whether each of them is
 * there, and once. */
#ifndef PHATE_STREAM_RECORD_PART_SET_H
#define PHATE_STREAM_RECORD_PART_SET_H

#include "stream/record/part.h"

/* One that was told of. */
struct part_member {
    char *name, *stream;
    size_t next; /* of the same part; 0: none, else its index + 1 */
};

/* All zero before the first. */
struct part_set {
    size_t parts;  /* N; 0: the set is empty */
    size_t *first; /* of each part, the latest member's index + 1, or 0 */
    size_t held, whole;
    struct part_member *members;
    size_t count, room;
};

/* Tells of a part. A part may be in several records, of different names (NULL is a name, too);
 * `stream` is the file, for messages. Fails where the record of that name and part was there
 * before, naming both files; where N or the whole differ; and where all hold more than the whole.
 */
struct error *part_set_add(struct part_set *set, const struct part_share *share, const char *name,
                           const char *stream) MUST_CHECK;

bool part_set_has(const struct part_set *set, size_t index); /* from 1 */

/* The first part from `index` on that is not there; 0: there is none. */
size_t part_set_missing(const struct part_set *set, size_t index);

/* Fails where parts are missing, naming them, and where what they hold is not the whole. An empty
 * set is complete. */
struct error *part_set_check(const struct part_set *set) MUST_CHECK;
void part_set_free(struct part_set *set);

#endif
