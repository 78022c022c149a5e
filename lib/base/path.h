/* The parts of a file's path, and folders that are done with. */
#ifndef PHATE_BASE_PATH_H
#define PHATE_BASE_PATH_H

#include <stdbool.h>

/* What is behind the last slash: "a/b.pt" gives "b.pt". */
const char *path_base(const char *path);

/* The last part's extension with its dot, ".pt", within `path`; NULL where there is none. A dot
 * that begins a name begins no extension. */
const char *path_extension(const char *path);

/* The last part without its extension; the caller frees it. NULL where memory is short. */
char *path_stem(const char *path);

bool path_ends_in(const char *path, const char *end);

/* Removes a folder and the files in it, as far as that is possible. Folders in it stay, and the
 * folder with them. */
void path_remove_folder(const char *path);

#endif
