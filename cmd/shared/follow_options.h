/* The options of a program that follows a directory, and writes what it has again and again. */
#ifndef PHATE_FOLLOW_OPTIONS_H
#define PHATE_FOLLOW_OPTIONS_H

#include "options.h"
#include "snapshot/concat.h"
#include "snapshot/follow/follow.h"
#include "stream/writer.h"

struct follow_options {
    struct follow follow; /* dir NULL: none is followed */
    struct action action; /* of --then; command NULL: none */
};

/* Writes the files of a list that has grown to the stream. */
typedef struct error *follow_write(const void *context, struct writer *out, struct report *report);

void follow_options_append(struct cli_option table[CLI_OPTIONS_MAX], struct follow_options *f);

/* Exits where they do not fit each other or the output. */
void follow_options_check(const struct cli *cli, const struct follow_options *f);

/* Appends the files of the directory, if one is followed, to those of the list, and writes the
 * stream: at the end, and into a file also before, silently. */
void follow_options_write(struct cli *cli, struct follow_options *f, struct concat *list,
                          follow_write *write, const void *context);

#endif
