/* Output files that appear whole or not at all: they are written under a temporary name in the same
 * directory, and renamed when all is well. Anything but a regular file (a terminal, a pipe,
 * /dev/full) is written in place. */
#ifndef PHATE_BASE_FILE_OUTPUT_H
#define PHATE_BASE_FILE_OUTPUT_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

struct output {
    int fd;     /* open for writing */
    char *path; /* the final name; NULL for standard output */
    char *temp; /* the name until then; NULL where the file is written in place */
};

/* path NULL or "-": standard output. */
struct error *output_open(struct output *out, const char *path) MUST_CHECK;
/* To a descriptor, in place, whatever it is; it stays open, and the caller's. */
struct error *output_open_fd(struct output *out, int fd) MUST_CHECK;
const char *output_name(const struct output *out); /* for messages */

/* Writes all `length` bytes. */
struct error *output_write(struct output *out, const void *data, size_t length) MUST_CHECK;

/* Forgets what was written; only for an output with a temporary file. */
struct error *output_restart(struct output *out) MUST_CHECK;

/* Closes the file, which is where a full disk may first be seen, and renames it. Frees what `out`
 * holds, whether or not it succeeds. */
struct error *output_commit(struct output *out) MUST_CHECK;
void output_discard(struct output *out);

/* The permissions that a new file or directory gets: those of `most` that the umask leaves. */
mode_t output_permissions(mode_t most);

/* Removes the temporary files of all open outputs; safe in a signal handler. */
void output_abandon_all(void);

#endif
