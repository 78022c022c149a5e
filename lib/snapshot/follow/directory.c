#include "snapshot/follow/directory.h"

#include "base/array.h"
#include "snapshot/follow/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int compare_entries(const void *a, const void *b)
{
    const struct directory_entry *x = a, *y = b;
    const struct timespec *s = &x->modified, *t = &y->modified;
    if (s->tv_sec != t->tv_sec)
        return s->tv_sec < t->tv_sec ? -1 : 1;
    if (s->tv_nsec != t->tv_nsec)
        return s->tv_nsec < t->tv_nsec ? -1 : 1;
    return strverscmp(x->path, y->path);
}

static struct error *add_entry(struct directory_entries *list, const char *folder, int dir,
                               const char *name)
{
    struct stat status;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
        fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return NULL; /* or it is gone again */
    struct directory_entry *at = array_grown(list->at, &list->room, list->count, sizeof *at);
    if (!at)
        return error_memory("a list of files");
    list->at = at;
    at[list->count] = (struct directory_entry){.path = tree_path(folder, name),
                                               .modified = status.st_mtim,
                                               .is_file = S_ISREG(status.st_mode),
                                               .is_folder = S_ISDIR(status.st_mode)};
    if (!at[list->count].path)
        return error_memory("a list of files");
    list->count++;
    return NULL;
}

struct error *directory_list(const char *folder, struct directory_entries *entries)
{
    struct error *err = NULL;
    DIR *dir = opendir(folder);
    if (!dir)
        return error_new("%s: cannot read the directory: %s", folder, strerror(errno));
    for (struct dirent *entry; (entry = readdir(dir));)
        TRY(add_entry(entries, folder, dirfd(dir), entry->d_name));
out:
    closedir(dir);
    return err;
}

void directory_sort(struct directory_entries *entries)
{
    if (entries->count)
        qsort(entries->at, entries->count, sizeof *entries->at, compare_entries);
}

void directory_free(struct directory_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        free(entries->at[i].path);
    free(entries->at);
    *entries = (struct directory_entries){0};
}
