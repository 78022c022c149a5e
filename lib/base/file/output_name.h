/* Names of several outputs, made from one: "jump_s{step}_r{seed}.pt". */
#ifndef PHATE_BASE_FILE_OUTPUT_NAME_H
#define PHATE_BASE_FILE_OUTPUT_NAME_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct output_field {
    const char *name, *value;
};

/* The name with each {field} replaced by its value; the caller frees it. Fails where braces hold
 * anything else than a field's name, and where a brace is not part of a pair. */
struct error *output_name_fill(const char *name, const struct output_field *fields, size_t count,
                               char **filled) MUST_CHECK;

/* Whether the name has {field} in it. */
bool output_name_has(const char *name, const char *field);

#endif
