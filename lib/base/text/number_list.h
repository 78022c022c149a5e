/* Lists of numbers as users write them: "0.25,0.5,1"; and lists of whole numbers and ranges:
 * "0:3,7". */
#ifndef PHATE_BASE_TEXT_NUMBER_LIST_H
#define PHATE_BASE_TEXT_NUMBER_LIST_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stddef.h>
#include <stdint.h>

struct number_list {
    struct strlist texts; /* each number as the user wrote it */
    double *at;           /* the same numbers, in the same order */
};

struct number_range {
    uint64_t first, last; /* both ends included; first <= last */
};

struct range_list {
    struct number_range *at;
    size_t count;
    uint64_t numbers; /* in all ranges together */
};

/* Replace the contents of the list, which is {0} when new. Fail, naming the part, where a part is
 * not a finite number (parse), or neither a whole number nor a range (parse_ranges), and where a
 * number appears twice: with the same text, or in two ranges. */
struct error *number_list_parse(struct number_list *list, const char *text) MUST_CHECK;
struct error *number_list_parse_ranges(struct range_list *list, const char *text) MUST_CHECK;

/* The numbers of such ranges, in the order of the text, into `at`, which has room for `room`. Fails
 * also where a number is below `least`, and where there are more of them. */
struct error *number_list_parse_whole(const char *text, size_t least, size_t room, size_t *at,
                                      size_t *count) MUST_CHECK;

/* The same of numbers that are listed one by one: it fails where one is not from `least` to `most`,
 * and where one appears twice, also in other digits. */
struct error *number_list_parse_within(const char *text, double least, double most, size_t room,
                                       double *at, size_t *count) MUST_CHECK;

void number_list_free(struct number_list *list);
void number_list_free_ranges(struct range_list *list);

#endif
