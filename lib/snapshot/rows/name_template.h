/* What a file's name says about a snapshot: the template "{run}_e{step}.safetensors" turns
 * "out/adam0_e007.safetensors" into run adam0 and step 007.
 *
 * Each {name} matches one or more characters other than '/'; all else matches itself. The template
 * is compared with as many of the path's last components as it has itself. If a name can be split
 * in several ways, an earlier field takes as much as it can. Adjacent fields are digits and other
 * characters in turn: "{optimizer}{seed}_e{step}.pt" turns "adam0_e012.pt" into adam, 0 and 012.
 * The field run may appear several times: its parts are joined by slashes. */
#ifndef PHATE_SNAPSHOT_ROWS_NAME_TEMPLATE_H
#define PHATE_SNAPSHOT_ROWS_NAME_TEMPLATE_H

#include "base/error.h"
#include "base/text/strlist.h"

struct name_template;

/* Fails, naming the template, if it has no fields, an unmatched brace, two fields of one name but
 * run, or a field whose name is "file" or has characters other than letters, digits and '_'. */
struct error *name_template_new(struct name_template **t, const char *text) MUST_CHECK;
void name_template_free(struct name_template *t); /* accepts NULL */

const char *name_template_text(const struct name_template *t);

/* The fields' names, in order; the template owns them. */
const struct strlist *name_template_fields(const struct name_template *t);

/* Appends the fields' values, in order. Fails, naming path and template, if the path does not fit,
 * and if the text of adjacent fields does not have one stretch of digits or of other characters per
 * field: then it is unclear where one field ends and the next begins. */
struct error *name_template_match(const struct name_template *t, const char *path,
                                  struct strlist *values) MUST_CHECK;

/* Of the values that name_template_match has read into an empty list, that of the field; NULL where
 * the template has no such field. */
const char *name_template_value(const struct name_template *t, const struct strlist *values,
                                const char *field);

/* A template whose field takes only the digits of `value`, where this template's takes all of it:
 * "{run}_{step}" and "e10" give "{run}_e{step}". The caller frees *text, which is NULL where the
 * value has not one stretch of digits. */
struct error *name_template_narrow(const struct name_template *t, const char *field,
                                   const char *value, char **text) MUST_CHECK;

#endif
