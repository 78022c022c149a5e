/* Output files that appear whole or not at all. Where the system can, such a file has no name until
 * all is well, so that nothing is left of it however the program ends. Elsewhere (NFS, some
 * overlays) it has a temporary name in the same directory, which a signal that can be caught
 * removes. Anything but a regular file (a terminal, a pipe, /dev/full) is written in place,
 * and so is what has the name of a descriptor, such as /dev/stdout.
 *
 * A file that is replaced passes on its permissions and, as far as this is allowed, its owner and
 * group. Files are not synchronised with the disk: after a power cut one may be lost or cut short,
 * which the checksums of a stream tell, and can be made again; the wait would cost each stage more
 * than its work. */
#ifndef PHATE_BASE_FILE_OUTPUT_H
#define PHATE_BASE_FILE_OUTPUT_H

#include "base/error.h"
#include "base/file/output_place.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct temporary;

struct output {
    int fd;                    /* open for writing; of an atomic output also for reading */
    char *path;                /* for messages; NULL: standard output */
    struct output_place place; /* of an atomic output */
    struct temporary *temp;    /* its name until then; NULL: it has none */
};

/* Whether what is written to that path becomes a file of its own, and takes the place of one that
 * is there: false of standard output (NULL or "-"), a pipe, a device and a descriptor's name. */
bool output_makes_file(const char *path);

/* path NULL or "-": standard output. Fails where the file could not be replaced in the end. */
struct error *output_open(struct output *out, const char *path) MUST_CHECK;
/* To a descriptor, in place, whatever it is; it stays open, and the caller's. */
struct error *output_open_fd(struct output *out, int fd) MUST_CHECK;
const char *output_name(const struct output *out); /* for messages */

/* Whether it appears under its name only when it is committed. */
bool output_is_atomic(const struct output *out);

/* Writes all `length` bytes. */
struct error *output_write(struct output *out, const void *data, size_t length) MUST_CHECK;

/* Forgets what was written; only for an atomic output. */
struct error *output_restart(struct output *out) MUST_CHECK;

/* Closes the file, which is where a full disk may first be seen, and gives it its name. Frees what
 * `out` holds, whether or not it succeeds. */
struct error *output_commit(struct output *out) MUST_CHECK;
void output_discard(struct output *out);

/* The permissions that a new file or directory gets: those of `most` that the umask leaves. */
mode_t output_permissions(mode_t most);

#endif
