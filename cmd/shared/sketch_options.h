/* The options of a program that writes sketches. */
#ifndef PHATE_SKETCH_OPTIONS_H
#define PHATE_SKETCH_OPTIONS_H

#include "options.h"
#include "snapshot/sketch/sketched.h"

struct sketch_options {
    struct sketched_request request; /* numbers 0: none are asked for */
    bool detailed;                   /* an option was given that tells how */
};

void sketch_options_append(struct cli_option table[CLI_OPTIONS_MAX], struct sketch_options *s);

/* Exits where they do not fit each other, or other output than snapshots of parameters is asked for
 * beside them. */
void sketch_options_check(const struct sketch_options *s, bool other);
void sketch_options_free(struct sketch_options *s);

#endif
