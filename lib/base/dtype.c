#include "base/dtype.h"

#include <math.h>
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

/* Load one element, at any alignment, its bytes reversed where `swapped`. */
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

/* One switch serves both targets: `real` is float or double. */
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

/* ---- from float64 ---- */

#define DEFINE_STORE(bits, reverse)                                                        \
    static inline void store_##bits(unsigned char *to, uint##bits##_t value, bool swapped) \
    {                                                                                      \
        value = swapped ? reverse(value) : value;                                          \
        memcpy(to, &value, sizeof value);                                                  \
    }

DEFINE_STORE(16, __builtin_bswap16)
DEFINE_STORE(32, __builtin_bswap32)
DEFINE_STORE(64, __builtin_bswap64)

static inline uint64_t bits_of_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline uint32_t bits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Rounds to a binary format of 16 bits with `fraction` bits of fraction. The magnitude, in units of
 * its last place, is rounded as a whole number; a carry out of the fraction correctly raises the
 * exponent, of the largest number to infinity. Directly from double: by way of float some numbers
 * would be rounded twice. */
static uint16_t narrow(double value, int fraction)
{
    const int bias = (1 << (14 - fraction)) - 1;
    const unsigned infinite = (2U * (unsigned)bias + 1) << fraction;
    unsigned sign = signbit(value) ? 0x8000 : 0;
    double magnitude = fabs(value);
    int exponent = 1 - bias; /* of the least normal number, and of all below it */
    if (isnan(value))
        return (uint16_t)(sign | infinite | 1U << (fraction - 1));
    if (magnitude >= ldexp(1, bias + 1))
        return (uint16_t)(sign | infinite);
    if (magnitude >= ldexp(1, exponent)) {
        frexp(magnitude, &exponent); /* in [2^(exponent - 1), 2^exponent) */
        exponent--;
    }
    unsigned units = (unsigned)rint(ldexp(magnitude, fraction - exponent));
    return (uint16_t)(sign | (((unsigned)(exponent + bias - 1) << fraction) + units));
}

enum { F16_FRACTION = 10, BF16_FRACTION = 7 };

/* Stores each number, and counts those that are no longer finite. */
#define STORE_ALL(bits, encoded, infinite)                                \
    for (size_t i = 0; i < count; i++) {                                  \
        uint##bits##_t code = (encoded);                                  \
        lost += ((code & (infinite)) == (infinite)) && isfinite(from[i]); \
        store_##bits(bytes + i * sizeof code, code, swapped);             \
    }

bool dtype_from_f64(void *restrict to, const double *restrict from, size_t count, enum dtype type,
                    bool swapped)
{
    unsigned char *bytes = to;
    size_t lost = 0;
    switch (type) {
    case DTYPE_F64:
        for (size_t i = 0; i < count; i++)
            store_64(bytes + i * sizeof(double), bits_of_double(from[i]), swapped);
        break;
    case DTYPE_F32:
        STORE_ALL(32, bits_of_float((float)from[i]), 0x7f800000U);
        break;
    case DTYPE_F16:
        STORE_ALL(16, narrow(from[i], F16_FRACTION), 0x7c00U);
        break;
    case DTYPE_BF16:
        STORE_ALL(16, narrow(from[i], BF16_FRACTION), 0x7f80U);
        break;
    default:
        return false;
    }
    return lost == 0;
}
