/* The types of elements that a record's payload has. */
#ifndef PHATE_STREAM_RECORD_PHM_TYPE_H
#define PHATE_STREAM_RECORD_PHM_TYPE_H

#include <stdbool.h>
#include <stddef.h>

enum phm_type { PHM_F32, PHM_F64, PHM_TEXT };

size_t phm_type_size(enum phm_type type); /* bytes per element; 1 for text */
const char *phm_type_name(enum phm_type type);

/* The type whose name has these `length` bytes; false where there is none. */
bool phm_type_parse(enum phm_type *type, const char *name, size_t length);

#endif
