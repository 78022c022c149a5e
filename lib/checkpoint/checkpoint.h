/* Checkpoints: named tensors in one file or several, whatever the format. One small interface; a
 * format is a `struct checkpoint_format`, found by the file's content, not its name. It describes
 * the tensors: most lie in the file as they are, and reading and converting their elements is then
 * the same for all formats (tensorread.h); those that do not are read by a function of the format.
 *
 * A checkpoint holds no descriptor: whoever reads its tensors does so through a cursor (cursor.h).
 * So there can be more checkpoints than descriptors, and several threads may read from one, each
 * through its own cursor. */
#ifndef PHATE_CHECKPOINT_H
#define PHATE_CHECKPOINT_H

#include "base/dtype.h"
#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum { TENSOR_DIMS_MAX = 64 };

/* What the file says of a tensor's part in training; most formats say nothing. */
enum tensor_role { TENSOR_UNKNOWN, TENSOR_PARAMETER, TENSOR_BUFFER, TENSOR_OPTIMISER };

/* Where a tensor's elements are, and how they are written. */
struct place {
    enum dtype type;
    bool swapped;    /* big-endian */
    bool packed;     /* not in the file as they are: the format's read gives them */
    uint32_t file;   /* which of the checkpoint's files */
    uint32_t check;  /* packed: for the format's use */
    uint64_t offset; /* of the first element's byte in the file; packed: for the format's use */
    uint64_t skip;   /* packed: for the format's use */
    uint64_t size;   /* packed: for the format's use */
    size_t *strides; /* elements from one to the next along each dimension, 0 where it is repeated;
                        NULL where they stand in C order without gaps */
};

struct tensor {
    char *name;
    enum tensor_role role;
    size_t dims;
    size_t *shape;
    size_t count; /* elements: the product of shape (1 for a scalar) */
    struct place place;
};

/* What tells a file from one that has taken its place, and from itself when it was written to. */
struct file_stamp {
    dev_t device;
    ino_t inode;
    struct timespec modified;
};

struct checkpoint_file {
    char *path;
    uint64_t size; /* bytes */
    struct file_stamp stamp;
};

struct checkpoint {
    const char *path;              /* of the file that was named: files[0].path */
    struct checkpoint_file *files; /* that one, and those it refers to */
    size_t file_count;
    const struct checkpoint_format *format;
    struct tensor *tensors; /* sorted by name (bytewise), each name once */
    size_t count;
    struct strlist keys, values; /* the file's own scalar metadata, parallel lists */
};

/* What a file does not say of itself. All zero: nothing need be said. */
struct checkpoint_hints {
    const char *key;     /* of the state_dict, where a file may hold several; NULL: find it */
    bool raw;            /* no header: all the file is elements of raw_type */
    enum dtype raw_type; /* the file's content is not looked at then */
    bool is_shard;       /* one of the files that a checkpoint is in: it refers to no others */
};

/* A file that is being described. Its beginning was read to find the format, and is not read again:
 * checkpoint_read knows it. */
enum { CHECKPOINT_HEAD_FIRST = 64, CHECKPOINT_HEAD = 4096 };
struct opening {
    int fd;
    uint64_t size; /* of the file, bytes */
    const struct checkpoint_hints *hints;
    size_t head_length;
    unsigned char head[CHECKPOINT_HEAD];
};

struct cursor;

struct checkpoint_format {
    const char *name;

    /* Whether the beginning of a file is this format's. NULL: content does not tell. */
    bool (*recognise)(const unsigned char *head, size_t length);

    /* Fills tensors (any order) and metadata from the open file. Reads only what describes the
     * tensors, never their data. Every offset and size is checked against the file's size. Its
     * errors need not name the file. On failure checkpoint_free frees what was filled. It may put
     * another format in c->format (one container holds several formats). */
    struct error *(*open)(struct checkpoint *c, const struct opening *o);

    /* For packed tensors; NULL where a format has none. Reads `count` elements from the `first` on,
     * in the order in which they are stored, into `to` as place.type and place.swapped say. What is
     * worth keeping until the next call, which usually goes on where this one ended, it keeps in
     * cursor->state; only one thread uses a cursor at a time. The bounds have been checked, and the
     * tensor's file is open: cursor->fds[place.file]. */
    struct error *(*read)(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                          void *to);

    /* The state is too much memory to keep for each of thousands of files: whoever reads many in
     * turn suspends a cursor when done with its piece. */
    bool bulky;

    /* Gives back the descriptors that the state holds, and what it can do without, not the state;
     * NULL where there is nothing. */
    void (*suspend)(void *state);

    /* Frees the state; NULL where there is never one. */
    void (*close)(void *state);
};

/* Opens, reads the description, closes the file again. hints may be NULL. Errors name the file. On
 * failure nothing is owed. */
struct error *checkpoint_open(struct checkpoint *c, const char *path,
                              const struct checkpoint_hints *hints) MUST_CHECK;
void checkpoint_free(struct checkpoint *c);
/* Frees tensors and metadata; cursors can still be opened. */
void checkpoint_forget(struct checkpoint *c);

/* Opens one of the files to read from. Fails where it is not the file, or not the state of it, that
 * was described. */
struct error *checkpoint_file_open(const struct checkpoint_file *file, int *fd) MUST_CHECK;
/* Fails where the file has changed since; fd is -1 or of checkpoint_file_open. */
struct error *checkpoint_file_unchanged(const struct checkpoint_file *file, int fd) MUST_CHECK;

/* The tensor of that name, or NULL. */
const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name);

void tensor_free(struct tensor *t);

/* The tensor's shape as text, "[64, 10]", cut where it is long. */
void tensor_shape_text(const struct tensor *t, char *text, size_t room);

/* ---- for formats; the errors do not name the file ---- */

/* Exactly `length` bytes at `offset`; fails where the file ends early. */
struct error *checkpoint_read(const struct opening *o, void *to, size_t length,
                              uint64_t offset) MUST_CHECK;

/* Room for `count` tensors, all zero; c->count stays 0. */
struct error *checkpoint_reserve(struct checkpoint *c, size_t count) MUST_CHECK;

/* Sets name and shape, copied. */
struct error *tensor_init(struct tensor *t, const char *name, const size_t *shape,
                          size_t dims) MUST_CHECK;

/* Strides of Fortran order: the first index runs fastest. */
struct error *tensor_set_fortran(struct tensor *t) MUST_CHECK;

/* Sets t->count by t->shape, and *bytes to what the elements span, with the gaps between them.
 * Fails where these overflow. */
struct error *tensor_measure(struct tensor *t, uint64_t *bytes) MUST_CHECK;

/* tensor_measure, and that a tensor that is not packed lies in [0, size) of its file, and has no
 * more elements than that (however often a stride of 0 repeats them). *bytes may be NULL. */
struct error *tensor_check(struct tensor *t, uint64_t size, uint64_t *bytes) MUST_CHECK;

#endif
