/* A list of POSIX extended regular expressions, as options give them. */
#ifndef PHATE_BASE_TEXT_REGEX_LIST_H
#define PHATE_BASE_TEXT_REGEX_LIST_H

#include "base/text/strlist.h"

#include <regex.h>

struct regex_list {
    regex_t *at;
    size_t count;
    struct strlist texts; /* the expressions as given */
};

/* Fails, with the reason, where the expression is malformed. */
struct error *regex_list_add(struct regex_list *list, const char *regex) MUST_CHECK;

bool regex_list_matches_at(const struct regex_list *list, size_t index, const char *name);
/* The index of the first expression that matches, or list->count. */
size_t regex_list_first(const struct regex_list *list, const char *name);
bool regex_list_matches(const struct regex_list *list, const char *name);

void regex_list_free(struct regex_list *list);

#endif
