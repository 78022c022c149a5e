/* Checkpoints: named tensors in one file or several, whatever the format. One small interface; a
 * format is a `struct checkpoint_format`, found by the file's content, not its name. It describes
 * the tensors: most lie in the file as they are, and reading and converting their elements is then
 * the same for all formats (tensor_read.h); those that do not are read by a function of the format.
 *
 * format/open.h opens one; here is what all formats share.
 *
 * A checkpoint holds no descriptor: whoever reads its tensors does so through a cursor (cursor.h).
 * So there can be more checkpoints than descriptors, and several threads may read from one, each
 * through its own cursor. */
#ifndef PHATE_CHECKPOINT_CHECKPOINT_H
#define PHATE_CHECKPOINT_CHECKPOINT_H

#include "base/dtype.h"
#include "base/error.h"
#include "base/text/strlist.h"
#include "checkpoint/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

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
enum { CHECKPOINT_HEAD = 4096 };
struct opening {
    int fd;        /* -1: not open yet */
    uint64_t size; /* of the file, bytes */
    const struct checkpoint_hints *hints;
    /* Opens the files that this one refers to: it knows all formats, which they do not. */
    struct error *(*open)(struct checkpoint *c, const char *path,
                          const struct checkpoint_hints *hints);
    size_t head_length;
    unsigned char head[CHECKPOINT_HEAD];
};

/* How a copy with other values is made (rewrite/rewrite.h). */
enum checkpoint_rewrite {
    REWRITE_NONE,  /* not at all */
    REWRITE_PLAIN, /* nothing in the file depends on the values: they are put in their places */
    REWRITE_ZIP,   /* entries of a zip archive have check sums, and may be deflated */
    REWRITE_PARTS  /* of each of the files that it is in, by itself */
};

struct cursor;

struct checkpoint_format {
    const char *name;
    enum checkpoint_rewrite rewrite;

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

/* ---- for whoever opens a checkpoint (format/open.h) ---- */

/* Begins the description of the file at `path`, and opens it: o->fd, which the caller closes, and
 * o->size are set. Fails where it is not a regular file; the error names it. On failure
 * checkpoint_free frees what was made. */
struct error *checkpoint_begin(struct checkpoint *c, const char *path,
                               struct opening *o) MUST_CHECK;

/* Sorts the tensors by name. Fails where a name appears twice. */
struct error *checkpoint_sort(struct checkpoint *c) MUST_CHECK;

/* ---- for formats; the errors do not name the file ---- */

/* Exactly `length` bytes at `offset`; fails where the file ends early. */
struct error *checkpoint_read(const struct opening *o, void *to, size_t length,
                              uint64_t offset) MUST_CHECK;

/* Room for `count` tensors, all zero; c->count stays 0. */
struct error *checkpoint_reserve(struct checkpoint *c, size_t count) MUST_CHECK;

#endif
