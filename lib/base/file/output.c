#include "base/file/output.h"

#include "base/file/file.h"
#include "base/file/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The temporary names in use, for a signal handler, which can neither lock nor free. */
enum { OPEN_MAX_OUTPUTS = 16, PIPE_BYTES = 1 << 20 };
static char *volatile temporaries[OPEN_MAX_OUTPUTS];

static void remember(char *temp)
{
    for (size_t i = 0; i < OPEN_MAX_OUTPUTS; i++)
        if (!temporaries[i]) {
            temporaries[i] = temp;
            return;
        }
}

static void forget(const char *temp)
{
    for (size_t i = 0; i < OPEN_MAX_OUTPUTS; i++)
        if (temporaries[i] == temp)
            temporaries[i] = NULL;
}

void output_abandon_all(void)
{
    for (size_t i = 0; i < OPEN_MAX_OUTPUTS; i++)
        if (temporaries[i])
            unlink(temporaries[i]);
}

static void output_free(struct output *out)
{
    if (out->temp)
        forget(out->temp);
    free(out->temp);
    free(out->path);
    *out = (struct output){.fd = -1};
}

static struct error *output_error(const struct output *out, const char *remedy)
{
    return error_new("%s: cannot write: %s: %s", output_name(out), strerror(errno), remedy);
}

mode_t output_permissions(mode_t most)
{
    mode_t mask = umask(0);
    umask(mask);
    return most & ~mask;
}

/* The two ends of a pipe of 64 KB, the kernel's default, wake each other all the time: a wider pipe
 * carries snapshots a tenth faster. Has no effect on anything but a pipe, or where widening is not
 * allowed. */
static void widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
    fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
#else
    (void)fd;
#endif
}

struct error *output_open(struct output *out, const char *path)
{
    struct error *err = NULL;
    struct stat status;
    *out = (struct output){.fd = STDOUT_FILENO};
    if (path_is_standard(path)) {
        widen_pipe(out->fd);
        return NULL;
    }

    /* A link is followed, so that the file it points to is replaced and not the link. (A pipe in
     * /dev/fd is a link too, but does not point to a name.) */
    bool exists = stat(path, &status) == 0, regular = exists && S_ISREG(status.st_mode);
    out->path = regular ? realpath(path, NULL) : strdup(path);
    if (!out->path) {
        err = error_memory("a file name");
    } else if (exists && !regular) {
        out->fd = open(out->path, O_WRONLY | O_CLOEXEC);
        if (out->fd < 0)
            err = output_error(out, "is it a directory?");
    } else if (asprintf(&out->temp, "%s.XXXXXX", out->path) < 0) {
        out->temp = NULL;
        err = error_memory("a file name");
    } else {
        out->fd = mkostemp(out->temp, O_CLOEXEC);
        if (out->fd < 0)
            err = output_error(out, errno == ENOENT ? "make its directory first (mkdir -p)"
                                                    : "may you write to its directory?");
        else
            fchmod(out->fd, output_permissions(0666)); /* mkstemp makes a private file */
    }
    if (err)
        output_free(out);
    else if (out->temp)
        remember(out->temp);
    return err;
}

struct error *output_open_fd(struct output *out, int fd)
{
    struct error *err = NULL;
    *out = (struct output){.fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
    if (asprintf(&out->path, "descriptor %d", fd) < 0) {
        out->path = NULL;
        err = error_memory("a file name");
    } else if (out->fd < 0) {
        err = output_error(out, "is it open?");
    }
    if (!err)
        return NULL;
    if (out->fd >= 0)
        close(out->fd);
    output_free(out);
    return err;
}

const char *output_name(const struct output *out)
{
    return out->path ? out->path : "standard output";
}

struct error *output_write(struct output *out, const void *data, size_t length)
{
    if (file_write_all(out->fd, data, length))
        return NULL;
    return output_error(out, errno == EPIPE ? "the program that reads it has ended"
                                            : "is the disk full, or the output closed?");
}

struct error *output_restart(struct output *out)
{
    if (lseek(out->fd, 0, SEEK_SET) < 0 || ftruncate(out->fd, 0) != 0)
        return output_error(out, "is the disk failing?");
    return NULL;
}

struct error *output_commit(struct output *out)
{
    struct error *err = NULL;
    if (close(out->fd) != 0)
        err = output_error(out, "is the disk full, or the output closed?");
    else if (out->temp && rename(out->temp, out->path) != 0)
        err = output_error(out, "may you write to its directory?");
    if (err && out->temp)
        unlink(out->temp);
    output_free(out);
    return err;
}

void output_discard(struct output *out)
{
    if (out->fd < 0)
        return;
    if (out->path)
        close(out->fd);
    if (out->temp)
        unlink(out->temp);
    output_free(out);
}
