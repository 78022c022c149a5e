#include "base/file/folder.h"

#include "base/file/identity.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_in(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int folder_open(const char *path)
{
    return open_in(AT_FDCWD, path);
}

int folder_make(char *path)
{
    if (!mkdtemp(path))
        return -1;
    int fd = folder_open(path);
    if (fd < 0) {
        int reason = errno;
        rmdir(path);
        errno = reason;
    }
    return fd;
}

bool folder_is_at(int fd, const char *path)
{
    return file_identity_is_at(fd, path, AT_SYMLINK_NOFOLLOW);
}

static void empty(int fd);

/* A folder whose permissions stand in the way gets others. */
static void remove_entry(int at, const char *name)
{
    if (unlinkat(at, name, 0) == 0)
        return;
    fchmodat(at, name, 0700, AT_SYMLINK_NOFOLLOW);
    empty(open_in(at, name));
    unlinkat(at, name, AT_REMOVEDIR);
}

/* Closes the folder. */
static void empty(int fd)
{
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir && fd >= 0)
        close(fd);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(dirfd(dir), entry->d_name);
    if (dir)
        closedir(dir);
}

void folder_remove(int fd, const char *path)
{
    fchmod(fd, 0700);
    empty(open_in(fd, "."));
    if (folder_is_at(fd, path))
        rmdir(path);
}
