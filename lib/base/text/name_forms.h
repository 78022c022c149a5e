/* Names, of which those that differ in their numbers alone are told as one form, in the order of
 * their first: "layers.*.bias (12), head.weight". */
#ifndef PHATE_BASE_TEXT_NAME_FORMS_H
#define PHATE_BASE_TEXT_NAME_FORMS_H

#include "base/error.h"

#include <stddef.h>

struct name_form {
    char *text;  /* with '*' in place of each stretch of digits */
    char *first; /* the name that came first */
    size_t names;
};

/* All zero: no names. */
struct name_forms {
    struct name_form *at;
    size_t count, room;
};

struct error *name_forms_add(struct name_forms *f, const char *name) MUST_CHECK;

/* The first `most` forms, with "..." for all others; a form of one name is that name. The caller
 * frees *text. */
struct error *name_forms_print(const struct name_forms *f, size_t most, char **text) MUST_CHECK;

void name_forms_free(struct name_forms *f);

#endif
