#include "checkpoint/checkpoint.h"

#include "base/file/file.h"
#include "base/file/path.h"
#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    return file_read(o->fd, at, length, o->start + offset);
}

static struct error *error_open(const char *path)
{
    if (errno == ENOENT && strpbrk(path, "*?["))
        return error_new("%s: no file has such a name: see what there is with ls", path);
    return error_new("%s: cannot open: %s", path, strerror(errno));
}

/* Without blocking: a pipe must be refused, not waited for. */
static struct error *open_file(const char *path, int *fd, struct stat *status)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, status) != 0) {
        struct error *err = error_open(path);
        if (*fd >= 0)
            close(*fd);
        *fd = -1;
        return err;
    }
    return NULL;
}

static bool is_unchanged(const struct checkpoint_file *file, const struct stat *status)
{
    struct file_identity now = file_identity_of(status);
    return file_identity_is_unchanged(&file->identity, &now);
}

static struct error *error_changed(const struct checkpoint_file *file)
{
    return error_new("%s: changed while it was read: wait until its writer has finished",
                     file->path);
}

struct error *checkpoint_file_open(const struct checkpoint_file *file, int *fd)
{
    struct stat status;
    struct error *err = open_file(file->path, fd, &status);
    if (!err && !is_unchanged(file, &status)) {
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
        return error_new("%s: cannot read: %s", file->path, strerror(errno));
    return is_unchanged(file, &status) ? NULL : error_changed(file);
}

/* ---- descriptions ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct tensor *)a)->name, ((const struct tensor *)b)->name);
}

/* Takes over the file's path, also on failure. */
static struct error *append_file(struct checkpoint *c, struct checkpoint_file file)
{
    struct checkpoint_file *files = reallocarray(c->files, c->file_count + 1, sizeof *files);
    if (files)
        c->files = files;
    if (!files || !file.path) {
        free(file.path);
        return error_memory("a list of files");
    }
    c->files[c->file_count++] = file;
    return NULL;
}

static struct error *take_file(struct checkpoint *c, const char *path, const struct stat *status)
{
    return append_file(c, (struct checkpoint_file){strdup(path), (uint64_t)status->st_size,
                                                   file_identity_of(status)});
}

static struct error *error_irregular(const char *path)
{
    return error_new("%s: not a regular file: name a checkpoint", path);
}

struct error *checkpoint_begin(struct checkpoint *c, const char *path, struct opening *o)
{
    struct stat status;
    struct error *err;
    *c = (struct checkpoint){.path = strndup(path, path_length(path))};
    if (!c->path)
        return error_memory("a file name");
    TRY(open_file(path, &o->fd, &status));
    o->is_folder = S_ISDIR(status.st_mode);
    if (o->is_folder)
        goto out;
    if (!S_ISREG(status.st_mode))
        TRY(error_irregular(path));
    o->size = (uint64_t)status.st_size;
    TRY(take_file(c, path, &status));
out:
    return err;
}

struct error *checkpoint_add_file(struct checkpoint *c, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return error_open(path);
    return S_ISREG(status.st_mode) ? take_file(c, path, &status) : error_irregular(path);
}

struct error *checkpoint_take_file(struct checkpoint *c, struct checkpoint *from)
{
    struct checkpoint_file file = from->files[0];
    from->files[0].path = NULL;
    return append_file(c, file);
}

void checkpoint_take(struct checkpoint *c, struct checkpoint *from)
{
    free(from->path);
    from->path = c->path;
    *c = *from;
    *from = (struct checkpoint){0};
}

struct error *checkpoint_sort(struct checkpoint *c)
{
    if (c->count > 1)
        qsort(c->tensors, c->count, sizeof *c->tensors, compare_names);
    for (size_t i = 1; i < c->count; i++)
        if (compare_names(&c->tensors[i - 1], &c->tensors[i]) == 0)
            return error_new("tensor %s: appears twice: damaged, or not written by its format's "
                             "own library: write the file again",
                             c->tensors[i].name);
    return NULL;
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
    strlist_free(&c->notes);
}

void checkpoint_free(struct checkpoint *c)
{
    checkpoint_forget(c);
    for (size_t i = 0; i < c->file_count; i++)
        free(c->files[i].path);
    free(c->files);
    free(c->path);
    *c = (struct checkpoint){0};
}

const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name)
{
    const struct tensor key = {.name = (char *)(uintptr_t)name}; /* compared, never written to */
    return c->count ? bsearch(&key, c->tensors, c->count, sizeof key, compare_names) : NULL;
}
