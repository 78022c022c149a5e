/* Checkpoints: files of named tensors, whatever the format. One small interface; a format is a
 * `struct checkpoint_format` with three functions, found by the file's content, not its name. */
#ifndef PHATE_CHECKPOINT_H
#define PHATE_CHECKPOINT_H

#include "dtype.h"
#include "error.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tensor {
    char *name;
    enum dtype type;
    bool swapped; /* big-endian */
    size_t dims;
    size_t *shape;
    size_t count;    /* elements: the product of shape (1 for a scalar) */
    uint64_t offset; /* of the first element's byte in the file */
};

struct checkpoint {
    char *path;
    const struct checkpoint_format *format;
    uint64_t size;          /* of the file, bytes */
    struct tensor *tensors; /* sorted by name (bytewise) */
    size_t count;
    struct strlist keys, values; /* the file's own scalar metadata, parallel lists */
};

struct checkpoint_format {
    const char *name;
    /* Whether the first `length` bytes (up to 64) are this format's. */
    bool (*recognise)(const unsigned char *head, size_t length, uint64_t file_size);
    /* Fills tensors (any order) and metadata from the open file; reads only what describes the
     * tensors, never their data. Every offset and size is checked against the file's size. */
    struct error *(*open)(struct checkpoint *c, int fd)MUST_CHECK;
};

/* Opens, reads the description, closes the file again. Errors name the file. */
struct error *checkpoint_open(struct checkpoint *c, const char *path) MUST_CHECK;
void checkpoint_free(struct checkpoint *c);

/* The tensor of that name, or NULL. */
const struct tensor *checkpoint_find(const struct checkpoint *c, const char *name);

/* Elements [first, first + count) of a tensor, converted; fd is the checkpoint's file, open for
 * reading. Fails where the file has changed or cannot be read. */
struct error *tensor_read_f32(const struct checkpoint *c, const struct tensor *t, int fd,
                              size_t first, size_t count, float *to) MUST_CHECK;
struct error *tensor_read_f64(const struct checkpoint *c, const struct tensor *t, int fd,
                              size_t first, size_t count, double *to) MUST_CHECK;

#endif
