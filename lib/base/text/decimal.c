#include "base/text/decimal.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t not_finite(char text[DECIMAL_ROOM], double value)
{
    const char *name = isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    return (size_t)snprintf(text, DECIMAL_ROOM, "%s", name);
}

/* Any number of *_DIG digits survives; *_DECIMAL_DIG digits tell any number from its neighbours. */
size_t decimal_f64(char text[DECIMAL_ROOM], double value)
{
    if (!isfinite(value))
        return not_finite(text, value);
    for (int digits = DBL_DIG;; digits++) {
        int length = snprintf(text, DECIMAL_ROOM, "%.*g", digits, value);
        if (digits == DBL_DECIMAL_DIG || strtod(text, NULL) == value)
            return (size_t)length;
    }
}

size_t decimal_f32(char text[DECIMAL_ROOM], float value)
{
    if (!isfinite(value))
        return not_finite(text, (double)value);
    for (int digits = FLT_DIG;; digits++) {
        int length = snprintf(text, DECIMAL_ROOM, "%.*g", digits, (double)value);
        if (digits == FLT_DECIMAL_DIG || strtof(text, NULL) == value)
            return (size_t)length;
    }
}

static uint64_t load_64(const void *element, bool swapped)
{
    uint64_t bits;
    memcpy(&bits, element, sizeof bits);
    return swapped ? __builtin_bswap64(bits) : bits;
}

size_t decimal_element(char text[DECIMAL_ROOM], const void *element, enum dtype type, bool swapped)
{
    double value;
    if (type == DTYPE_I64)
        return (size_t)snprintf(text, DECIMAL_ROOM, "%" PRId64, (int64_t)load_64(element, swapped));
    if (type == DTYPE_U64)
        return (size_t)snprintf(text, DECIMAL_ROOM, "%" PRIu64, load_64(element, swapped));
    dtype_to_f64(&value, element, 1, type, swapped);
    return type == DTYPE_F32 ? decimal_f32(text, (float)value) : decimal_f64(text, value);
}

bool decimal_scan(const char *text, const char **end, double *value)
{
    char *behind;
    double number = strtod(text, &behind);
    size_t length = (size_t)(behind - text);
    bool is_decimal = strspn(text, "+-.0123456789eE") >= length && isfinite(number);
    bool is_name = strspn(text, "+-infatyINFATY") >= length;
    if (length == 0 || !(is_decimal || is_name))
        return false;
    *value = number;
    *end = behind;
    return true;
}

bool decimal_read(const char *text, double *value)
{
    static const char blank[] = " \t\n\v\f\r";
    const char *end;
    double number;
    if (!decimal_scan(text + strspn(text, blank), &end, &number) || end[strspn(end, blank)])
        return false;
    *value = number;
    return true;
}
