#include "checkpoint/folder/entry.h"

#include "base/text/text_file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct error *entry_list(const char *folder, struct strlist *names)
{
    struct error *err = NULL;
    DIR *dir = opendir(folder);
    if (!dir)
        return error_new("cannot read the folder: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(dir));)
        TRY(strlist_add(names, entry->d_name, strlen(entry->d_name)));
    qsort(names->at, names->count, sizeof *names->at, compare_names);
out:
    closedir(dir);
    return err;
}

char *entry_path(const char *folder, const char *name)
{
    char *path;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

size_t entry_shards(const char *name)
{
    static const char digits[] = "0123456789", of[] = "-of-";
    for (const char *at = name; (at = strstr(at, of)); at += strlen(of)) {
        const char *count = at + strlen(of);
        if (at > name && strchr(digits, at[-1]) && strspn(count, digits) > 0)
            return strtoul(count, NULL, 10);
    }
    return 0;
}

size_t entry_keras_shard(const char *name)
{
    static const char end[] = ".weights.h5";
    enum { DIGITS = 5, BEHIND = 1 + DIGITS + sizeof end - 1 };
    size_t length = strlen(name);
    if (length <= BEHIND || strcmp(name + length - (sizeof end - 1), end) != 0)
        return 0;
    const char *mark = name + length - BEHIND;
    return *mark == '_' && strspn(mark + 1, "0123456789") == DIGITS ? length - BEHIND : 0;
}

bool entry_is_rank_shard(const char *name)
{
    static const char shard[] = "shard-";
    return strncmp(name, shard, strlen(shard)) == 0 && isdigit((unsigned char)name[strlen(shard)]);
}

struct error *entry_text(const char *path, char **text)
{
    struct stat status;
    *text = NULL;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? NULL : error_new("%s: cannot open: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_new("%s: not a regular file: remove it", path);
    return text_file_read(path, text);
}
