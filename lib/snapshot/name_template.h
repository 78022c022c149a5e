/* What a file's name says of a snapshot: the template "{run}_e{step}.safetensors" makes of
 * "out/adam0_e007.safetensors" run adam0 and step 007.
 *
 * Each {name} stands for one or more characters other than '/'; all else stands for itself. The
 * template is held against as many of the path's last components as it has itself. Where a name can
 * be split in several ways, an earlier field takes as much as it can. Fields side by side are
 * digits and other characters in turn: "{optimizer}{seed}_e{step}.pt" makes of "adam0_e012.pt"
 * adam, 0 and 012. */
#ifndef PHATE_SNAPSHOT_NAME_TEMPLATE_H
#define PHATE_SNAPSHOT_NAME_TEMPLATE_H

#include "base/error.h"
#include "base/text/strlist.h"

struct name_template;

/* Fails, naming the template, where it has no fields, a brace without its other, a field whose name
 * is not of letters, digits and '_' or is "file", or a name twice. */
struct error *name_template_new(struct name_template **t, const char *text) MUST_CHECK;
void name_template_free(struct name_template *t); /* NULL is allowed */

/* The fields' names, in order; they belong to the template. */
const struct strlist *name_template_fields(const struct name_template *t);

/* Appends the fields' values, in order. Fails, naming path and template, where they do not fit, and
 * where the text that fields side by side share has more or fewer stretches of digits and of other
 * characters than they are: then where one ends and the next begins is open. */
struct error *name_template_match(const struct name_template *t, const char *path,
                                  struct strlist *values) MUST_CHECK;

#endif
