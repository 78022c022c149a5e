#include "snapshot/follow/directory.h"

#include "base/array.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct found {
    char *name;
    struct timespec modified;
};

struct found_list {
    struct found *at;
    size_t count, room;
};

static int compare_found(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    const struct timespec *s = &x->modified, *t = &y->modified;
    if (s->tv_sec != t->tv_sec)
        return s->tv_sec < t->tv_sec ? -1 : 1;
    if (s->tv_nsec != t->tv_nsec)
        return s->tv_nsec < t->tv_nsec ? -1 : 1;
    return strverscmp(x->name, y->name);
}

static struct error *add_found(struct found_list *list, int dir, const char *name)
{
    struct stat status;
    if (fstatat(dir, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return NULL; /* gone again */
    struct found *at = array_grown(list->at, &list->room, list->count, sizeof *at);
    if (!at)
        return error_memory("a list of files");
    list->at = at;
    struct found *found = &at[list->count];
    found->modified = status.st_mtim;
    found->name = strdup(name);
    if (!found->name)
        return error_memory("a list of files");
    list->count++;
    return NULL;
}

static struct error *find_all(const char *path, struct found_list *list)
{
    struct error *err = NULL;
    DIR *dir = opendir(path);
    if (!dir)
        return error_new("%s: cannot read the directory: %s", path, strerror(errno));
    for (struct dirent *entry; (entry = readdir(dir));)
        TRY(add_found(list, dirfd(dir), entry->d_name));
    if (list->count)
        qsort(list->at, list->count, sizeof *list->at, compare_found);
out:
    closedir(dir);
    return err;
}

struct error *directory_list(const char *path, struct strlist *names)
{
    struct error *err;
    struct found_list list = {0};
    TRY(find_all(path, &list));
    for (size_t i = 0; i < list.count; i++)
        TRY(strlist_add(names, list.at[i].name, strlen(list.at[i].name)));
out:
    for (size_t i = 0; i < list.count; i++)
        free(list.at[i].name);
    free(list.at);
    return err;
}
