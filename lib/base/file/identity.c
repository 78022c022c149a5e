#include "base/file/identity.h"

#include <fcntl.h>

struct file_identity file_identity_of(const struct stat *status)
{
    return (struct file_identity){status->st_dev, status->st_ino, status->st_size, status->st_mtim,
                                  status->st_ctim};
}

bool file_identity_is_same_file(const struct file_identity *a, const struct file_identity *b)
{
    return a->device == b->device && a->inode == b->inode;
}

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool file_identity_is_unchanged(const struct file_identity *a, const struct file_identity *b)
{
    return file_identity_is_same_file(a, b) && a->size == b->size &&
           is_same_time(&a->modified, &b->modified) && is_same_time(&a->changed, &b->changed);
}

bool file_identity_is_at(int fd, const char *path, int at)
{
    struct stat held, named;
    if (fstat(fd, &held) != 0 || fstatat(AT_FDCWD, path, &named, at) != 0)
        return false;
    const struct file_identity a = file_identity_of(&held), b = file_identity_of(&named);
    return file_identity_is_same_file(&a, &b);
}
