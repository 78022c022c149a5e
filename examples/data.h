/* Images with labels, from IDX files of bytes (the format of MNIST), plain or compressed by gzip.
 */
#ifndef EXAMPLES_DATA_H
#define EXAMPLES_DATA_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { DATA_CLASSES = 10, DATA_WIDTH_MAX = 1 << 20 };

struct dataset {
    size_t count, width;   /* images; pixels per image */
    unsigned char *pixels; /* count x width */
    unsigned char *labels; /* below DATA_CLASSES */
    float white;           /* the pixel value that counts as 1: the brightest one */
};

/* Reads DIR/PART-images-idx3-ubyte and DIR/PART-labels-idx1-ubyte, or these names with .gz. Fails
 * if a file is missing, holds more or less than its header says, or does not fit the other. `data`
 * starts as {0}; the caller frees it in any case. */
struct error *dataset_read(struct dataset *data, const char *dir, const char *part) MUST_CHECK;
void dataset_free(struct dataset *data);

/* Each label becomes, with probability `share`, a random class (Zhang et al. 2017). */
void dataset_corrupt(struct dataset *data, double share, uint64_t seed);

/* Images order[first], order[first + 1], ... (order NULL: first, first + 1, ...) as rows of pixels
 * in [0, 1], with their labels. */
void dataset_batch(const struct dataset *data, const size_t *order, size_t first, size_t rows,
                   float *pixels, unsigned char *labels);

#endif
