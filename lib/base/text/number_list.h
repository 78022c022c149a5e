/* Lists of numbers as users write them: "0.25,0.5,1", and of whole ones with ranges, "0:3,7". */
#ifndef PHATE_BASE_TEXT_NUMBER_LIST_H
#define PHATE_BASE_TEXT_NUMBER_LIST_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stddef.h>
#include <stdint.h>

struct number_list {
    struct strlist texts; /* each number as it was written */
    double *at;           /* parallel */
};

struct number_range {
    uint64_t first, last; /* both are in it; first <= last */
};

struct range_list {
    struct number_range *at;
    size_t count;
    uint64_t numbers; /* in all ranges together */
};

/* Each takes the place of what the list held; all zero is empty. Fails, naming the part, where one
 * is no finite number, or no whole number or range of them, and where a number is in the list
 * twice: as it was written, or in two ranges. */
struct error *number_list_parse(struct number_list *list, const char *text) MUST_CHECK;
struct error *number_list_parse_ranges(struct range_list *list, const char *text) MUST_CHECK;

void number_list_free(struct number_list *list);
void number_list_free_ranges(struct range_list *list);

#endif
