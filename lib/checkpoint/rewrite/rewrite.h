/* A checkpoint's copy in which some tensors have other values: same format, same bytes everywhere
 * else, so that it loads wherever the file itself does, with its optimiser's state and metadata.
 *
 * Formats: what torch.save writes (zip, and the older one), safetensors, .npz, .npy, raw numbers.
 * Of a zip archive the CRC-32 of the entries concerned is renewed; one that is deflated is deflated
 * anew, so that its length and what is behind it change place, and nothing else. HDF5, Keras's
 * archives and indexes of shards are refused. */
#ifndef PHATE_CHECKPOINT_REWRITE_REWRITE_H
#define PHATE_CHECKPOINT_REWRITE_REWRITE_H

#include "checkpoint/checkpoint.h"

#include <stdbool.h>
#include <stddef.h>

enum { REWRITE_PIECE = 1 << 16 }; /* elements */

/* What gives the new values. */
struct rewriter {
    void *context;
    /* Elements [first, first + count), in C order, of the checkpoint's tensor `index`; they are no
     * more than REWRITE_PIECE. On entry `values` are those of the file, on return what the copy is
     * to hold; they are rounded to the tensor's type once. The pieces of a tensor come in order,
     * each once; tensors in any order. */
    struct error *(*values)(void *context, size_t index, size_t first, size_t count,
                            double *values);
};

/* Settles which tensors can be given other values: `changes` (one a tensor of the checkpoint) says
 * for which that is wanted. Where two of them are one and the same stored array under two names
 * (tied weights), only the first by name remains, which changes both. Fails, naming file and
 * tensors, where the format is not rewritten; a tensor holds no floating-point numbers; repeats
 * stored elements; or shares some of them with a tensor that is to stay, or in another way. */
struct error *rewrite_resolve(const struct checkpoint *c, bool *changes) MUST_CHECK;

/* Writes the copy to `path` (as output_open takes it: the file appears whole or not at all);
 * `changes` as rewrite_resolve leaves them. Without any the copy is the file, byte for byte.
 * Memory: a piece; of a tensor with strides, all that it spans. Disk: that of
 * the copy, and for an entry that is deflated, or an output that is no regular file, as much again
 * in the directory of temporary files.
 * Fails, naming the tensor, where a new value does not fit its type, and where the file has changed
 * since it was described. */
struct error *rewrite_file(const struct checkpoint *c, const bool *changes,
                           const struct rewriter *rewriter, const char *path) MUST_CHECK;

#endif
