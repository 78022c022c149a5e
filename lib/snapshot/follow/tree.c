#include "snapshot/follow/tree.h"

#include "base/file/path.h"
#include "checkpoint/folder/entry.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

char *tree_path(const char *folder, const char *name)
{
    char *path;
    const char *slash = path_ends_in(folder, "/") ? "" : "/";
    return asprintf(&path, "%s%s%s", folder, slash, name) < 0 ? NULL : path;
}

bool tree_is_top(const char *dir, const char *path)
{
    size_t length = strlen(dir);
    return !strchr(path + length + !path_ends_in(dir, "/"), '/');
}

char *tree_folder_of(const char *path)
{
    return strndup(path, (size_t)(path_base(path) - path) - 1);
}

bool tree_is_in(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/';
}

bool tree_is_folder(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

struct error *tree_names(const char *folder, struct strlist *names)
{
    struct error *err = entry_list(folder, names);
    if (err && error_is_of_memory(err))
        return err;
    error_free(err);
    return NULL;
}
