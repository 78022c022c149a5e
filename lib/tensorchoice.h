/* Which tensors of a checkpoint are compared: by POSIX extended regular expressions on their names.
 * A tensor is chosen where one of the included expressions matches (or there are none), and none of
 * the excluded ones does. */
#ifndef PHATE_TENSORCHOICE_H
#define PHATE_TENSORCHOICE_H

#include "error.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

struct regex_list {
    regex_t *at;
    size_t count;
};

struct tensor_choice {
    struct regex_list include, exclude; /* all zero: every tensor is chosen */
};

/* Adds an expression. Fails, with the reason, where it is malformed. */
struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex) MUST_CHECK;
struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex) MUST_CHECK;

bool tensor_choice_has(const struct tensor_choice *choice, const char *name);
void tensor_choice_free(struct tensor_choice *choice);

#endif
