#include "checkpoint/checkpoint.h"

#include "base/file.h"
#include "base/size.h"
#include "checkpoint/format/archive.h"
#include "checkpoint/format/npyfile.h"
#include "checkpoint/format/rawfile.h"
#include "checkpoint/format/safetensors.h"
#include "checkpoint/format/shards.h"
#include "checkpoint/hdf5/hdf5file.h"
#include "checkpoint/torch/describe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct checkpoint_format *const formats[] = {&archive_format,     &torchlegacy_format,
                                                          &npyfile_format,     &hdf5file_format,
                                                          &safetensors_format, &shards_format};
enum { FORMATS = sizeof formats / sizeof *formats };

/* ---- files ---- */

struct error *checkpoint_read(const struct opening *o, void *to, size_t length, uint64_t offset)
{
    unsigned char *at = to;
    if (offset < o->head_length) {
        size_t known = size_min(length, o->head_length - (size_t)offset);
        memcpy(at, o->head + offset, known);
        at += known;
        length -= known;
        offset += known;
    }
    return file_read(o->fd, at, length, offset);
}

/* Not blocking: a pipe is to be refused, not waited for. */
static struct error *open_file(const char *path, int *fd, struct stat *status)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, status) != 0) {
        struct error *err = error_new("cannot open %s: %s", path, strerror(errno));
        if (*fd >= 0)
            close(*fd);
        *fd = -1;
        return err;
    }
    return NULL;
}

static struct file_stamp stamp_of(const struct stat *status)
{
    return (struct file_stamp){status->st_dev, status->st_ino, status->st_mtim};
}

static bool same_file(const struct checkpoint_file *file, const struct stat *status)
{
    const struct file_stamp *stamp = &file->stamp;
    return file->size == (uint64_t)status->st_size && stamp->device == status->st_dev &&
           stamp->inode == status->st_ino && stamp->modified.tv_sec == status->st_mtim.tv_sec &&
           stamp->modified.tv_nsec == status->st_mtim.tv_nsec;
}

static struct error *error_changed(const struct checkpoint_file *file)
{
    return error_new("%s changed while it was read: wait until its writer has finished",
                     file->path);
}

struct error *checkpoint_file_open(const struct checkpoint_file *file, int *fd)
{
    struct stat status;
    struct error *err = open_file(file->path, fd, &status);
    if (!err && !same_file(file, &status)) {
        close(*fd);
        *fd = -1;
        err = error_changed(file);
    }
    return err;
}

struct error *checkpoint_file_unchanged(const struct checkpoint_file *file, int fd)
{
    struct stat status;
    if ((fd >= 0 ? fstat(fd, &status) : stat(file->path, &status)) != 0)
        return error_new("cannot read %s: %s", file->path, strerror(errno));
    return same_file(file, &status) ? NULL : error_changed(file);
}

/* ---- descriptions ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct tensor *)a)->name, ((const struct tensor *)b)->name);
}

static struct error *sort_tensors(struct checkpoint *c)
{
    if (c->count > 1)
        qsort(c->tensors, c->count, sizeof *c->tensors, compare_names);
    for (size_t i = 1; i < c->count; i++)
        if (compare_names(&c->tensors[i - 1], &c->tensors[i]) == 0)
            return error_new("tensor %s stands twice: damaged, or not written by its format's "
                             "own library",
                             c->tensors[i].name);
    return NULL;
}

/* Reads the head on, up to `length` bytes of it. */
static struct error *extend_head(struct opening *o, size_t length)
{
    size_t known = o->head_length;
    o->head_length = o->size < length ? (size_t)o->size : length;
    return file_read(o->fd, o->head + known, o->head_length - known, known);
}

static const struct checkpoint_format *recognised(const struct opening *o)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i]->recognise(o->head, o->head_length))
            return formats[i];
    return NULL;
}

/* Most formats are known by their first bytes, behind which the data may soon begin: more is read
 * only where that was not enough. */
static struct error *find_format(struct checkpoint *c, struct opening *o)
{
    struct error *err = NULL;
    if (o->hints->raw) {
        c->format = &rawfile_format;
        return NULL;
    }
    for (size_t length = CHECKPOINT_HEAD_FIRST; !c->format && length <= CHECKPOINT_HEAD;
         length *= CHECKPOINT_HEAD / CHECKPOINT_HEAD_FIRST) {
        TRY(extend_head(o, length));
        c->format = recognised(o);
    }
    if (c->format)
        return NULL;
    char names[256] = "";
    for (size_t i = 0, used = 0; i < FORMATS && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                                 formats[i]->name);
    err = error_new("%s: no checkpoint of a known format: known are %s",
                    o->size == 0 ? "empty file" : "unknown content", names);
out:
    return err;
}

static struct error *describe(struct checkpoint *c, int fd, const struct stat *status,
                              const struct checkpoint_hints *hints)
{
    struct error *err;
    struct opening o = {.fd = fd, .size = (uint64_t)status->st_size, .hints = hints};
    if (!S_ISREG(status->st_mode))
        return error_new("%s: a checkpoint is read from a regular file",
                         S_ISDIR(status->st_mode) ? "a directory" : "no regular file");
    c->files[0].size = o.size;
    c->files[0].stamp = stamp_of(status);
    TRY(find_format(c, &o));
    TRY(c->format->open(c, &o));
    TRY(sort_tensors(c));
out:
    return err;
}

struct error *checkpoint_open(struct checkpoint *c, const char *path,
                              const struct checkpoint_hints *hints)
{
    static const struct checkpoint_hints none = {0};
    int fd = -1;
    struct stat status;
    struct error *err;
    *c = (struct checkpoint){.files = calloc(1, sizeof *c->files)};
    if (!c->files)
        return error_memory("a file name");
    c->file_count = 1;
    c->path = c->files[0].path = strdup(path);
    if (!c->path)
        TRY(error_memory("a file name"));
    TRY(open_file(path, &fd, &status));
    TRY(error_prefix(describe(c, fd, &status, hints ? hints : &none), "%s", path));
out:
    if (fd >= 0)
        close(fd);
    if (err)
        checkpoint_free(c);
    return err;
}

struct error *checkpoint_reserve(struct checkpoint *c, size_t count)
{
    c->tensors = calloc(count + 1, sizeof *c->tensors);
    return c->tensors ? NULL : error_memory("the description of tensors");
}

void checkpoint_forget(struct checkpoint *c)
{
    for (size_t i = 0; i < c->count; i++)
        tensor_free(&c->tensors[i]);
    free(c->tensors);
    c->tensors = NULL;
    c->count = 0;
    strlist_free(&c->keys);
    strlist_free(&c->values);
}

void checkpoint_free(struct checkpoint *c)
{
    checkpoint_forget(c);
    for (size_t i = 0; i < c->file_count; i++)
        free(c->files[i].path);
    free(c->files);
    *c = (struct checkpoint){0};
}

const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name)
{
    const struct tensor key = {.name = (char *)(uintptr_t)name}; /* compared, never written to */
    return c->count ? bsearch(&key, c->tensors, c->count, sizeof key, compare_names) : NULL;
}
