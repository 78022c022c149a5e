#include "checkpoint.h"

#include "npyfile.h"
#include "safetensors.h"
#include "size.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct checkpoint_format *const formats[] = {&npyfile_format, &safetensors_format};
enum { FORMATS = sizeof formats / sizeof *formats };

/* ---- files ---- */

struct error *checkpoint_read(int fd, void *to, size_t length, uint64_t offset)
{
    unsigned char *at = to;
    while (length > 0) {
        ssize_t got = pread(fd, at, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_new("cannot read byte %" PRIu64 ": %s", offset, strerror(errno));
        if (got == 0)
            return error_new("ends at byte %" PRIu64 ", and was longer: it changed while it was "
                             "read: wait until its writer has finished",
                             offset);
        at += got;
        offset += (uint64_t)got;
        length -= (size_t)got;
    }
    return NULL;
}

/* Not blocking: a pipe is to be refused, not waited for. */
static struct error *open_file(const char *path, int *fd, struct stat *status)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, status) != 0) {
        struct error *err = error_new("cannot open %s: %s", path, strerror(errno));
        if (*fd >= 0)
            close(*fd);
        return err;
    }
    return NULL;
}

static struct file_stamp stamp_of(const struct stat *status)
{
    return (struct file_stamp){status->st_dev, status->st_ino, status->st_mtim};
}

static bool same_file(const struct checkpoint *c, const struct stat *status)
{
    return c->size == (uint64_t)status->st_size && c->stamp.device == status->st_dev &&
           c->stamp.inode == status->st_ino && c->stamp.modified.tv_sec == status->st_mtim.tv_sec &&
           c->stamp.modified.tv_nsec == status->st_mtim.tv_nsec;
}

static struct error *error_changed(const struct checkpoint *c)
{
    return error_new("%s changed while it was read: wait until its writer has finished", c->path);
}

struct error *checkpoint_reopen(const struct checkpoint *c, int *fd)
{
    struct stat status;
    struct error *err = open_file(c->path, fd, &status);
    if (!err && !same_file(c, &status)) {
        close(*fd);
        err = error_changed(c);
    }
    return err;
}

struct error *checkpoint_unchanged(const struct checkpoint *c, int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return error_new("cannot read %s: %s", c->path, strerror(errno));
    return same_file(c, &status) ? NULL : error_changed(c);
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

static struct error *find_format(struct checkpoint *c, int fd)
{
    unsigned char head[CHECKPOINT_HEAD];
    size_t length = c->size < sizeof head ? (size_t)c->size : sizeof head;
    struct error *err = checkpoint_read(fd, head, length, 0);
    if (err)
        return err;
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i]->recognise(head, length)) {
            c->format = formats[i];
            return NULL;
        }
    char names[256] = "";
    for (size_t i = 0, used = 0; i < FORMATS && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                                 formats[i]->name);
    return error_new("%s: no checkpoint of a known format: known are %s",
                     length == 0 ? "empty file" : "unknown content", names);
}

static struct error *describe(struct checkpoint *c, int fd, const struct stat *status)
{
    struct error *err;
    if (!S_ISREG(status->st_mode))
        return error_new("%s: a checkpoint is read from a regular file",
                         S_ISDIR(status->st_mode) ? "a directory" : "no regular file");
    c->size = (uint64_t)status->st_size;
    c->stamp = stamp_of(status);
    TRY(find_format(c, fd));
    TRY(c->format->open(c, fd));
    TRY(sort_tensors(c));
out:
    return err;
}

struct error *checkpoint_open(struct checkpoint *c, const char *path)
{
    int fd;
    struct stat status;
    *c = (struct checkpoint){.path = strdup(path)};
    if (!c->path)
        return error_memory("a file name");
    struct error *err = open_file(path, &fd, &status);
    if (!err) {
        err = error_prefix(describe(c, fd, &status), "%s", path);
        close(fd);
    }
    if (err)
        checkpoint_free(c);
    return err;
}

void tensor_free(struct tensor *t)
{
    free(t->name);
    free(t->shape);
    *t = (struct tensor){0};
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
    free(c->path);
    *c = (struct checkpoint){0};
}

const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name)
{
    const struct tensor key = {.name = (char *)(uintptr_t)name}; /* compared, never written to */
    return c->count ? bsearch(&key, c->tensors, c->count, sizeof key, compare_names) : NULL;
}

