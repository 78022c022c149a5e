#include "dtype.h"

#include <stdint.h>
#include <string.h>

static const struct {
    const char *name;
    size_t size;
    bool is_float, fits_f32;
} types[DTYPE_COUNT] = {
    [DTYPE_F64] = {"f64", 8, true, false},   [DTYPE_F32] = {"f32", 4, true, true},
    [DTYPE_F16] = {"f16", 2, true, true},    [DTYPE_BF16] = {"bf16", 2, true, true},
    [DTYPE_I64] = {"i64", 8, false, false},  [DTYPE_I32] = {"i32", 4, false, false},
    [DTYPE_I16] = {"i16", 2, false, true},   [DTYPE_I8] = {"i8", 1, false, true},
    [DTYPE_U64] = {"u64", 8, false, false},  [DTYPE_U32] = {"u32", 4, false, false},
    [DTYPE_U16] = {"u16", 2, false, true},   [DTYPE_U8] = {"u8", 1, false, true},
    [DTYPE_BOOL] = {"bool", 1, false, true},
};

size_t dtype_size(enum dtype type)
{
    return types[type].size;
}

const char *dtype_name(enum dtype type)
{
    return types[type].name;
}

bool dtype_is_float(enum dtype type)
{
    return types[type].is_float;
}

bool dtype_fits_f32(enum dtype type)
{
    return types[type].fits_f32;
}

/* Loads of one element: any alignment, bytes reversed where asked. */
#define DEFINE_LOAD(bits, reverse)                                                    \
    static inline uint##bits##_t load_##bits(const unsigned char *from, bool swapped) \
    {                                                                                 \
        uint##bits##_t value;                                                         \
        memcpy(&value, from, sizeof value);                                           \
        return swapped ? reverse(value) : value;                                      \
    }

DEFINE_LOAD(16, __builtin_bswap16)
DEFINE_LOAD(32, __builtin_bswap32)
DEFINE_LOAD(64, __builtin_bswap64)

static inline float float_from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double double_from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* IEEE binary16. The exponent is moved to binary32's bias by a multiplication, which also
 * normalises subnormals; infinities and NaNs keep an all-ones exponent. */
static inline float half_to_float(uint16_t half)
{
    const float rebias = 0x1p112F; /* 2^(127 - 15) */
    uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    float value = float_from_bits(magnitude) * rebias;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((half & 0x7c00) == 0x7c00)
        bits = magnitude | 0x7f800000;
    return float_from_bits(bits | sign);
}

static inline float bfloat_to_float(uint16_t bfloat)
{
    return float_from_bits((uint32_t)bfloat << 16);
}

#define CONVERT(size, expression)                         \
    do {                                                  \
        for (size_t i = 0; i < count; i++) {              \
            const unsigned char *at = bytes + i * (size); \
            to[i] = (expression);                         \
        }                                                 \
    } while (0)

/* One switch for both targets: `real` is float or double. */
#define DEFINE_CONVERSION(name, real)                                                      \
    void name(real *restrict to, const void *restrict from, size_t count, enum dtype type, \
              bool swapped)                                                                \
    {                                                                                      \
        const unsigned char *bytes = from;                                                 \
        switch (type) {                                                                    \
        case DTYPE_F64:                                                                    \
            CONVERT(8, (real)double_from_bits(load_64(at, swapped)));                      \
            break;                                                                         \
        case DTYPE_F32:                                                                    \
            CONVERT(4, (real)float_from_bits(load_32(at, swapped)));                       \
            break;                                                                         \
        case DTYPE_F16:                                                                    \
            CONVERT(2, (real)half_to_float(load_16(at, swapped)));                         \
            break;                                                                         \
        case DTYPE_BF16:                                                                   \
            CONVERT(2, (real)bfloat_to_float(load_16(at, swapped)));                       \
            break;                                                                         \
        case DTYPE_I64:                                                                    \
            CONVERT(8, (real)(int64_t)load_64(at, swapped));                               \
            break;                                                                         \
        case DTYPE_I32:                                                                    \
            CONVERT(4, (real)(int32_t)load_32(at, swapped));                               \
            break;                                                                         \
        case DTYPE_I16:                                                                    \
            CONVERT(2, (real)(int16_t)load_16(at, swapped));                               \
            break;                                                                         \
        case DTYPE_I8:                                                                     \
            CONVERT(1, (real)(int8_t)*at);                                                 \
            break;                                                                         \
        case DTYPE_U64:                                                                    \
            CONVERT(8, (real)load_64(at, swapped));                                        \
            break;                                                                         \
        case DTYPE_U32:                                                                    \
            CONVERT(4, (real)load_32(at, swapped));                                        \
            break;                                                                         \
        case DTYPE_U16:                                                                    \
            CONVERT(2, (real)load_16(at, swapped));                                        \
            break;                                                                         \
        case DTYPE_U8:                                                                     \
        case DTYPE_BOOL:                                                                   \
            CONVERT(1, (real)*at);                                                         \
            break;                                                                         \
        case DTYPE_COUNT:                                                                  \
            break;                                                                         \
        }                                                                                  \
    }

DEFINE_CONVERSION(dtype_to_f32, float)
DEFINE_CONVERSION(dtype_to_f64, double)
