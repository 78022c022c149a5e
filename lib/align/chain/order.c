#include "align/chain/order_impl.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The digits that the text begins with, perhaps behind a _, or NULL. */
static const char *number_at(const char *text)
{
    text += *text == '_';
    return isdigit((unsigned char)*text) ? text : NULL;
}

static const char *behind_number(const char *text)
{
    const char *digits = number_at(text);
    return digits ? digits + strspn(digits, "0123456789") : text;
}

/* Numbers of any length, without leading zeros. */
static int compare_digits(const char *a, const char *b)
{
    a += strspn(a, "0");
    b += strspn(b, "0");
    size_t length_a = strspn(a, "0123456789"), length_b = strspn(b, "0123456789");
    return length_a != length_b ? (length_a > length_b) - (length_a < length_b)
                                : strncmp(a, b, length_a);
}

static int compare_here(const char *a, const char *b)
{
    const char *digits_a = number_at(a), *digits_b = number_at(b);
    if (digits_a && digits_b)
        return compare_digits(digits_a, digits_b);
    if (digits_a || digits_b)
        return digits_a ? 1 : -1;
    return (*a > *b) - (*a < *b);
}

int order_compare(const char *a, const char *b)
{
    for (int order; *a || *b;
         a = number_at(a) ? behind_number(a) : a + 1, b = number_at(b) ? behind_number(b) : b + 1)
        if ((order = compare_here(a, b)) != 0)
            return order;
    return 0;
}

bool order_alike(const char *a, const char *b)
{
    for (;; a++, b++) {
        a = behind_number(a);
        b = behind_number(b);
        if (*a != *b || !*a)
            return *a == *b;
    }
}
