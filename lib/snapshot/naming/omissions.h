/* What a search for checkpoints leaves out, and why. */
#ifndef PHATE_SNAPSHOT_NAMING_OMISSIONS_H
#define PHATE_SNAPSHOT_NAMING_OMISSIONS_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

enum omission {
    OMITTED_STATE,     /* of an optimiser, a scheduler, a generator of random numbers */
    OMITTED_COPY,      /* of another checkpoint, by its name */
    OMITTED_LINK,      /* a second name of a file or folder */
    OMITTED_NO_STEP,   /* no number in the name counts */
    OMITTED_OTHER,     /* named otherwise than most */
    OMITTED_UNFIT,     /* does not fit the user's template */
    OMITTED_CHARACTER, /* a line feed, a tab or a brace in the name */
    OMITTED_CLOSED,    /* a folder that cannot be read */
    OMISSIONS
};

struct omissions {
    size_t count[OMISSIONS];
    char *first[OMISSIONS]; /* a path of each */
};

struct error *omissions_add(struct omissions *o, enum omission why, const char *path) MUST_CHECK;

void omissions_forget(struct omissions *o, enum omission why);

/* "; left out: 2 of an optimiser or the like (first runs/optimizer.pt), ..."; nothing where nothing
 * is left out. */
void omissions_print(const struct omissions *o, FILE *f);
void omissions_free(struct omissions *o);

#endif
