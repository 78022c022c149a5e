/* Folders for files that do not stay, which other programs may write to. They are held by a
 * descriptor: what a program puts in the place of such a folder, such as a link, is left alone. */
#ifndef PHATE_BASE_FILE_FOLDER_H
#define PHATE_BASE_FILE_FOLDER_H

#include <stdbool.h>

/* Makes a private folder, of a path that ends in XXXXXX, which is filled in. Returns a descriptor,
 * which the caller closes; -1, with errno set, where nothing was made. */
int folder_make(char *path);

/* Opens a folder, but no link to one; -1, with errno set, on failure. The caller closes it. */
int folder_open(const char *path);

/* Whether the folder is what the path names. */
bool folder_is_at(int fd, const char *path);

/* Removes all that is in the folder, folders too, and then the folder, as far as possible. Links
 * are removed, and never followed. */
void folder_remove(int fd, const char *path);

#endif
