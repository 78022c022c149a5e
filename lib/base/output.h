/* Output files that appear whole or not at all: written under a temporary name in the same
 * directory, renamed when all is well. What is no regular file (a terminal, a pipe, /dev/full) is
 * written in place. */
#ifndef PHATE_BASE_OUTPUT_H
#define PHATE_BASE_OUTPUT_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

struct output {
    int fd;     /* open for writing */
    char *path; /* the name it will have; NULL for standard output */
    char *temp; /* its name until then; NULL where it is written in place */
};

/* path NULL or "-": standard output. */
struct error *output_open(struct output *out, const char *path) MUST_CHECK;
const char *output_name(const struct output *out); /* for messages */

/* Writes all of it. */
struct error *output_write(struct output *out, const void *data, size_t length) MUST_CHECK;

/* Forgets what was written; only where there is a temporary file. */
struct error *output_restart(struct output *out) MUST_CHECK;

/* Closes, which is where a full disk may first be seen, and renames. Frees what `out` holds,
 * whether or not it succeeds. */
struct error *output_commit(struct output *out) MUST_CHECK;
void output_discard(struct output *out);

/* The permissions that a new file or directory gets of these: those that the umask leaves. */
mode_t output_permissions(mode_t most);

/* Removes the temporary files of all open outputs; safe in a signal handler. */
void output_abandon_all(void);

#endif
