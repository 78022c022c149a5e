/* Names that files have only for a while, in the directory where they are to stay. While such a
 * name is made, changed or removed, signals wait: one that ends the program finds each name either
 * in the list of those to be removed, or gone. */
#ifndef PHATE_BASE_FILE_TEMPORARY_H
#define PHATE_BASE_FILE_TEMPORARY_H

#include <stdbool.h>
#include <sys/types.h>

struct temporary;

/* Makes an empty file with a name of that kind, "base.XXXXXX", in the directory `dir`, open for
 * reading and writing; only its owner may open it. Returns NULL, with errno set, on failure. */
struct temporary *temporary_create(int dir, const char *base, int *fd);

/* Gives the file its lasting name, in place of a file that has it. On failure, with errno set, the
 * file keeps the name it has. Otherwise frees the temporary. */
bool temporary_rename(struct temporary *temporary, const char *base);

/* Removes the file, and frees the temporary. */
void temporary_remove(struct temporary *temporary);

/* Opens a file that has no name, in the directory `dir`, for reading and writing. Returns -1 where
 * the file system has no such files, or no way to name them later. */
int temporary_open_nameless(int dir);

/* Gives a file without a name its lasting name. Where another file has that, it takes its place: it
 * then has a temporary name between two system calls. On failure, with errno set, it stays without
 * a name. */
bool temporary_name(int fd, int dir, const char *base);

/* Removes the files of all names. */
void temporary_remove_all(void);

/* The same in the handler of a signal that ends the program, before this handler returns: from then
 * on no thread can make or change a name. */
void temporary_remove_at_death(void);

#endif
