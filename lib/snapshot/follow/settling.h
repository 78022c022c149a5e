/* Names of folders in which something has happened, until they are quiet: a folder is written file
 * by file, and not finished as long as something happens in it. */
#ifndef PHATE_SNAPSHOT_FOLLOW_SETTLING_H
#define PHATE_SNAPSHOT_FOLLOW_SETTLING_H

#include "base/text/strlist.h"

#include <stddef.h>

#define SETTLING_SECONDS 1.0 /* without a change, after which a folder is quiet */

struct settling {
    struct strlist names; /* in the order in which they become quiet */
    double *due;          /* when, by seconds_now; one per name */
};

void settling_free(struct settling *s); /* accepts all zero */

/* Something happens in the folder now. */
struct error *settling_touch(struct settling *s, const char *name, double now) MUST_CHECK;
void settling_forget(struct settling *s, const char *name);

/* Takes out a name that is quiet by now; the caller frees it. NULL if there is none. */
char *settling_take(struct settling *s, double now);

/* Seconds until the next is quiet; INFINITY if there is none. */
double settling_wait(const struct settling *s, double now);

#endif
