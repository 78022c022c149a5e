/* Checkpoints: named tensors in one file or several, in any format. A format is a
 * `struct checkpoint_format`, found by the file's content, not its name. The format describes the
 * tensors. Most tensors lie in the file as they are; reading and converting their elements is the
 * same for all formats (tensor_read.h). Packed tensors are read by a function of the format.
 *
 * format/open.h opens a checkpoint; this header has what all formats share.
 *
 * A checkpoint holds no descriptor: its tensors are read through a cursor (cursor.h). So there can
 * be more checkpoints than descriptors, and several threads may read one checkpoint, each through
 * its own cursor. */
#ifndef PHATE_CHECKPOINT_CHECKPOINT_H
#define PHATE_CHECKPOINT_CHECKPOINT_H

#include "base/dtype.h"
#include "base/error.h"
#include "base/file/identity.h"
#include "base/text/strlist.h"
#include "base/text/substitution.h"
#include "checkpoint/tensor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct checkpoint_file {
    char *path;
    uint64_t size; /* bytes */
    struct file_identity identity;
};

struct checkpoint {
    char *path;                    /* of the file or folder that the user named, without slashes at
                                      the end */
    struct checkpoint_file *files; /* the named file, if it is one, and those that hold tensors */
    size_t file_count;
    const struct checkpoint_format *format;
    struct tensor *tensors; /* sorted by name (bytewise), each name once */
    size_t count;
    struct strlist keys, values; /* the file's own scalar metadata, parallel lists */
    struct strlist notes;        /* what was chosen on the user's behalf: "what: remedy", not naming
                                    the checkpoint, so that notes of several can be equal */
};

/* What a file does not say about itself, and what the user wants to call its tensors. All zero: no
 * hints. */
struct checkpoint_hints {
    const char *key;     /* of the state_dict, if a file may hold several; NULL: find it */
    bool raw;            /* there is no header: the whole file is elements of raw_type, */
    enum dtype raw_type; /* and its content does not choose the format */
    bool raw_factors;    /* of LoRA: take A and B, not their product (lora/lorafolder.h) */
    bool is_shard;       /* one of a checkpoint's several files: it refers to no others */
    bool is_rank;        /* one process's file: its tensors may lack the parts of the others */
    const struct substitution_list *renames; /* of names; NULL: none */
};

/* A file that is being described. Its beginning was read to find the format; checkpoint_read takes
 * those bytes from `head` instead of reading them again. */
enum { CHECKPOINT_HEAD = 4096 };
struct opening {
    int fd;         /* -1: not open yet */
    uint64_t start; /* not 0: only the `size` bytes from here on are described, and positions count
                       from here; then head_length is 0 */
    uint64_t size;  /* of the file or that part of it, bytes */
    bool is_folder;
    const struct checkpoint_hints *hints;
    /* Opens the files that this one refers to; a format cannot call checkpoint_open, which knows
     * all formats. */
    struct error *(*open)(struct checkpoint *c, const char *path,
                          const struct checkpoint_hints *hints);
    size_t head_length;
    unsigned char head[CHECKPOINT_HEAD];
};

/* How a copy with other values is made (rewrite/rewrite.h). */
enum checkpoint_rewrite {
    REWRITE_NONE,  /* not at all */
    REWRITE_PLAIN, /* the values are put in place: nothing else in the file depends on them */
    REWRITE_ZIP,   /* entries of a zip archive have checksums, and may be deflated */
    REWRITE_PARTS  /* not of the whole: each of its files is copied by itself */
};

struct cursor;

struct checkpoint_format {
    const char *name;
    enum checkpoint_rewrite rewrite;

    /* Whether a file that begins with `head` is of this format. NULL: the content does not tell. */
    bool (*recognise)(const unsigned char *head, size_t length);

    /* Fills tensors (any order) and metadata from the open file. Reads the tensors' data only where
     * no description tells which are the same (dcp/tied.h, dcp/rankfiles.h). Checks every offset
     * and size against the file's size. The errors need not name the file. On failure
     * checkpoint_free frees what was filled. The function may put another format in c->format (one
     * container holds several formats). */
    struct error *(*open)(struct checkpoint *c, const struct opening *o);

    /* For packed tensors; NULL if a format has none. Reads `count` elements from the `first` on, in
     * the order in which they are stored, into `to`, in the form that place.type and place.swapped
     * say. State for the next call, which usually continues where this one ended, is kept in
     * cursor->state; only one thread uses a cursor at a time. The caller has checked the bounds and
     * opened the tensor's file: cursor->fds[place.file]. */
    struct error *(*read)(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                          void *to);

    /* The state takes too much memory to keep for each of thousands of files: a caller that reads
     * many files in turn suspends each cursor after reading a piece. */
    bool bulky;

    /* Closes the state's descriptors and frees what the state can do without, but not the state;
     * NULL if there is nothing to do. */
    void (*suspend)(void *state);

    /* Frees the state; NULL if the format never has one. */
    void (*close)(void *state);
};

void checkpoint_free(struct checkpoint *c);
/* Frees tensors and metadata; cursors can still be opened. */
void checkpoint_forget(struct checkpoint *c);

/* Opens one of the files for reading. Fails if the file was replaced or changed since it was
 * described, in place too. */
struct error *checkpoint_file_open(const struct checkpoint_file *file, int *fd) MUST_CHECK;
/* Fails if the file was replaced or changed; fd is -1, or from checkpoint_file_open. */
struct error *checkpoint_file_unchanged(const struct checkpoint_file *file, int fd) MUST_CHECK;

/* The tensor of that name, or NULL. */
const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name);

/* ---- for format/open.h ---- */

/* Begins the description of the file at `path`, and opens the file: sets o->fd, which the caller
 * closes, and o->size. Of a folder it only sets o->is_folder: the checkpoint has no files yet.
 * Fails if it is neither; the error names it. On failure checkpoint_free frees what was made. */
struct error *checkpoint_begin(struct checkpoint *c, const char *path,
                               struct opening *o) MUST_CHECK;

/* Sorts the tensors by name. Fails if a name appears twice. */
struct error *checkpoint_sort(struct checkpoint *c) MUST_CHECK;

/* ---- for formats; the errors do not name the file ---- */

/* Reads exactly `length` bytes at `offset`; fails if the file ends early. */
struct error *checkpoint_read(const struct opening *o, void *to, size_t length,
                              uint64_t offset) MUST_CHECK;

/* Appends the file at `path` to c->files, with its size and identity. Fails if it is not a regular
 * file; this error names it. */
struct error *checkpoint_add_file(struct checkpoint *c, const char *path) MUST_CHECK;

/* Moves the first file of `from` to the end of c->files. */
struct error *checkpoint_take_file(struct checkpoint *c, struct checkpoint *from) MUST_CHECK;

/* Moves all that `from` describes to c, a folder's checkpoint that has nothing yet but its path. */
void checkpoint_take(struct checkpoint *c, struct checkpoint *from);

/* Room for `count` tensors, all zero; c->count stays 0. */
struct error *checkpoint_reserve(struct checkpoint *c, size_t count) MUST_CHECK;

#endif
