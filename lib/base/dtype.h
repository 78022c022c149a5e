/* The number formats of checkpoints and .npy files, and their conversion to float32 and float64.
 * All are little-endian unless `swapped`. */
#ifndef PHATE_BASE_DTYPE_H
#define PHATE_BASE_DTYPE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum dtype {
    DTYPE_F64,
    DTYPE_F32,
    DTYPE_F16,
    DTYPE_BF16,
    DTYPE_I64,
    DTYPE_I32,
    DTYPE_I16,
    DTYPE_I8,
    DTYPE_U64,
    DTYPE_U32,
    DTYPE_U16,
    DTYPE_U8,
    DTYPE_BOOL,
    DTYPE_COUNT
};

size_t dtype_size(enum dtype type);      /* bytes per element */
const char *dtype_name(enum dtype type); /* "f32", "bf16", "i64", ... */
bool dtype_is_float(enum dtype type);

/* Whether float32 holds every value of `type` exactly (so that a row of them is stored as f32). */
bool dtype_fits_f32(enum dtype type);

/* Convert `count` elements at `from` (at any alignment; where `swapped`, the bytes of each are
 * reversed first). The arrays must not overlap. Values outside float32's range become infinite. */
void dtype_to_f32(float *restrict to, const void *restrict from, size_t count, enum dtype type,
                  bool swapped);
void dtype_to_f64(double *restrict to, const void *restrict from, size_t count, enum dtype type,
                  bool swapped);

/* The reverse, for floating-point types: each number is rounded once to the nearest of `type`, a
 * tie to even. Returns false where a finite number became infinite. */
bool dtype_from_f64(void *restrict to, const double *restrict from, size_t count, enum dtype type,
                    bool swapped) MUST_CHECK;

#endif
