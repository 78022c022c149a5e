/* Which axes of coordinates are imaginary: the attribute `signature` that mds -a inpca sets
 * (mds/mds.h), a character per axis, '+' where it is real, '-' where it is imaginary. */
#ifndef PHATE_STREAM_RECORD_SIGNATURE_H
#define PHATE_STREAM_RECORD_SIGNATURE_H

#include "stream/record/record.h"

#include <stdbool.h>

/* The coordinates' signature, which lives as long as the record; NULL where they have none: then
 * all axes are real, and distances are Euclidean. Fails where the attribute is not one character
 * per axis. */
struct error *signature_of(const struct record *coords, const char **signature) MUST_CHECK;

bool signature_is_imaginary(const char *signature, size_t axis); /* NULL: never */

#endif
