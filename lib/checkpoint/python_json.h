/* JSON as Python writes it: NaN, Infinity and -Infinity stand where JSON has no number. */
#ifndef PHATE_CHECKPOINT_PYTHON_JSON_H
#define PHATE_CHECKPOINT_PYTHON_JSON_H

#include "checkpoint/checkpoint.h"

#include <jansson.h>

/* Those three words become strings. The caller frees *json with json_decref. Fails, naming the
 * line, if the text is not JSON. */
struct error *python_json_parse(const char *text, json_t **json) MUST_CHECK;

/* Appends a number, or one of those words, to the checkpoint's metadata; nothing, if the value is
 * neither or NULL, or the key is empty or not a line. */
struct error *python_json_take_number(struct checkpoint *c, const char *key,
                                      const json_t *value) MUST_CHECK;

#endif
