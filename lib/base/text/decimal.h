/* Numbers as text. They are written as the shortest decimals that read back as the same number. */
#ifndef PHATE_BASE_TEXT_DECIMAL_H
#define PHATE_BASE_TEXT_DECIMAL_H

#include "base/dtype.h"

#include <stdbool.h>
#include <stddef.h>

enum { DECIMAL_ROOM = 32 };

/* Write "-1.25", "6.02e+23", "nan", "-inf" and so on, NUL-terminated; return the length. */
size_t decimal_f64(char text[DECIMAL_ROOM], double value);
size_t decimal_f32(char text[DECIMAL_ROOM], float value);

/* An element of an array, in either byte order. All digits of 64-bit integers are there, also of
 * those that no float64 has. */
size_t decimal_element(char text[DECIMAL_ROOM], const void *element, enum dtype type, bool swapped);

/* Reads the number with which the text begins; *end is behind it. "nan", "inf" and "infinity" are
 * numbers. False for all else: blanks, hexadecimal numbers, and numbers too large for a double. */
bool decimal_scan(const char *text, const char **end, double *value);

/* Reads such a number, around which spaces do no harm. False where the text is anything more. */
bool decimal_read(const char *text, double *value);

#endif
