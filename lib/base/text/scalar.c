#include "base/text/scalar.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ELEMENT_MAX = 8 /* bytes */ };

static double rounded(double number, enum dtype type)
{
    unsigned char bytes[ELEMENT_MAX];
    double back = number;
    if (dtype_from_f64(bytes, &number, 1, type, false))
        dtype_to_f64(&back, bytes, 1, type, false);
    return back;
}

void scalar_number(char text[DECIMAL_ROOM], double number, enum dtype type)
{
    if (fabs(number) < 1e15 && number == trunc(number))
        snprintf(text, DECIMAL_ROOM, "%.0f", number);
    else if (type == DTYPE_F64 || !isfinite(number))
        decimal_f64(text, number);
    else
        for (int digits = 1; digits <= FLT_DECIMAL_DIG; digits++) {
            snprintf(text, DECIMAL_ROOM, "%.*g", digits, number);
            if (rounded(strtod(text, NULL), type) == number)
                break;
        }
}

void scalar_element(char text[DECIMAL_ROOM], const void *element, enum dtype type, bool swapped)
{
    double number;
    dtype_to_f64(&number, element, 1, type, swapped);
    if (type == DTYPE_BOOL)
        snprintf(text, DECIMAL_ROOM, "%s", number != 0 ? "true" : "false");
    else if (dtype_is_float(type))
        scalar_number(text, number, type);
    else
        decimal_element(text, element, type, swapped);
}
