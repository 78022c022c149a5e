/* Checkpoints: files of named tensors, whatever the format. One small interface; a format is a
 * `struct checkpoint_format`, found by the file's content, not its name. It describes the tensors;
 * reading and converting their elements is the same for all.
 *
 * A checkpoint holds no descriptor: whoever reads opens the file with checkpoint_reopen, which
 * fails where it is not the file that was described. So there can be more checkpoints than
 * descriptors, and several threads may read from one. */
#ifndef PHATE_CHECKPOINT_H
#define PHATE_CHECKPOINT_H

#include "dtype.h"
#include "error.h"
#include "strlist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct tensor {
    char *name;
    enum dtype type;
    bool swapped; /* big-endian */
    bool fortran; /* the first index runs fastest in the file; readers get C order all the same */
    size_t dims;
    size_t *shape;
    size_t count;    /* elements: the product of shape (1 for a scalar) */
    uint64_t offset; /* of the first element's byte in the file */
};

/* What tells a file from one that has taken its place, and from itself when it was written to. */
struct file_stamp {
    dev_t device;
    ino_t inode;
    struct timespec modified;
};

struct checkpoint {
    char *path;
    const struct checkpoint_format *format;
    uint64_t size; /* of the file, bytes */
    struct file_stamp stamp;
    struct tensor *tensors; /* sorted by name (bytewise), each name once */
    size_t count;
    struct strlist keys, values; /* the file's own scalar metadata, parallel lists */
};

struct checkpoint_format {
    const char *name;
    /* Whether the first `length` bytes (up to CHECKPOINT_HEAD) are this format's. */
    bool (*recognise)(const unsigned char *head, size_t length);
    /* Fills tensors (any order) and metadata from the open file; c->size is set. Reads only what
     * describes the tensors, never their data. Every offset and size is checked against the file's
     * size. Its errors need not name the file. On failure checkpoint_free frees what was filled. */
    struct error *(*open)(struct checkpoint *c, int fd);
};

enum { CHECKPOINT_HEAD = 64 };

/* Opens, reads the description, closes the file again. Errors name the file. On failure nothing is
 * owed. */
struct error *checkpoint_open(struct checkpoint *c, const char *path) MUST_CHECK;
void checkpoint_free(struct checkpoint *c);
/* Frees tensors and metadata; the file can still be opened again. */
void checkpoint_forget(struct checkpoint *c);

/* Opens the file again, to read tensors; the caller closes *fd. Fails where it is not the file, or
 * not the state of it, that was described. */
struct error *checkpoint_reopen(const struct checkpoint *c, int *fd) MUST_CHECK;
/* Fails where the file behind fd has changed since. */
struct error *checkpoint_unchanged(const struct checkpoint *c, int fd) MUST_CHECK;

/* The tensor of that name, or NULL. */
const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name);

void tensor_free(struct tensor *t);

/* The tensor's shape as text, "[64, 10]", cut where it is long. */
void tensor_shape_text(const struct tensor *t, char *text, size_t room);

/* Elements [first, first + count) in C order of a tensor, converted; fd is from checkpoint_reopen.
 * Each element's bytes are read once. A contiguous piece costs one system call (one for each
 * TENSOR_CHUNK bytes where it needs converting). A piece of a Fortran-ordered tensor costs one for
 * each of its columns (the indices other than the first), so small pieces are slow. Fails where the
 * file cannot be read or ends early. */
enum { TENSOR_CHUNK = 1 << 16 };
struct error *tensor_read_f32(const struct checkpoint *c, const struct tensor *t, int fd,
                              size_t first, size_t count, float *to) MUST_CHECK;
struct error *tensor_read_f64(const struct checkpoint *c, const struct tensor *t, int fd,
                              size_t first, size_t count, double *to) MUST_CHECK;

/* ---- for formats; the errors do not name the file ---- */

/* Exactly `length` bytes at `offset`; fails where the file ends early. */
struct error *checkpoint_read(int fd, void *to, size_t length, uint64_t offset) MUST_CHECK;

/* Sets t->count by t->shape and checks that the data [t->offset, + its bytes) lies in the file.
 * *bytes may be NULL. */
struct error *tensor_check(const struct checkpoint *c, struct tensor *t,
                           uint64_t *bytes) MUST_CHECK;

#endif
