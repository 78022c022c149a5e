/* Numbers that stand beside tensors (a step, a rate, a flag) as text, the same whatever file has
 * them. */
#ifndef PHATE_BASE_TEXT_SCALAR_H
#define PHATE_BASE_TEXT_SCALAR_H

#include "base/text/decimal.h"

/* Writes a whole number below 1e15 without an exponent, another number in the fewest digits that
 * give the number of this floating-point type back; "inf", "-inf" and "nan" as such. */
void scalar_number(char text[DECIMAL_ROOM], double number, enum dtype type);

/* The same for an element of an array, in either byte order; integers have all their digits,
 * booleans are true or false. */
void scalar_element(char text[DECIMAL_ROOM], const void *element, enum dtype type, bool swapped);

#endif
