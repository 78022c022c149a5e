/* Substitutions in a text, as sed's command s: s/OLD/NEW/ or s/OLD/NEW/g. OLD is a POSIX extended
 * regular expression; in NEW, & stands for what OLD matched, \1 to \9 for its groups, and a
 * backslash before any other character for that character. Any character but a backslash can take
 * the place of the slash; behind a backslash it stands for itself. With g every match is replaced,
 * else the first. */
#ifndef PHATE_BASE_TEXT_SUBSTITUTION_H
#define PHATE_BASE_TEXT_SUBSTITUTION_H

#include "base/text/strlist.h"

#include <regex.h>
#include <stdbool.h>

struct substitution {
    regex_t old;
    char *new;
    bool all; /* g */
};

struct substitution_list {
    struct substitution *at;
    size_t count;
    struct strlist texts; /* the substitutions as given */
};

/* Appends one. Fails, with the reason, where it is malformed. */
struct error *substitution_add(struct substitution_list *list, const char *text) MUST_CHECK;

/* Does all substitutions, each on the result of the one before. The caller frees *result. */
struct error *substitution_apply(const struct substitution_list *list, const char *text,
                                 char **result) MUST_CHECK;

void substitution_free(struct substitution_list *list);

#endif
