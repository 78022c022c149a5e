/* The entries of a directory, in the order in which they were written. */
#ifndef PHATE_SNAPSHOT_FOLLOW_DIRECTORY_H
#define PHATE_SNAPSHOT_FOLLOW_DIRECTORY_H

#include "base/error.h"
#include "base/text/strlist.h"

/* Appends the names of all entries, the oldest first; entries of the same age in natural order (a2
 * before a10). */
struct error *directory_list(const char *path, struct strlist *names) MUST_CHECK;

#endif
