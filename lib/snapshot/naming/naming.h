/* From the names of checkpoints to the template (name_template.h) that they follow.
 *
 * The number that counts is the one beside a word such as "step" or "epoch", else the one that
 * varies where all else is the same. What else varies tells runs apart: a part of the file's name,
 * or a folder. If several folders together tell runs apart, the template leaves them to
 * run_names.h. Nothing here reads a file. */
#ifndef PHATE_SNAPSHOT_NAMING_NAMING_H
#define PHATE_SNAPSHOT_NAMING_NAMING_H

#include "base/text/strlist.h"
#include "snapshot/naming/omissions.h"

struct naming {
    char *name_template; /* NULL where no name has a step */
    bool vague;          /* no word calls the step so: it could be an epoch, or tell runs apart */
    struct strlist kept; /* the paths that follow it, in bytewise order */
    size_t runs;         /* how many they are of */
};

/* Names that do not follow the template of most are left out, if they are few: at most a quarter as
 * many. Else fails, as where two paths would be the same step of one run: then the message has a
 * template, or a command, for each of the ways to take the names. The caller frees the naming, also
 * on failure. */
struct error *naming_find(struct naming *n, const struct strlist *paths,
                          struct omissions *left_out) MUST_CHECK;

/* The same with a template that is given: keeps the paths that fit. */
struct error *naming_apply(struct naming *n, const char *name_template, const struct strlist *paths,
                           struct omissions *left_out) MUST_CHECK;

/* The same without a template: keeps all paths, whose folders are the runs. */
struct error *naming_keep(struct naming *n, const struct strlist *paths) MUST_CHECK;

/* The template with the field step called otherwise; the caller frees *text. */
struct error *naming_call_step(const char *name_template, const char *field,
                               char **text) MUST_CHECK;
void naming_free(struct naming *n);

#endif
