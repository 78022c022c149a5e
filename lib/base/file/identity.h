/* Which file a name or a descriptor stood for, and in which state: so that what is opened twice, or
 * read over a time, is known to be the same. A file that was written in place has another time of
 * change, even where its size is the same and its time of modification was set back. */
#ifndef PHATE_BASE_FILE_IDENTITY_H
#define PHATE_BASE_FILE_IDENTITY_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

/* All zero: of no file. */
struct file_identity {
    dev_t device;
    ino_t inode;
    off_t size;                        /* bytes */
    struct timespec modified, changed; /* when its content, and when anything of it, changed last */
};

struct file_identity file_identity_of(const struct stat *status);

/* Whether both are of one file, whose content may differ: device and inode are the same. */
bool file_identity_is_same_file(const struct file_identity *a, const struct file_identity *b);

/* Whether both are of one file in one state: all is the same. */
bool file_identity_is_unchanged(const struct file_identity *a, const struct file_identity *b);

/* Whether the descriptor's file is what the path names: a link, if `at` is AT_SYMLINK_NOFOLLOW, or
 * what that leads to, if `at` is 0. */
bool file_identity_is_at(int fd, const char *path, int at);

#endif
