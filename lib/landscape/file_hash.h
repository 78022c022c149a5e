/* The XXH3-64 of files' contents, by which it is seen whether they are what they were. */
#ifndef PHATE_LANDSCAPE_FILE_HASH_H
#define PHATE_LANDSCAPE_FILE_HASH_H

#include "base/error.h"

#include <stdint.h>

struct error *file_hash(const char *path, uint64_t *hash) MUST_CHECK;

#endif
