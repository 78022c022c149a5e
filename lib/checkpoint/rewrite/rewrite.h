/* Copies a checkpoint and changes the values of some tensors: same format, same bytes everywhere
 * else, so that the copy loads wherever the file itself does, with its optimiser's state and
 * metadata.
 *
 * Formats: torch.save's (zip, and the older one), safetensors, .npz, .npy, raw numbers. In a zip
 * archive, changed entries get new CRC-32s. A changed entry that is deflated is deflated again: its
 * length changes, and what follows it moves, but nothing else changes. HDF5, Keras's archives,
 * indexes of shards, the folders of several processes, and products of LoRA's factors are
 * refused. */
#ifndef PHATE_CHECKPOINT_REWRITE_REWRITE_H
#define PHATE_CHECKPOINT_REWRITE_REWRITE_H

#include "checkpoint/checkpoint.h"

#include <stdbool.h>
#include <stddef.h>

enum { REWRITE_PIECE = 1 << 16 }; /* elements */

/* Gives the new values. */
struct rewriter {
    void *context;
    /* Elements [first, first + count), in C order, of the checkpoint's tensor `index`; count is at
     * most REWRITE_PIECE. On entry `values` are the file's values, on return the copy's; they are
     * then rounded once, to the tensor's type. The pieces of a tensor come in order, each once;
     * the tensors come in any order. */
    struct error *(*values)(void *context, size_t index, size_t first, size_t count,
                            double *values);
};

/* Settles which tensors are changed. On entry `changes` (one per tensor of the checkpoint) says
 * which tensors the caller wants to change. If two of them are the same stored array under two
 * names (tied weights), only the first by name stays set; changing it changes both. Fails, naming
 * file and tensors, if the format cannot be rewritten, or if a tensor to change holds anything but
 * floating-point numbers, repeats stored elements, shares stored elements with a tensor that must
 * not change, or shares only a part of them with another tensor. */
struct error *rewrite_resolve(const struct checkpoint *c, bool *changes) MUST_CHECK;

/* Writes the copy to `path` (for output_open: the file appears whole or not at all); `changes` is
 * as rewrite_resolve leaves it. If no tensor changes, the copy equals the file byte for byte.
 * Memory: one piece; for a tensor with strides, all bytes that it spans. Disk: the copy; for a
 * deflated entry, or an output that is not a regular file, as much again in the directory of
 * temporary files. Fails, naming the tensor, if a new value does not fit the tensor's type; also
 * fails if the file has changed since it was described. */
struct error *rewrite_file(const struct checkpoint *c, const bool *changes,
                           const struct rewriter *rewriter, const char *path) MUST_CHECK;

#endif
