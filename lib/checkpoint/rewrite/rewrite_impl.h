/* What the files of rewrite/ share. */
#ifndef PHATE_CHECKPOINT_REWRITE_REWRITE_IMPL_H
#define PHATE_CHECKPOINT_REWRITE_REWRITE_IMPL_H

#include "checkpoint/cursor.h"
#include "checkpoint/rewrite/rewrite.h"
#include "checkpoint/zip/zip_layout.h"

/* One call of rewrite_file. */
struct rewriting {
    const struct checkpoint *checkpoint;
    const bool *changes;
    const struct rewriter *rewriter;
    struct cursor cursor; /* on the file; its descriptor is cursor.fds[0] */
    double *values;       /* REWRITE_PIECE of them */
    unsigned char *bytes; /* room for as many elements of any type */
    int fd;               /* the copy, open for reading and writing */
    const char *name;     /* of the copy, for messages */
    uint64_t length;      /* bytes of the copy that are written */
};

/* Writes the new values of a tensor to a file in which its first element is at the byte `base`. The
 * elements in the gaps of a tensor with strides stay as they are. */
struct error *rewrite_tensor(struct rewriting *r, size_t index, int fd, uint64_t base) MUST_CHECK;

/* Appends bytes [from, to) of the file to the copy. */
struct error *rewrite_copy(struct rewriting *r, uint64_t from, uint64_t to) MUST_CHECK;

/* Writes the whole copy of an archive. */
struct error *rewrite_zip(struct rewriting *r) MUST_CHECK;

#endif