void tensor_shape_text(const struct tensor *t, char *text, size_t room)
{
    size_t used = (size_t)snprintf(text, room, "[");
    for (size_t i = 0; i < t->dims && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%zu", i ? ", " : "", t->shape[i]);
    if (used < room)
        snprintf(text + used, room - used, "]");
}

struct error *tensor_check(const struct checkpoint *c, struct tensor *t, uint64_t *bytes)
{
    size_t count = 1, size;
    char shape[128];
    bool fits = true;
    for (size_t i = 0; i < t->dims && fits; i++)
        fits = size_mul(count, t->shape[i], &count);
    tensor_shape_text(t, shape, sizeof shape);
    if (!fits || !size_mul(count, dtype_size(t->type), &size))
        return error_new("tensor %s: shape %s overflows: damaged, or made up", t->name, shape);
    if (t->offset > c->size || size > c->size - t->offset)
        return error_new("tensor %s: %s of %s is %zu bytes at %" PRIu64 ", but the file ends at "
                         "%" PRIu64 ": it was cut short, or is damaged",
                         t->name, dtype_name(t->type), shape, size, t->offset, c->size);
    t->count = count;
    if (bytes)
        *bytes = size;
    return NULL;
}

/* ---- elements ---- */

/* float32 or float64 elements: a pointer that knows which, so that one reader serves both. */
struct target {
    enum dtype type; /* DTYPE_F32 or DTYPE_F64 */
    unsigned char *at;
};

static struct target target_from(struct target to, size_t element)
{
    to.at += element * dtype_size(to.type);
    return to;
}

static void convert(struct target to, const void *from, size_t count, const struct tensor *t)
{
    if (to.type == DTYPE_F32)
        dtype_to_f32((float *)(void *)to.at, from, count, t->type, t->swapped);
    else
        dtype_to_f64((double *)(void *)to.at, from, count, t->type, t->swapped);
}

/* Elements that stand one after the other in the file, the first of them the `position`-th. What
 * needs no conversion goes straight to its place. */
static struct error *read_run(const struct tensor *t, int fd, size_t position, size_t count,
                              struct target to)
{
    struct error *err = NULL;
    unsigned char chunk[TENSOR_CHUNK];
    size_t size = dtype_size(t->type);
    if (t->type == to.type && !t->swapped)
        return checkpoint_read(fd, to.at, count * size, t->offset + position * size);
    for (size_t done = 0; done < count;) {
        size_t step = size_min(count - done, sizeof chunk / size);
        TRY(checkpoint_read(fd, chunk, step * size, t->offset + (position + done) * size));
        convert(target_from(to, done), chunk, step, t);
        done += step;
    }
out:
    return err;
}

/* The place, in a Fortran-ordered file, of the element with first index 0 whose other indices have
 * the C-ordered number `column`: its digits, last index first, are weighed by the product of the
 * dimensions before. */
static size_t fortran_position(const struct tensor *t, size_t column)
{
    size_t position = 0, stride = t->count;
    for (size_t dim = t->dims; dim-- > 1;) {
        stride /= t->shape[dim];
        position += column % t->shape[dim] * stride;
        column /= t->shape[dim];
    }
    return position;
}

static void scatter(struct target to, const unsigned char *from, size_t count, size_t step)
{
    size_t size = dtype_size(to.type);
    for (size_t i = 0; i < count; i++)
        memcpy(to.at + i * step * size, from + i * size, size);
}

/* A piece in C order of a Fortran-ordered tensor. Seen as a matrix of shape[0] rows, C order runs
 * along its rows and the file along its columns: each of the piece's first elements, until they
 * come to the column where they began, heads a column of the piece, which is read as a run and
 * scattered. */
static struct error *read_transposed(const struct tensor *t, int fd, size_t first, size_t count,
                                     struct target to)
{
    enum { STEP = TENSOR_CHUNK / sizeof(double) };
    struct error *err = NULL;
    double chunk[STEP];
    struct target run = {to.type, (unsigned char *)chunk};
    size_t columns = t->count / t->shape[0];
    for (size_t head = 0; head < size_min(count, columns); head++) {
        size_t row = (first + head) / columns, rows = (count - head - 1) / columns + 1;
        size_t position = fortran_position(t, (first + head) % columns) + row;
        for (size_t done = 0; done < rows;) {
            size_t step = size_min(rows - done, STEP);
            TRY(read_run(t, fd, position + done, step, run));
            scatter(target_from(to, head + done * columns), run.at, step, columns);
            done += step;
        }
    }
out:
    return err;
}

static struct error *tensor_read(const struct checkpoint *c, const struct tensor *t, int fd,
                                 size_t first, size_t count, struct target to)
{
    if (count == 0)
        return NULL;
    if (first > t->count || count > t->count - first)
        return error_new("%s: tensor %s has %zu elements: [%zu, + %zu) were asked for", c->path,
                         t->name, t->count, first, count);
    struct error *err = t->fortran && t->dims > 1 ? read_transposed(t, fd, first, count, to)
                                                  : read_run(t, fd, first, count, to);
    return error_prefix(err, "%s: tensor %s", c->path, t->name);
}

struct error *tensor_read_f32(const struct checkpoint *c, const struct tensor *t, int fd,
                              size_t first, size_t count, float *to)
{
    return tensor_read(c, t, fd, first, count, (struct target){DTYPE_F32, (unsigned char *)to});
}

struct error *tensor_read_f64(const struct checkpoint *c, const struct tensor *t, int fd,
                              size_t first, size_t count, double *to)
{
    return tensor_read(c, t, fd, first, count, (struct target){DTYPE_F64, (unsigned char *)to});
}
