#include "base/file/output.h"

#include "base/file/file.h"
#include "base/file/path.h"
#include "base/file/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20 };

static void output_free(struct output *out)
{
    output_place_free(&out->place);
    free(out->path);
    *out = (struct output){.fd = -1, .place.dir = -1};
}

static struct error *output_error(const struct output *out, const char *remedy)
{
    if (errno == ENOMEM)
        return error_memory("an output file");
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

/* ---- opening ---- */

static struct error *open_in_place(struct output *out)
{
    out->fd = open(out->path, O_WRONLY | O_CLOEXEC);
    if (out->fd >= 0)
        return NULL;
    return output_error(out, errno == EISDIR ? "name a file in it" : "may you write to it?");
}

/* -1: the path is not the name of one. */
static int descriptor_of(const char *path)
{
    struct output_place place;
    int fd = output_place_find(&place, path) ? output_place_descriptor(&place) : -1;
    output_place_free(&place);
    return fd;
}

/* Not by its name: what is closed, or not ours to open, would be opened anew. */
static struct error *open_descriptor(struct output *out, int fd)
{
    out->fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return out->fd >= 0 ? NULL : output_error(out, "is it open?");
}

/* Of a file that is made anew: the usual ones, or those of the file that it replaces. Where its
 * owner may not be another, at least its group is kept; where that may not be either, both are
 * ours, and our group, which is another, gets what all others have. */
static void set_permissions(int fd, const struct stat *replaced)
{
    mode_t mode = replaced ? replaced->st_mode & 0777 : output_permissions(0666);
    if (replaced && fchown(fd, replaced->st_uid, replaced->st_gid) != 0 &&
        fchown(fd, (uid_t)-1, replaced->st_gid) != 0)
        mode = (mode & 0707) | (mode & 0070 & (mode & 07) << 3);
    fchmod(fd, mode);
}

static struct error *error_of_place(const struct output *out)
{
    return output_error(out, errno == ENOENT ? "make its directory first (mkdir -p)"
                                             : "may you write to its directory?");
}

/* Containers mount single files. */
static bool is_mounted(const char *path)
{
#ifdef STATX_ATTR_MOUNT_ROOT
    struct statx status;
    return statx(AT_FDCWD, path, 0, 0, &status) == 0 &&
           status.stx_attributes & STATX_ATTR_MOUNT_ROOT;
#else
    (void)path;
    return false;
#endif
}

/* In a directory such as /tmp only a file's owner, or the directory's, may give its name away. */
static bool is_others(const struct stat *file, int dir)
{
    struct stat folder;
    uid_t user = geteuid();
    return user != 0 && user != file->st_uid && fstat(dir, &folder) == 0 &&
           folder.st_mode & S_ISVTX && user != folder.st_uid;
}

/* Whether its name cannot be given to another file; errno is then why. */
static bool has_fixed_name(const struct output *out, const struct stat *file)
{
    errno = is_mounted(out->path) ? EBUSY : is_others(file, out->place.dir) ? EPERM : 0;
    return errno != 0;
}

static struct error *open_new(struct output *out)
{
    struct stat replaced;
    bool replaces = stat(out->path, &replaced) == 0;
    if (!output_place_find(&out->place, out->path))
        return error_of_place(out);
    if (replaces && has_fixed_name(out, &replaced))
        return output_error(out, "this file cannot be replaced: name another");
    out->fd = temporary_open_nameless(out->place.dir);
    if (out->fd < 0)
        out->temp = temporary_create(out->place.dir, out->place.base, &out->fd);
    if (out->fd < 0)
        return error_of_place(out);
    set_permissions(out->fd, replaces ? &replaced : NULL);
    return NULL;
}

/* Whether something is there that is not a regular file. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

bool output_makes_file(const char *path)
{
    return !path_is_standard(path) && !is_special(path) && descriptor_of(path) < 0;
}

struct error *output_open(struct output *out, const char *path)
{
    *out = (struct output){.fd = STDOUT_FILENO, .place.dir = -1};
    if (path_is_standard(path)) {
        widen_pipe(out->fd);
        return NULL;
    }
    out->fd = -1;
    out->path = strdup(path);
    if (!out->path)
        return error_memory("a file name");
    int descriptor = descriptor_of(path);
    struct error *err = descriptor >= 0    ? open_descriptor(out, descriptor)
                        : is_special(path) ? open_in_place(out)
                                           : open_new(out);
    if (err)
        output_free(out);
    return err;
}

struct error *output_open_fd(struct output *out, int fd)
{
    *out = (struct output){.fd = -1, .place.dir = -1};
    if (asprintf(&out->path, "descriptor %d", fd) < 0) {
        out->path = NULL;
        return error_memory("a file name");
    }
    struct error *err = open_descriptor(out, fd);
    if (err)
        output_free(out);
    return err;
}

const char *output_name(const struct output *out)
{
    return out->path ? out->path : "standard output";
}

bool output_is_atomic(const struct output *out)
{
    return out->place.dir >= 0;
}

struct error *output_write(struct output *out, const void *data, size_t length)
{
    if (file_write_all(out->fd, data, length))
        return NULL;
    return output_error(out, file_write_remedy(errno));
}

struct error *output_restart(struct output *out)
{
    if (lseek(out->fd, 0, SEEK_SET) < 0 || ftruncate(out->fd, 0) != 0)
        return output_error(out, "is the disk failing?");
    return NULL;
}

/* ---- the end ---- */

/* Whether all has arrived: closing any descriptor of a file tells. */
static bool flush(int fd)
{
    int twin = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return twin >= 0 && close(twin) == 0;
}

/* For file systems whose files without a name can get none. */
static bool copy_and_rename(const struct output *out)
{
    int fd;
    struct stat status;
    struct temporary *temp = temporary_create(out->place.dir, out->place.base, &fd);
    if (!temp)
        return false;
    bool named = fstat(out->fd, &status) == 0 && file_copy(out->fd, fd);
    if (named)
        set_permissions(fd, &status);
    named = close(fd) == 0 && named && temporary_rename(temp, out->place.base);
    if (!named)
        temporary_remove(temp);
    return named;
}

static bool give_name(struct output *out)
{
    if (!out->temp)
        return temporary_name(out->fd, out->place.dir, out->place.base) || copy_and_rename(out);
    bool named = temporary_rename(out->temp, out->place.base);
    if (named)
        out->temp = NULL;
    return named;
}

struct error *output_commit(struct output *out)
{
    struct error *err = NULL;
    if (!output_is_atomic(out)) {
        if (close(out->fd) != 0)
            err = output_error(out, file_write_remedy(errno));
        output_free(out);
        return err;
    }
    if (!flush(out->fd))
        err = output_error(out, file_write_remedy(errno));
    else if (!give_name(out))
        err = output_error(out, "may you write to its directory?");
    output_discard(out);
    return err;
}

void output_discard(struct output *out)
{
    if (out->fd < 0)
        return;
    if (out->path)
        close(out->fd);
    if (out->temp)
        temporary_remove(out->temp);
    output_free(out);
}
