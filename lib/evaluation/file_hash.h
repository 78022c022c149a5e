/* The XXH3-64 of a file's content, which shows whether the file is still the same. */
#ifndef PHATE_EVALUATION_FILE_HASH_H
#define PHATE_EVALUATION_FILE_HASH_H

#include "base/error.h"

#include <stdint.h>

struct error *file_hash(const char *path, uint64_t *hash) MUST_CHECK;

#endif
