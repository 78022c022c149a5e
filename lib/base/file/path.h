/* The parts of a file's path. */
#ifndef PHATE_BASE_FILE_PATH_H
#define PHATE_BASE_FILE_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* NULL or "-". */
bool path_is_standard(const char *path);

/* What messages call an input: its path, or "standard input". */
const char *path_of_input(const char *path);

/* The length without slashes at the end, which a folder's path may have: 3 of "a/b//"; "/" keeps
 * its one. */
size_t path_length(const char *path);

/* The part behind the last slash: "a/b.pt" gives "b.pt". */
const char *path_base(const char *path);

/* The extension of the last part with its dot, ".pt", within `path`; NULL where there is none. A
 * dot at the beginning of a name does not begin an extension. */
const char *path_extension(const char *path);

/* The last part without its extension; the caller frees it. NULL where memory is short. */
char *path_stem(const char *path);

bool path_ends_in(const char *path, const char *end);

/* Whether it has one of these endings, the last of which is NULL, with something before it. */
bool path_ends_in_any(const char *path, const char *const *ends);

#endif
